import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { Operator } from './operator';
import { GoProgram } from '../go-program';

const VERSION = '1.30.0';

export const cloudNativePgProgram = new GoProgram('cloudnative-pg', 'github.com/cloudnative-pg/cloudnative-pg/cmd/manager', [
  `-X github.com/cloudnative-pg/cloudnative-pg/pkg/versions.buildVersion=${VERSION}`,
]);

export const cloudNativePg: Operator = {
  name: 'CloudNativePG',
  module: `github.com/cloudnative-pg/cloudnative-pg@v${VERSION}`,
  crds: 'config/crd/bases',
  webhooks: {
    program: cloudNativePgProgram,
    start: ({ kubeconfig, port, certificateFolder }) => ({
      args: [
        'controller', '--metrics-bind-address=0', `--webhook-port=${port}`,
        '--config-map-name=cnpg-controller-manager-config', '--secret-name=cnpg-controller-manager-config',
      ],
      // it answers for every namespace, and reconciles in one that is not there
      env: {
        KUBECONFIG: kubeconfig,
        WEBHOOK_CERT_DIR: certificateFolder,
        OPERATOR_NAMESPACE: 'cnpg-system',
        WATCH_NAMESPACE: 'no-namespace',
        OPERATOR_IMAGE_NAME: `ghcr.io/cloudnative-pg/cloudnative-pg:${VERSION}`,
      },
    }),
    configurations: (folder) => parseAllDocuments(readFileSync(join(folder, 'releases', `cnpg-${VERSION}.yaml`), 'utf8'))
      .map((document) => document.toJS())
      .filter((manifest) => /WebhookConfiguration$/.test(manifest?.kind)),
  },
};
