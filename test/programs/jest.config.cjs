const { moduleNameMapper, moduleFileExtensions, transform } = require('../../jest.config.json');

module.exports = {
  rootDir: '../..',
  roots: ['<rootDir>/test/programs'],
  moduleNameMapper,
  moduleFileExtensions,
  transform,
  testTimeout: 120_000,
  // they wait for servers more than they compute
  maxWorkers: 3,
};
