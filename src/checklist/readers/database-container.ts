import { DatabaseImage, databaseImageOf } from './database-image';
import { commandOf, ContainerAt, containersOf, PodTemplate, podTemplateOf } from './pod-template';
import { Manifest } from '../manifests';

/** A container that runs a database server. */
export interface DatabaseContainer extends ContainerAt {
  readonly image: DatabaseImage;
  readonly template: PodTemplate;
}

/** What comes with a server's image and is no server. */
const CLIENT = /(^|[\s/;&|])(sleep|tail|pg_dump(all)?|pg_restore|pg_basebackup|psql|pg_isready|mysqldump|mariadb-dump|mongodump|mongorestore|cron|crond)(\s|$)/;
const SERVER = /(^|[\s/])(postgres|mysqld(_safe)?|mariadbd|mongod|mongos|redis-server|valkey-server|elasticsearch|opensearch|cassandra)(\s|$)|docker-entrypoint|entrypoint\.sh/;
const RUNS_FOR_EVER = ['Deployment', 'StatefulSet', 'ReplicaSet', 'Pod', 'ReplicationController'];

/** The servers that a workload runs for as long as it lives; none of a Job's, which are clients. */
export function databaseContainersOf(manifest: Manifest): DatabaseContainer[] {
  return RUNS_FOR_EVER.includes(manifest.kind) ? serversIn(manifest) : [];
}

/** The same of a DaemonSet, beyond doubt; it is no database of its own, as caches and agents of each node are run so. */
export function daemonServersOf(manifest: Manifest): DatabaseContainer[] {
  return manifest.kind === 'DaemonSet' ? serversIn(manifest).filter(startsServer) : [];
}

function serversIn(manifest: Manifest): DatabaseContainer[] {
  const template = podTemplateOf(manifest);
  if (!template) return [];
  return containersOf(template).flatMap((at) => {
    const image = at.init ? undefined : databaseImageOf(at.container.image);
    return image && !isClient(at.container) ? [{ ...at, image, template }] : [];
  });
}

/** Whether it starts the server beyond doubt: what the image does by itself, or by the server's name. */
export function startsServer({ container }: DatabaseContainer): boolean {
  const command = commandOf(container);
  return command === '' || SERVER.test(command) || (container.command === undefined && command.startsWith('-'));
}

function isClient(container: any): boolean {
  const command = commandOf(container);
  return CLIENT.test(command) && !SERVER.test(command);
}
