// Required before a program of bin/: lets it run from src/ instead of lib/, so that the tests need no build.
const { readFileSync } = require('fs');
const Module = require('module');
const { join, sep } = require('path');
const { transformSync } = require('@swc/core');

const ROOT = join(__dirname, '../..');
const resolve = Module._resolveFilename;

Module._resolveFilename = (request, parent, ...rest) => {
  const fromBin = parent?.filename?.startsWith(join(ROOT, 'bin') + sep);
  return resolve(fromBin ? request.replace('../lib/', '../src/') : request, parent, ...rest);
};

require.extensions['.ts'] = (module, filename) => {
  const { code } = transformSync(readFileSync(filename, 'utf8'), {
    filename, swcrc: false, module: { type: 'commonjs' }, jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
  });
  module._compile(code, filename);
};
