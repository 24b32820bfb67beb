// Compiles every ```ts block of docs/ and of the examples' READMEs against the compiled package: jsii-rosetta looks at README.md and doc
// comments only.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = join(root, 'dist/snippets');

const pages = [
  ...readdirSync(join(root, 'docs'), { recursive: true }).map((page) => `docs/${page}`),
  ...readdirSync(join(root, 'examples')).map((name) => `examples/${name}/README.md`),
].filter((page) => page.endsWith('.md') && existsSync(join(root, page)));

/** Each block as a file whose lines have the numbers that they have in the page. */
function snippets(page) {
  const text = readFileSync(join(root, page), 'utf8');
  return [...text.matchAll(/^ *```(?:ts|typescript)\n([\s\S]*?)^ *```/gm)].map((block) => {
    const line = text.slice(0, block.index).split('\n').length;
    return { file: `${page.replaceAll('/', '.')}-${line}.ts`, content: `${'\n'.repeat(line)}${block[1]}export {};\n` };
  });
}

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder, { recursive: true });
const found = pages.flatMap(snippets);
for (const { file, content } of found) writeFileSync(join(folder, file), content);
writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({
  compilerOptions: {
    target: 'es2022', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: ['node'], rootDir: '../..',
    paths: { '@acme/databases': ['../../examples/platform-package/src'], 'cdk8s-databases': ['../../lib'] },
  },
  include: ['*.ts'],
}));
const { status } = found.length > 0
  ? spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder], { cwd: root, stdio: 'inherit' })
  : { status: 0 };
process.stdout.write(`${found.length} snippets of ${pages.length} pages ${status === 0 ? 'compile' : 'do not all compile'}\n`);
process.exitCode = status;
