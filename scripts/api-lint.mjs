// What jsii lets through and other languages suffer from: `node scripts/api-lint.mjs [assembly]`, by default the .jsii that the last compile wrote.
import { readFileSync } from 'node:fs';

// PostgreSQL's own term
const TERMS = ['BaseBackup'];
const FORBIDDEN_WORDS = /^(manager|helper|util|utils|base|context|builder)$/;

/** Everything in a jsii assembly that a user of another language, or a reader, would stumble over. */
function apiFindings(assembly) {
  return Object.values(assembly.types ?? {}).flatMap(typeFindings).sort();
}

function typeFindings(type) {
  const at = type.fqn.slice(type.assembly.length + 1);
  return [
    ...nameFindings(at, type.name),
    ...docsFindings(at, type.docs),
    ...(type.members ?? []).flatMap((member) => docsFindings(`${at}.${member.name}`, member.docs)),
    ...(type.properties ?? []).filter(isOwn).flatMap((property) => propertyFindings(`${at}.${property.name}`, property, type)),
    ...(type.methods ?? []).filter(isOwn).flatMap((method) => methodFindings(`${at}.${method.name}`, method)),
    ...(type.initializer ? parametersFindings(`${at}.constructor`, type.initializer.parameters) : []),
  ];
}

function propertyFindings(at, property, type) {
  return [
    ...nameFindings(at, property.name),
    ...docsFindings(at, property.docs),
    ...typeReferenceFindings(at, property.type),
    ...(type.datatype && property.optional && !property.docs?.default ? [`${at} must have @default, got none; say what happens without it`] : []),
    ...(!property.immutable ? [`${at} must be readonly, got a mutable property; write readonly`] : []),
  ];
}

function methodFindings(at, method) {
  return [
    ...nameFindings(at, method.name),
    ...docsFindings(at, method.docs),
    ...(method.returns ? typeReferenceFindings(`${at} return`, method.returns.type) : []),
    ...parametersFindings(at, method.parameters),
  ];
}

function parametersFindings(at, parameters = []) {
  return parameters.flatMap((parameter) => [
    ...typeReferenceFindings(`${at}(${parameter.name})`, parameter.type),
    ...nameFindings(`${at}(${parameter.name})`, parameter.name),
    ...(isUnderstood(parameter) ? [] : docsFindings(`${at}(${parameter.name})`, parameter.docs)),
  ]);
}

/** The signature of every construct, and options that document themselves. */
function isUnderstood({ name, type }) {
  return ['scope', 'id'].includes(name) || (['props', 'options'].includes(name) && type.fqn !== undefined);
}

function typeReferenceFindings(at, type) {
  if (type === undefined) return [];
  if (type.union) return [`${at} must be of one type, got a union; make a class with factories or an enum`];
  if (type.intersection) return [`${at} must be of one type, got an intersection; name an interface`];
  if (type.collection) return typeReferenceFindings(at, type.collection.elementtype);
  if (type.primitive === 'any') return [`${at} must have a type, got any; a union of literals becomes one, too`];
  return [];
}

function docsFindings(at, docs) {
  return docs?.summary ? [] : [`${at} must be documented, got no doc comment; say what it is, its unit and its default`];
}

function nameFindings(at, name) {
  if (TERMS.includes(name)) return [];
  const words = name.toLowerCase() === name ? [name] : name.split(/(?=[A-Z])/);
  const word = [words.at(0), words.at(-1)].find((part) => FORBIDDEN_WORDS.test(part.toLowerCase()));
  return word ? [`${at} must be named after what it is, got "${word}"; name the noun`] : [];
}

/** What is inherited from another package is that package's. */
function isOwn(member) {
  return member.overrides === undefined;
}

const assembly = JSON.parse(readFileSync(process.argv[2] ?? new URL('../.jsii', import.meta.url), 'utf8'));
const findings = apiFindings(assembly);
for (const finding of findings) process.stderr.write(`${finding}\n`);
process.stdout.write(`API lint: ${Object.keys(assembly.types).length} types, ${findings.length} findings\n`);
if (findings.length > 0) process.exitCode = 1;
