/** What the suites that talk to a cluster have in common. */
const { moduleNameMapper, moduleFileExtensions } = require('../../jest.config.json');

module.exports = {
  rootDir: '../..',
  moduleNameMapper,
  moduleFileExtensions,
  // the Kubernetes client is an ES module
  transform: { '^.+\\.(ts|js)$': '@swc/jest' },
  transformIgnorePatterns: ['/node_modules/(?!@kubernetes/|openid-client/|oauth4webapi/|jose/)'],
  testTimeout: 600_000,
};
