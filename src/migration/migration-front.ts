import { MigrationSettings } from './migration-settings';
import { Manifest } from '../checklist/manifests';
import { MigrationFrontSide } from '../contracts/migration-side';
import { Right } from '../contracts/rehearsal';
import { kept } from '../parts/kept';
import { tcp } from '../parts/network-policy';

/** Key of the ConfigMap that clients read where no Service leads them. */
const URI = 'uri';

/** What clients use. Where it leads is the Jobs' to say: what stood here would move all clients back when it is applied again. */
export function frontManifest({ namespace, front }: MigrationSettings, { service }: MigrationFrontSide): Manifest {
  const metadata = { name: front, namespace };
  if (!service) return kept({ apiVersion: 'v1', kind: 'ConfigMap', metadata });
  const [ports] = tcp(service.port);
  return kept({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ name: service.portName, ...ports, targetPort: service.port }] } });
}

/** Name of the EndpointSlice that leads the front to the source. */
export function frontSlice(front: string): string {
  return `${front}-source`;
}

/** What the programs have to know to lead it. */
export function frontSettings({ namespace, front, source }: MigrationSettings, { service, uris }: MigrationFrontSide): object {
  if (!service) return { configMap: front, source: { uri: uris!.source }, target: { uri: uris!.target } };
  return {
    service: front,
    slice: frontSlice(front),
    // what clients are given: the machine's certificate need not carry the other names of a Service
    dnsNames: [`${front}.${namespace}.svc`],
    addresses: source.addresses.length === 1 && /\/(32|128)$/.test(source.addresses[0]) ? [source.addresses[0].split('/')[0]] : [],
    toSource: { 'cdk8s-databases.io/front-of': 'nobody' },
    toTarget: service.toTarget,
  };
}

/** It is there; the EndpointSlice is the Job's to make. */
export function frontRights({ front }: MigrationSettings, { service }: MigrationFrontSide): Right[] {
  if (!service) return [{ api: 'v1', kind: 'configmaps', names: [front], verbs: ['get', 'patch'] }];
  const slice = { api: 'discovery.k8s.io/v1', kind: 'endpointslices' };
  return [
    { api: 'v1', kind: 'services', names: [front], verbs: ['get', 'patch'] },
    { ...slice, verbs: ['create'] },
    { ...slice, names: [frontSlice(front)], verbs: ['get', 'patch'] },
  ];
}

/** How to see where it leads, as a line of a shell. */
export function frontLook({ namespace, front }: MigrationSettings, { service }: MigrationFrontSide): string {
  return service
    ? `kubectl -n ${namespace} get service ${front} -o jsonpath='{.spec.selector}'`
    : `kubectl -n ${namespace} get configmap ${front} -o jsonpath='{.data.${URI}}'`;
}

/** What clients use, in words. */
export function frontWords({ namespace, front }: MigrationSettings, { service }: MigrationFrontSide): string {
  return service ? `\`${front}.${namespace}.svc\`` : `the connection string \`${URI}\` of the ConfigMap \`${front}\``;
}
