module.exports = {
  ...require('../cluster/jest.config.cjs'),
  roots: ['<rootDir>/test/migration-run'],
  // faults take a quarter of an hour: TEST_MIGRATION=all has them, too
  testPathIgnorePatterns: process.env.TEST_MIGRATION === 'all' ? [] : ['faults\\.test\\.ts$'],
  globalSetup: '<rootDir>/test/migration-run/set-up.ts',
  globalTeardown: '<rootDir>/test/migration-run/tear-down.ts',
  // the write stop is measured: one migration at a time
  maxWorkers: 1,
};
