module.exports = {
  ...require('../cluster/jest.config.cjs'),
  roots: ['<rootDir>/test/e2e'],
  globalSetup: '<rootDir>/test/e2e/set-up.ts',
  globalTeardown: '<rootDir>/test/e2e/tear-down.ts',
  // one cluster, one database
  maxWorkers: 1,
  testTimeout: 1_800_000,
};
