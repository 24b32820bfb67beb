import { configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { environmentOf } from './environment';
import { mountsOf, secretBehind, secretOf } from './mounted-files';
import { Attested } from '../checklist/annotations';
import { CredentialFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { readCredential } from '../checklist/readers/credentials';
import { isSwitch, namesPassword } from '../checklist/readers/passwords';
import { isPlaceholder } from '../checklist/readers/placeholder';
import { listIn } from '../checklist/readers/pod-template';

const SECRET = /PASSWORD|PASSWD(_FILE)?$|SECRET_KEY|DATA_SOURCE_NAME|MONGODB_URI|REPLICA_SET_KEY|KEYFILE/;
/** Switches, and names of other things. */
const OTHER = /ALLOW_EMPTY|RANDOM|SKIP|NO_PASSWORD|LOGIN_PATH|HASH|ENCRYPTION|METHOD|PASSWORD_(\w+_)?(POLICY|(MIN_|MAX_)?LENGTH|LIFETIME|EXPIR\w*|HISTORY|PLUGIN|TIMEOUT|ROTATION|VALIDATION|CHECK)/;

/** Where the passwords of a database come from. */
export function readPasswords(of: DatabaseWorkload, among: Manifests, attested: Attested): CredentialFacts[] {
  const { namespace, podSpec } = of;
  const found = new Map<string, CredentialFacts>();
  const add = (secret: string, purpose: string) => {
    if (!found.has(secret)) found.set(secret, readCredential(among, { namespace, secret, purpose, attested: attested.secrets }));
  };
  for (const container of [of.server.container, ...listIn(podSpec.containers).filter((each) => each !== of.server.container)]) {
    const environment = environmentOf(container, namespace, among);
    const mounts = mountsOf(container, podSpec);
    for (const { name, value, secret } of environment.variables.filter((variable) => isSecret(variable.name))) {
      const file = name.endsWith('_FILE') && value !== undefined ? secretBehind(value, mounts) : undefined;
      const from = secret ?? file;
      if (from !== undefined) {
        add(from, name);
      } else if (isPlain(name, value)) {
        found.set(name, { secret: '', purpose: name, source: { by: 'plain', detail: `container "${container.name}" has its value in the manifest` } });
      }
    }
    for (const secret of environment.secrets) add(secret, `environment of container "${container.name}"`);
  }
  for (const volume of listIn(podSpec.volumes)) {
    const secret = secretOf(volume);
    // a file with a password is often named in a script only
    if (secret !== undefined && /pass|cred|auth|users/i.test(`${volume.name} ${secret}`)) add(secret, `volume "${volume.name}"`);
    const provider = volume.csi?.driver === 'secrets-store.csi.k8s.io' ? volume.csi.volumeAttributes?.secretProviderClass : undefined;
    if (provider !== undefined) found.set(`csi ${provider}`, fromStore(`volume "${volume.name}"`, `SecretProviderClass ${namespace}/${provider}`));
  }
  if (injected(of)) found.set('vault', fromStore('files under /vault/secrets', 'the Vault agent injects them'));
  return [...found.values()];
}

function isSecret(name: string): boolean {
  const isShort = /PASS(_FILE)?$/.test(name) && namesPassword(name.replace(/_FILE$/, ''));
  return (isShort || SECRET.test(name)) && !OTHER.test(name);
}

function fromStore(purpose: string, detail: string): CredentialFacts {
  return { secret: '', purpose, source: { by: 'secret-store', detail } };
}

/** A password rather than a path, a connection string whose password is elsewhere, or what stands for a password. */
function isPlain(name: string, value: string | undefined): boolean {
  return value !== undefined && !name.endsWith('_FILE') && !/(^|:)\/\//.test(value) && !value.startsWith('/') && !isSwitch(value) && !isPlaceholder(value);
}

function injected({ manifest, server }: DatabaseWorkload): boolean {
  const template = server.template.path.reduce<any>((at, key) => at?.[key], manifest);
  return String(template?.metadata?.annotations?.['vault.hashicorp.com/agent-inject']) === 'true';
}

/** Name of the variable that says a password is not asked for. */
export function passwordless(of: DatabaseWorkload, among: Manifests): string | undefined {
  const { variables } = configurationOf(of, among).environment;
  return variables.find(({ name, value }) => /ALLOW_EMPTY_(ROOT_)?PASSWORD$/.test(name) && /^(yes|1|true)$/i.test(value ?? ''))?.name;
}
