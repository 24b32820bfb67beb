import { Construct } from 'constructs';
import { communityMetricsUser, communityUser, metricsSecret } from './community';
import { connectionTemplate } from './connection-template';
import { dumpSecret, dumpUser, DUMP_USER } from './dump-cron-job';
import { MongoOperator } from './mongo-operator';
import { MongoSettings, UserSettings } from './mongo-settings';
import { psmdbUser } from './psmdb';
import { remoteKeyOf } from './remote-key';
import { METRICS_USER, systemUsersKeys, systemUsersSecret, systemUsersTemplate } from './system-users';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { reserveName } from '../parts/manifest-object';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';

/** Who may log in to a database, and where the passwords come from. */
export class MongoUsers {
  /** Entries of `spec.users`. */
  public readonly entries: object[] = [];
  private readonly users = new Map<string, UserSettings>();

  /** @param keep adds a manifest that stays when the database's code goes */
  constructor(
    private readonly database: Construct,
    private readonly settings: MongoSettings,
    private readonly keep: (id: string, manifest: Manifest) => void,
  ) {}

  public get all(): readonly UserSettings[] {
    return [...this.users.values()];
  }

  public find(name: string): UserSettings | undefined {
    return this.users.get(name);
  }

  /** The Secret of a user, by default of the one that is named as the first database. */
  public secretOf(name = this.settings.users[0].name): SecretRef {
    const found = this.users.get(name);
    if (!found) refuse('user', `be one of ${[...this.users.keys()].join(', ')}`, name, 'declare it in users, or let grantConnect make it');
    return found.given ?? SecretRef.of(found.secretName);
  }

  /** Those that Percona's operator works with. Without a secret store it makes their passwords up, and the checklist says so. */
  public addSystemUsers(): void {
    const { name: database, namespace, platform: { secrets } } = this.settings;
    const name = systemUsersSecret(database);
    if (!secrets) {
      reserveName(this.database, 'Secret', namespace, name);
      return;
    }
    const remote = Object.fromEntries(systemUsersKeys(this.settings).map((user) => [user, { key: this.remoteKey(user), property: 'password' }]));
    this.keep('SystemUsers', externalSecret({ name, namespace, store: secrets, remote, template: systemUsersTemplate(this.settings) }));
  }

  /** Those that watch and dump a database of MongoDB's own operator. */
  public addWatchers(): void {
    const { name, platform: { monitoring }, dumps } = this.settings;
    if (monitoring) this.addOwn('MetricsUser', METRICS_USER, metricsSecret(name), communityMetricsUser(name));
    if (dumps) this.addOwn('DumpUser', DUMP_USER, dumpSecret(name), dumpUser(name));
  }

  public add(user: UserSettings): void {
    const { name, namespace, operator, platform: { secrets } } = this.settings;
    reserveName(this.database, 'MongoDB user', namespace, `${name}/${user.name}`, 'user');
    this.users.set(user.name, user);
    if (operator === MongoOperator.PERCONA) {
      this.entries.push(psmdbUser(user));
    } else {
      this.entries.push(communityUser(user));
      ['login-scram-credentials', 'connection'].forEach((use) => reserveName(this.database, 'Secret', namespace, `${user.secretName}-${use}`, 'user'));
    }
    if (user.given) return;
    if (!secrets) {
      refuse(`users.${user.name}.password`, 'be given where the platform has no secret store', undefined,
        'name a Secret with its password by SecretRef.of, or give the platform `secrets`');
    }
    this.keep(`User-${user.name}`, externalSecret({
      name: user.secretName,
      namespace,
      store: secrets,
      remoteKey: this.remoteKey(user.name),
      properties: { password: 'password' },
      template: connectionTemplate(this.settings, user),
    }));
  }

  private addOwn(id: string, user: string, name: string, entry: object): void {
    const { namespace, platform: { secrets } } = this.settings;
    if (!secrets) {
      refuse('platform.secrets', 'be given with MongoOperator.COMMUNITY and monitoring: the exporter logs in', undefined, 'give the platform `secrets`');
    }
    this.entries.push(entry);
    this.keep(id, externalSecret({
      name,
      namespace,
      store: secrets,
      remoteKey: this.remoteKey(user),
      properties: { password: 'password' },
      template: { username: user, password: '{{ .password }}' },
    }));
  }

  /** Parts that are joined by a dash may give one key for two databases; a restore has its source's. */
  private remoteKey(user: string): string {
    const key = remoteKeyOf(this.settings, user);
    if (!this.settings.recovery) reserveName(this.database, 'Remote secret', undefined, key);
    return key;
  }
}
