module.exports = {
  ...require('../cluster/jest.config.cjs'),
  roots: ['<rootDir>/test/operators'],
  globalSetup: '<rootDir>/test/operators/set-up.ts',
  globalTeardown: '<rootDir>/test/operators/tear-down.ts',
  // one scene at a time
  maxWorkers: 1,
};
