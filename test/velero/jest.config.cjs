module.exports = {
  ...require('../cluster/jest.config.cjs'),
  roots: ['<rootDir>/test/velero'],
  globalSetup: '<rootDir>/test/velero/set-up.ts',
  globalTeardown: '<rootDir>/test/cluster/tear-down.ts',
  maxWorkers: 1,
};
