import {
  DatabasePlatformProps, MongoOperator, MongoReplicaSet, MongoReplicaSetProps, MongoRole, Schedule, VeleroLocation, VeleroSchedule,
} from '../../src';
import { SESSIONS, sessions } from '../support/mongo';
import { ofKind, theOne } from '../support/written';

const COMMUNITY = { operator: MongoOperator.COMMUNITY };

function community(props: Partial<MongoReplicaSetProps> = {}, platform: Partial<DatabasePlatformProps> = {}): any {
  return theOne(sessions({ ...COMMUNITY, ...props }, platform).app, 'MongoDBCommunity', 'sessions').spec;
}

describe('MongoDB\'s own', () => {
  test('a budget is made, because the operator makes none', () => {
    expect(theOne(sessions(COMMUNITY).app, 'PodDisruptionBudget', 'sessions').spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { app: 'sessions-svc' } } });
  });

  test('the ServiceAccount of a namespace is there once, and each database has rights on its own pods and on the Secret that its probe reads', () => {
    const { app, chart } = sessions(COMMUNITY);
    new MongoReplicaSet(chart, 'More', { ...SESSIONS, ...COMMUNITY, name: 'more', platform: chart.node.findChild('Platform') as any });
    expect(ofKind(app, 'ServiceAccount').filter(({ metadata }) => metadata.name === 'mongodb-kubernetes-appdb' && metadata.namespace === 'shop').length).toBe(1);
    const rights = ['sessions', 'more'].map((name) => [theOne(app, 'Role', `mongodb-kubernetes-appdb-${name}`).rules, theOne(app, 'RoleBinding', `mongodb-kubernetes-appdb-${name}`).subjects]);
    expect(rights).toEqual(['sessions', 'more'].map((name) => [
      [
        { apiGroups: [''], resources: ['secrets'], resourceNames: [`${name}-config`], verbs: ['get'] },
        { apiGroups: [''], resources: ['pods'], resourceNames: [0, 1, 2, 3, 4, 5, 6].map((i) => `${name}-${i}`), verbs: ['get', 'patch', 'delete'] },
      ],
      [{ kind: 'ServiceAccount', name: 'mongodb-kubernetes-appdb', namespace: 'shop' }],
    ]));
  });

  test('TLS is required, by one certificate for server and CA', () => {
    expect(community().security.tls).toEqual({
      enabled: true, certificateKeySecretRef: { name: 'sessions-server-tls' }, caCertificateSecretRef: { name: 'sessions-server-tls' },
    });
  });

  test('what the operator makes for users has distinct names', () => {
    const users = community({ users: [{ name: 'etl', roles: [MongoRole.read('app')] }] }).users.map((user: any) => [user.name, user.scramCredentialsSecretName, user.connectionStringSecretName]);
    expect(users).toEqual([
      ['clusterMonitor', 'sessions-metrics-login', 'sessions-metrics-connection'],
      ['backup', 'sessions-backup-login', 'sessions-backup-connection'],
      ['app', 'sessions-user-app-login', 'sessions-user-app-connection'],
      ['etl', 'sessions-user-etl-login', 'sessions-user-etl-connection'],
    ]);
  });

  test('the cache is half of what the memory leaves beside 1 GiB', () => {
    expect(community().additionalMongodConfig.storage.wiredTiger.engineConfig.cacheSizeGB).toBe(3.5);
  });

  test('the server is MongoDB\'s own of the version, unless an image is named', () => {
    expect([community().version, community().statefulSet.spec.template.spec.containers[0].image]).toEqual(['8.0.19', undefined]);
  });

  test('without an object store it cannot be left to Velero, because nothing backs up its data', () => {
    const { chart, database } = sessions({ ...COMMUNITY, waivers: [] }, { backups: undefined });
    expect(() => new VeleroSchedule(chart, 'Velero', { name: 'shop', databases: [database], schedule: Schedule.daily('05:00'), location: VeleroLocation.existing('default') })).toThrow(
      new Error('databases must have backups of their own, because Velero leaves their volumes out, got "sessions"; give their platform `backups`'));
  });
});
