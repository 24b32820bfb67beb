// Who may import whom. From the bottom up: values, then checklist and contracts, parts, platform, engines, validation, index.
const ENGINES = 'postgres|mysql|mongo';

/** What a folder of src may import of ours, itself included. */
const MAY_IMPORT = {
  values: [],
  checklist: ['values'],
  contracts: ['values'],
  parts: ['values', 'checklist'],
  platform: ['values', 'checklist', 'parts', 'contracts'],
  restore: ['values', 'checklist', 'parts', 'contracts', 'platform'],
  migration: ['values', 'checklist', 'parts', 'contracts', 'platform'],
  // read by the command line, and written by nobody here
  workloads: ['values', 'checklist'],
  zalando: ['values', 'checklist', 'postgres'],
  crunchy: ['values', 'checklist', 'postgres'],
  validation: ['values', 'checklist', 'parts', 'contracts', 'platform', 'restore', 'migration', 'workloads', 'zalando', 'crunchy', ENGINES],
};

const LAZY = 'node_modules/(yaml|js-yaml|commander|croner|@prometheus-io|@lezer)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...Object.entries(MAY_IMPORT).map(([folder, others]) => ({
      name: `${folder}-imports`,
      comment: `${folder} may import ${others.length > 0 ? others.join(', ') : 'nothing of ours'}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: '^(src|examples|test|scripts|lib)/', pathNot: `^src/(${[folder, ...others].join('|')})/` },
    })),
    {
      name: 'engine-imports',
      comment: 'An engine knows all below it, and never another engine',
      severity: 'error',
      from: { path: `^src/(${ENGINES})/` },
      to: {
        path: '^(src|examples|test|scripts|lib)/',
        pathNot: ['^src/$1/', '^src/(values|checklist|contracts|parts|platform|restore|migration)/'],
      },
    },
    {
      name: 'examples-import-the-package',
      comment: 'An example imports the package by its name, as a user does, and its own files',
      severity: 'error',
      from: { path: '^examples/([^/]+)/' },
      to: { path: '^(src|lib|test|scripts|examples)/', pathNot: ['^examples/$1/', '^(src|lib)/index\\.'] },
    },
    {
      name: 'no-circular',
      comment: 'Two files that need each other are one; types may',
      severity: 'error',
      from: { path: '^src/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'heavy-libraries-late',
      comment: 'Importing the package must stay fast: require these inside the function that needs them',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: LAZY, dependencyTypesNot: ['type-only', 'type-import', 'require'] },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^src/' },
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '^lib/'] },
    exclude: { path: ['^dist/', '^examples/[^/]+/(dist|lib)/'] },
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'require', 'node', 'default'] },
  },
};
