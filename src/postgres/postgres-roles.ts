import { Construct } from 'constructs';
import { managedRole } from './cnpg';
import { passwordTemplate } from './password-template';
import { PostgresSettings, RoleSettings } from './postgres-settings';
import { remoteKeyOf } from './remote-key';
import { Manifest } from '../checklist/manifests';
import { externalSecret } from '../parts/external-secret';
import { reserveName } from '../parts/manifest-object';
import { refuse } from '../values/refusal';
import { SecretRef } from '../values/secret-ref';

/** Who may log in to a database, and where the passwords come from. */
export class PostgresRoles {
  /** Entries of `spec.managed.roles`. */
  public readonly entries: object[] = [];
  private readonly roles = new Map<string, RoleSettings>();

  /** @param keep adds a manifest that stays when the database's code goes */
  constructor(
    private readonly database: Construct,
    private readonly settings: PostgresSettings,
    private readonly keep: (id: string, manifest: Manifest) => void,
  ) {}

  public get all(): readonly RoleSettings[] {
    return [...this.roles.values()];
  }

  public find(name: string): RoleSettings | undefined {
    return this.roles.get(name);
  }

  /** The Secret of a role, by default of the owner of the first database. */
  public secretOf(name = this.settings.owner.name): SecretRef {
    const found = this.roles.get(name);
    if (!found) refuse('role', `be one of ${[...this.roles.keys()].join(', ')}`, name, 'declare it in roles, or let grantConnect make it');
    return found.given ?? SecretRef.of(found.secretName);
  }

  public add(role: RoleSettings): void {
    const { name, namespace, recovery, platform: { secrets } } = this.settings;
    reserveName(this.database, 'PostgreSQL role', namespace, `${name}/${role.name}`, 'role');
    this.roles.set(role.name, role);
    this.entries.push(managedRole(role));
    if (role.given) return;
    if (!secrets) {
      refuse(`roles.${role.name}.password`, 'be given where the platform has no secret store', undefined,
        'name a Secret of type kubernetes.io/basic-auth by SecretRef.of, or give the platform `secrets`');
    }
    const remoteKey = remoteKeyOf(this.settings, role.name);
    // parts that are joined by a dash may give one key for two databases; a restore has its source's
    if (!recovery) reserveName(this.database, 'Remote secret', undefined, remoteKey);
    this.keep(`Role-${role.name}`, externalSecret({
      name: role.secretName,
      namespace,
      store: secrets,
      remoteKey,
      properties: { password: 'password' },
      type: 'kubernetes.io/basic-auth',
      labels: { 'cnpg.io/reload': '' },
      template: passwordTemplate(name, role.name),
    }));
  }
}
