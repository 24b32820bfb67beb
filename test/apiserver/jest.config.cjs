module.exports = {
  ...require('../cluster/jest.config.cjs'),
  roots: ['<rootDir>/test/apiserver'],
  globalSetup: '<rootDir>/test/apiserver/set-up.ts',
  globalTeardown: '<rootDir>/test/cluster/tear-down.ts',
  maxWorkers: 3,
};
