import { DatabaseWorkload } from './database-workload';
import { environmentOf } from './environment';
import { familyOf, isAlone } from './family';
import { filesOf, mountsOf } from './mounted-files';
import { once } from './once';
import { Manifest, Manifests } from '../checklist/manifests';
import { commandOf, containersOf, PodTemplate } from '../checklist/readers/pod-template';
import { servicesTo } from '../checklist/readers/services';

/** Services that lead to a workload's pods. */
export function servicesOf({ namespace, podLabels }: DatabaseWorkload, among: Manifests): Manifest[] {
  return servicesTo(among, namespace, podLabels);
}

/** Somebody who connects to databases, and what the input shows of it. */
export interface Client {
  readonly manifest: Manifest;
  readonly namespace: string;
  readonly template: PodTemplate;
  /** Names of the hosts that it is told, cut at their dots. */
  readonly hosts: ReadonlyArray<readonly string[]>;
}

export function clientOf(manifest: Manifest, template: PodTemplate, among: Manifests): Client {
  const { namespace = 'default' } = manifest.metadata;
  const text = containersOf(template).map(({ container }) => toldTo(container, template, namespace, among)).join('\n');
  const hosts = hostsIn(text).map((host) => host.replace(/^(pod|sts|statefulset|deploy|deployment)\//, '').split('.'));
  return { manifest, namespace, template, hosts };
}

/** Everything that a container is told: arguments, environment, mounted scripts. */
export function toldTo(container: any, { spec }: PodTemplate, namespace: string, among: Manifests): string {
  const { variables } = environmentOf(container, namespace, among);
  const { files } = filesOf(mountsOf(container, spec), namespace, among);
  const command = commandOf(container);
  return [command, ...variables.map(({ name, value }) => `${name}=${value ?? ''}`), ...files.filter(({ path }) => command.includes(path)).map(({ text }) => text)].join('\n');
}

/** Whether a client connects to that database: by name; or, where it names nobody that the input shows, because there is no other of its kind. */
export function connectsTo(of: DatabaseWorkload, { hosts, namespace }: Client, among: Manifests): boolean {
  if (hosts.length > 0) return hosts.some((host) => familyOf(of, among).some((each) => isHost(each, host, namespace, among)));
  return namespace === of.namespace && isAlone(of, among);
}

/** Object stores and mail servers are no databases. */
const OTHERS = '(?!(?:S3|AWS|MINIO|GCS|AZURE|SMTP|MAIL|PROXY|HTTPS?)_)';

const HOSTS: readonly RegExp[] = [
  /(?:^|[\s"'])(?:-h\s*|--host[= ]\s*)["']?([\w.${}-]+)/g,
  /\b(?:postgres(?:ql)?|mysql|mariadb|mongodb|rediss?|valkey):\/\/(?:[^\s@/"']*@)?([\w.${}-]+)/g,
  /\bhttps?:\/\/(?:[^\s@/"']*@)?([\w.${}-]+):9200\b/g,
  new RegExp(`^${OTHERS}(?:PG|\\w*_)?(?:HOST|HOSTNAME|SERVER|ADDR|ADDRESS|SOURCE_URI)=(?:[^\\s@/]*@)?([\\w.\${}-]+)`, 'gm'),
  /@(?:tcp\()?([\w.${}-]+)[:)/]/g,
  /\bhost=([\w.${}-]+)/g,
  /\bkubectl\s(?:[^\n]{0,100}?\s)??exec\s(?:[^\n]{0,100}?\s)??((?:pod|sts|statefulset|deploy|deployment)\/[\w.-]+|[a-z][\w.-]*-\d+)\b/g,
];

/** Names of hosts in a text, without variables that nothing in it gives a value. */
function hostsIn(text: string): string[] {
  const values = new Map([...text.matchAll(/^(?:export\s+)?(\w+)=["']?([\w.-]+)/gm)].reverse().map(([, name, value]) => [name, value]));
  return [...new Set(HOSTS.flatMap((pattern) => [...text.matchAll(pattern)]).flatMap(([, found]) => {
    const variable = /^\$\{?(\w+)/.exec(found);
    return (variable ? values.get(variable[1]) : found) ?? [];
  }))].filter((host) => /^[a-z][^$]*$/i.test(host) && host !== 'localhost');
}

function isHost(of: DatabaseWorkload, [first, ...rest]: readonly string[], from: string, among: Manifests): boolean {
  const names = namesOf(among, of);
  const isPod = first.startsWith(of.name) && /^-\d+$/.test(first.slice(of.name.length));
  if (!isPod && !names.includes(first)) return false;
  const after = isPod && rest.length > 0 && names.includes(rest[0]) ? rest.slice(1) : rest;
  return after.length === 0 || after[0] === 'svc' ? from === of.namespace : after[0] === of.namespace;
}

const namesOf = once((among, of: DatabaseWorkload): string[] => {
  const headless = of.manifest.spec?.serviceName;
  return [...servicesOf(of, among).map(({ metadata }) => metadata.name), of.name, ...(headless === undefined ? [] : [String(headless)])];
});
