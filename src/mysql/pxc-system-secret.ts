import { SYSTEM_USERS } from './identifiers';
import { CredentialFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { isRecord } from '../checklist/readers/pod-template';
import { listed } from '../checklist/wording';

/**
 * An ExternalSecret that fills some of the keys of the operator's users: the operator adds the others (setUserSecretDefaults in secrets.go, 1.20), External
 * Secrets takes them away again (creationPolicy Owner), and in each round they are others. Undefined where it fills all, or does not say which.
 */
export function flappingPasswords(among: Manifests, namespace: string, secret: string, purpose: string): CredentialFacts | undefined {
  const external = among.ofKind('external-secrets.io', 'ExternalSecret')
    .find(({ metadata, spec }) => metadata.namespace === namespace && (spec?.target?.name ?? metadata.name) === secret);
  const { data, dataFrom, target } = external?.spec ?? {};
  if (!external || !Array.isArray(data) || data.length === 0 || dataFrom?.length > 0 || target?.template?.templateFrom?.length > 0) return undefined;
  if (['Merge', 'Orphan', 'None'].includes(target?.creationPolicy)) return undefined;
  const { data: template, mergePolicy } = target?.template ?? {};
  const given = [...(isRecord(template) ? Object.keys(template) : []), ...(isRecord(template) && mergePolicy !== 'Merge' ? [] : data.map((of: any) => of?.secretKey))];
  const missing = SYSTEM_USERS.filter((user) => !given.includes(user));
  if (missing.length === 0) return undefined;
  const detail = `ExternalSecret ${namespace}/${external.metadata.name} leaves out ${listed(missing)}: the operator makes passwords up, and each refresh takes them away again`;
  return { secret, purpose, source: { by: 'operator', detail } };
}
