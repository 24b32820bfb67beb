import { RESOURCES } from '../checklist/readers/pod-shapes';
import { Shape } from '../checklist/readers/shape';

/** The spec of a ScheduledBackup; its CRD is that of CloudNativePG 1.30.0. */
export const SCHEDULED_BACKUP: Shape = {
  fields: {
    backupOwnerReference: 'string',
    cluster: { fields: { name: 'string' } },
    immediate: 'flag',
    method: 'string',
    online: 'flag',
    onlineConfiguration: { fields: { immediateCheckpoint: 'flag', waitForArchive: 'flag' } },
    pluginConfiguration: { fields: { name: 'string', parameters: { map: 'string' } } },
    schedule: 'string',
    suspend: 'flag',
    target: 'string',
  },
};

const SECRET_KEY: Shape = { fields: { name: 'string', key: 'string' } };
const ARGUMENTS: Shape = { list: 'string' };

/** The spec of an ObjectStore; its CRD is that of the Barman Cloud plugin 0.14.0. */
export const OBJECT_STORE: Shape = {
  fields: {
    configuration: {
      fields: {
        azureCredentials: {
          fields: {
            connectionString: SECRET_KEY,
            inheritFromAzureAD: 'flag',
            storageAccount: SECRET_KEY,
            storageKey: SECRET_KEY,
            storageSasToken: SECRET_KEY,
            useDefaultAzureCredentials: 'flag',
          },
        },
        data: {
          fields: {
            additionalCommandArgs: ARGUMENTS,
            compression: 'string',
            encryption: 'string',
            immediateCheckpoint: 'flag',
            jobs: 'number',
            restoreAdditionalCommandArgs: ARGUMENTS,
          },
        },
        destinationPath: 'string',
        endpointCA: SECRET_KEY,
        endpointURL: 'string',
        googleCredentials: { fields: { applicationCredentials: SECRET_KEY, gkeEnvironment: 'flag' } },
        historyTags: { map: 'string' },
        s3Credentials: {
          fields: { accessKeyId: SECRET_KEY, inheritFromIAMRole: 'flag', region: SECRET_KEY, secretAccessKey: SECRET_KEY, sessionToken: SECRET_KEY },
        },
        serverName: 'string',
        tags: { map: 'string' },
        wal: {
          fields: {
            archiveAdditionalCommandArgs: ARGUMENTS,
            compression: 'string',
            encryption: 'string',
            maxParallel: 'number',
            restoreAdditionalCommandArgs: ARGUMENTS,
          },
        },
      },
    },
    instanceSidecarConfiguration: {
      fields: {
        additionalContainerArgs: ARGUMENTS,
        // a value would be quoted, and may be a password
        env: { list: { fields: { name: 'string' } } },
        logLevel: 'string',
        resources: RESOURCES,
        retentionPolicyIntervalSeconds: 'number',
      },
    },
    retentionPolicy: 'string',
  },
};
