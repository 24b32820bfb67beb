import { BARE_NAMESPACE, variable } from './environment';
import { PROBE_SCRIPT } from './probe-script';
import { Manifest } from '../../src/checklist/manifests';

const metadata = (name: string) => ({ namespace: BARE_NAMESPACE, name });

/**
 * For comparison: a Cluster that says only what it must, three instances, one acknowledgement by a replica, its WAL in the same object store. All
 * else is the operator's default. No pooler, no policy; the same probe.
 */
export function bareCluster(run: string, credentials: Record<string, string>): Manifest[] {
  const image = variable('TEST_IMAGE');
  return [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: BARE_NAMESPACE } },
    { apiVersion: 'v1', kind: 'Secret', metadata: metadata('object-store'), data: credentials },
    {
      apiVersion: 'barmancloud.cnpg.io/v1',
      kind: 'ObjectStore',
      metadata: metadata('backups'),
      spec: {
        configuration: {
          destinationPath: `s3://acme-db-backups/${run}/bare`,
          endpointURL: variable('TEST_OBJECT_STORE'),
          s3Credentials: {
            accessKeyId: { name: 'object-store', key: 'ACCESS_KEY_ID' },
            secretAccessKey: { name: 'object-store', key: 'SECRET_ACCESS_KEY' },
          },
        },
      },
    },
    {
      apiVersion: 'postgresql.cnpg.io/v1',
      kind: 'Cluster',
      metadata: metadata('bare'),
      spec: {
        instances: 3,
        imageName: image,
        storage: { size: '10Gi', storageClass: 'fast-ssd' },
        affinity: { podAntiAffinityType: 'required', topologyKey: 'kubernetes.io/hostname' },
        postgresql: { synchronous: { method: 'any', number: 1 } },
        plugins: [{ name: 'barman-cloud.cloudnative-pg.io', isWALArchiver: true, parameters: { barmanObjectName: 'backups' } }],
      },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata('client'),
      spec: {
        replicas: 0,
        selector: { matchLabels: { app: 'client' } },
        template: {
          metadata: { labels: { app: 'client' } },
          spec: {
            containers: [{
              name: 'probe',
              image,
              command: ['bash', '-c', PROBE_SCRIPT],
              env: [
                { name: 'PGHOST', value: 'bare-rw' },
                { name: 'PGSSLMODE', value: 'require' },
                ...Object.entries({ PGUSER: 'username', PGPASSWORD: 'password', PGDATABASE: 'dbname' })
                  .map(([name, key]) => ({ name, valueFrom: { secretKeyRef: { name: 'bare-app', key } } })),
              ],
            }],
          },
        },
      },
    },
  ];
}
