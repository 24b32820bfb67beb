import { DatabaseWorkload } from './database-workload';
import { Engine } from './engines';
import { environmentOf } from './environment';
import { Client, clientOf, connectsTo } from './hosts';
import { filesOf, mountsOf } from './mounted-files';
import { once } from './once';
import { Manifest, Manifests } from '../checklist/manifests';
import { imageReference } from '../checklist/readers/image-reference';
import { NeededPort } from '../checklist/readers/network-rule';
import { commandOf, containersOf, isRecord, listIn, PodTemplate, podTemplateOf } from '../checklist/readers/pod-template';

/** A container that serves a database's metrics. */
export interface Exporter {
  /** The workload that it is part of: the database's own, or another one. */
  readonly workload: { readonly manifest: Manifest; readonly namespace: string; readonly podLabels: Readonly<Record<string, string>> };
  readonly ports: readonly NeededPort[];
  /** Everything that it is told. */
  readonly text: string;
}

/** Who serves the metrics of a database: a container beside it, or a workload of its own that connects to it. */
export function exportersOf(of: DatabaseWorkload, among: Manifests): Exporter[] {
  const beside = containersOf(of.server.template)
    .filter(({ container, init }) => !init && (isExporter(container, of.engine) || portsOf(container).some(isMetrics)));
  const own = beside.map(({ container }) => ({
    workload: of,
    ports: isExporter(container, of.engine) ? exporterPorts(container, of.engine) : portsOf(container).filter(isMetrics),
    text: textOf(container, of.podSpec, of.namespace, among),
  }));
  return [...own, ...exporterClients(among, of.engine).flatMap((each) => otherOf(each, of, among))];
}

const KINDS: ReadonlyArray<readonly [string, string]> = [['apps', 'Deployment'], ['apps', 'StatefulSet'], ['', 'Pod']];

/** Workloads with an exporter of one engine. */
const exporterClients = once((among, engine: Engine): Client[] => KINDS.flatMap(([group, kind]) => among.ofKind(group, kind)).flatMap((manifest) => {
  const template = podTemplateOf(manifest);
  return template && exporterIn(template, engine) ? [clientOf(manifest, template, among)] : [];
}));

function exporterIn(template: PodTemplate, engine: Engine): any {
  return containersOf(template).find(({ container, init }) => !init && isExporter(container, engine))?.container;
}

function otherOf(client: Client, of: DatabaseWorkload, among: Manifests): Exporter[] {
  const { manifest, namespace, template } = client;
  if (manifest === of.manifest || !connectsTo(of, client, among)) return [];
  const exporter = exporterIn(template, of.engine);
  const workload = { manifest, namespace, podLabels: template.labels };
  return [{ workload, ports: exporterPorts(exporter, of.engine), text: textOf(exporter, template.spec, namespace, among) }];
}

function isExporter(container: any, engine: Engine): boolean {
  return typeof container.image === 'string' && engine.exporter.test(imageReference(container.image).repository);
}

function exporterPorts(container: any, engine: Engine): NeededPort[] {
  const ports = portsOf(container);
  return ports.length > 0 ? ports : [{ port: engine.exporterPort }];
}

function portsOf(container: any): NeededPort[] {
  return listIn(container.ports).filter(isRecord).map(({ containerPort, name }) => ({ port: Number(containerPort), ...(typeof name === 'string' && { name }) }));
}

function isMetrics({ name }: NeededPort): boolean {
  return name !== undefined && /metrics|prom|exporter/.test(name);
}

function textOf(container: any, podSpec: any, namespace: string, among: Manifests): string {
  const { variables } = environmentOf(container, namespace, among);
  const { files } = filesOf(mountsOf(container, podSpec), namespace, among);
  return [commandOf(container), ...variables.map(({ name, value }) => `${name}=${value ?? ''}`), ...files.map(({ text }) => text)].join('\n');
}
