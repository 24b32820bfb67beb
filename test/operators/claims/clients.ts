import { Cast, makerOf, sortOf } from './cast';
import { Claim, holds } from './claim';
import { reaches } from './reach';
import { selects } from '../../../src/checklist/readers/label-selector';
import { Scene } from '../scene';

/**
 * What `grantConnect` gives a workload leads to the database: host, port, role, database, files, and a way through the NetworkPolicies.
 * So does what the library's own Jobs connect with; they log in by certificates.
 */
export function* clientClaims(scene: Scene): Generator<Claim> {
  const granted = scene.claimed.ofKind('apps', 'Deployment').filter(({ spec }) => JSON.stringify(spec.template.spec.containers).includes('PGHOST'));
  for (const { metadata: { name, namespace }, spec } of granted) {
    const ready = scene.living.find('apps', 'Deployment', namespace, name)?.status.readyReplicas;
    yield holds('a workload with a grant has its pods', `Deployment ${namespace}/${name}`, 'Kubernetes', ready === spec.replicas, `${ready} of ${spec.replicas}`);
  }
  for (const pod of scene.living.ofKind('', 'Pod')) {
    for (const container of [...pod.spec.initContainers ?? [], ...pod.spec.containers]) {
      for (const { name, value } of container.env ?? []) {
        if (name.endsWith('PGHOST') && value.endsWith('.svc')) yield* connects(scene, pod, container, name.slice(0, -'PGHOST'.length), value);
      }
    }
  }
}

function* connects(scene: Scene, pod: any, container: any, prefix: string, host: string): Generator<Claim> {
  const isOfJob = pod.metadata.ownerReferences?.some(({ kind }: any) => kind === 'Job');
  const from = `${isOfJob ? 'Job' : 'grantConnect'}, ${pod.metadata.namespace}/${sortOf(pod).replaceAll(' ', '-')}`;
  const value = (variable: string): string => container.env.find(({ name }: any) => name === `${prefix}${variable}`)?.value;
  const [name, namespace] = host.split('.');
  const service = scene.living.find('', 'Service', namespace, name);
  const port = Number(value('PGPORT'));
  const madeBy = makerOf(service);
  yield holds(`${prefix}PGHOST and PGPORT are a Service's`, from, madeBy, service?.spec.ports.some((of: any) => of.port === port), `no Service ${host}:${port}`);
  if (!service) return;

  const targets = scene.living.inNamespace('', 'Pod', namespace).filter(({ metadata }) => selects({ matchLabels: service.spec.selector }, metadata.labels ?? {}));
  yield holds('NetworkPolicies let it reach all pods behind its host', from, madeBy,
    targets.length > 0 && targets.every((target) => reaches(pod, target, port, scene.living)), 'they do not');
  if (isOfJob) return;

  const database = scene.databases.find((of) => of.namespace === namespace && [`${of.name}-rw`, `${of.name}-ro`, ...new Cast(scene, of).poolers].includes(name));
  const { spec } = scene.living.find('postgresql.cnpg.io', 'Cluster', namespace, database?.name ?? '') ?? {};
  yield holds(`${prefix}PGUSER is a role`, from, 'CloudNativePG', spec?.managed.roles.some((role: any) => role.name === value('PGUSER')), value('PGUSER'));
  yield holds(`${prefix}PGDATABASE is a database`, from, 'CloudNativePG',
    scene.claimed.ofKind('postgresql.cnpg.io', 'Database').some((of) => of.spec.cluster.name === database?.name && of.spec.name === value('PGDATABASE')), value('PGDATABASE'));
  for (const variable of ['PGSSLROOTCERT', 'PGPASSWORD_FILE', 'PGSERVICEFILE']) {
    const path = value(variable);
    if (path === undefined && variable === 'PGSERVICEFILE') continue;
    const file = fileAt(scene, pod, container, path);
    yield holds(`${prefix}${variable} is a file of a mounted Secret or ConfigMap`, from, file ? makerOf(file.source) : 'nobody', file?.content !== undefined, `no ${path}`);
  }
  yield holds(`the password at ${prefix}PGPASSWORD_FILE is the role's`, from, 'stand-in for External Secrets',
    fileAt(scene, pod, container, value('PGPASSWORD_FILE'))?.content === passwordOf(scene, spec, namespace, value('PGUSER')), 'another one');
}

function passwordOf(scene: Scene, spec: any, namespace: string, role: string): string | undefined {
  const secret = spec?.managed.roles.find(({ name }: any) => name === role)?.passwordSecret.name;
  return scene.living.find('', 'Secret', namespace, secret)?.data.password;
}

export function fileAt(scene: Scene, pod: any, container: any, path: string): { source: any; content?: string } | undefined {
  const mount = container.volumeMounts?.find(({ mountPath }: any) => path?.startsWith(`${mountPath}/`));
  const volume = pod.spec.volumes?.find(({ name }: any) => name === mount?.name);
  if (!volume) return undefined;
  const of = volume.secret ?? volume.configMap;
  const source = scene.living.find('', volume.secret ? 'Secret' : 'ConfigMap', pod.metadata.namespace, of.secretName ?? of.name);
  const file = path.slice(mount.mountPath.length + 1);
  const key = of.items ? of.items.find((item: any) => item.path === file)?.key : file;
  return source && { source, content: source.data?.[key] };
}
