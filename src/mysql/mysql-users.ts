import { Construct } from 'constructs';
import type { MySqlSettings } from './mysql-settings';
import { passwordTemplate } from './password-template';
import { customUser } from './pxc';
import { systemSecretName } from './pxc-names';
import { remoteKeyOf } from './remote-key';
import { systemKeys, systemUsers } from './system-users';
import { UserSettings } from './user-settings';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { reserveName } from '../parts/manifest-object';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';

/** Who may log in to a database, and where the passwords come from. */
export class MySqlUsers {
  /** Entries of `spec.users`. */
  public readonly entries: object[] = [];
  private readonly users = new Map<string, UserSettings>();

  /** @param keep adds a manifest that stays when the database's code goes */
  constructor(
    private readonly database: Construct,
    private readonly settings: MySqlSettings,
    private readonly keep: (id: string, manifest: Manifest) => void,
  ) {}

  public get all(): readonly UserSettings[] {
    return [...this.users.values()];
  }

  public find(name: string): UserSettings | undefined {
    return this.users.get(name);
  }

  /** The Secret of a user, by default of the first one. */
  public secretOf(name = this.settings.users[0].name): SecretRef {
    const found = this.users.get(name);
    if (!found) refuse('user', `be one of ${[...this.users.keys()].join(', ')}`, name, 'declare it in users, or let grantConnect make it');
    return found.given ?? SecretRef.of(found.secretName);
  }

  /** Those that the operator works with. */
  public addSystemUsers(): void {
    const { name, namespace, systemUsers: given, platform: { secrets } } = this.settings;
    if (given) return;
    if (!secrets) {
      refuse('systemUsers', 'be given where the platform has no secret store', undefined,
        'name a Secret with all of root, xtrabackup, monitor, proxyadmin, operator and replication by SecretRef.of, or give the platform `secrets`');
    }
    Object.values(systemKeys(this.settings)).forEach((key) => this.reserveKey(key));
    reserveName(this.database, 'Secret', namespace, systemSecretName(name));
    this.keep('SystemUsers', systemUsers(this.settings, secrets));
  }

  public add(user: UserSettings): void {
    const { name, namespace, platform: { secrets } } = this.settings;
    reserveName(this.database, 'MySQL user', namespace, `${name}/${user.name}`, 'role');
    this.users.set(user.name, user);
    this.entries.push(customUser(user));
    if (user.given) return;
    if (!secrets) {
      refuse(`users.${user.name}.password`, 'be given where the platform has no secret store', undefined,
        'name a Secret with the key `password` by SecretRef.of, or give the platform `secrets`');
    }
    const remoteKey = remoteKeyOf(this.settings, user.name);
    this.reserveKey(remoteKey);
    this.keep(`User-${user.name}`, externalSecret({
      name: user.secretName, namespace, store: secrets, remoteKey, properties: { password: 'password' }, template: passwordTemplate(user.name),
    }));
  }

  /** Parts that are joined by a dash may give one key for two databases; a replica and a restore have their source's. */
  private reserveKey(key: string): void {
    if (!this.settings.replica && !this.settings.recovery) reserveName(this.database, 'Remote secret', undefined, key);
  }
}
