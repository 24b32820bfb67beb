import { configurationOf } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { Manifests } from '../checklist/manifests';
import { NeededPort } from '../checklist/readers/network-rule';
import { isRecord, listIn } from '../checklist/readers/pod-template';

/** The port that clients connect to, with the name that the container gives it. */
export function clientPortOf(of: DatabaseWorkload, among: Manifests): NeededPort {
  const { engine, server: { container } } = of;
  const declared = listIn(container.ports).filter(isRecord);
  const told = Number(configurationOf(of, among).settings.get('port'));
  const isDeclared = (port: number) => declared.some(({ containerPort }) => containerPort === port);
  const only = declared.length === 1 && Number(declared[0].containerPort);
  const port = isDeclared(told) ? told : isDeclared(engine.port) ? engine.port : only || engine.port;
  const name = declared.find(({ containerPort }) => containerPort === port)?.name;
  return { port, ...(typeof name === 'string' && { name }) };
}
