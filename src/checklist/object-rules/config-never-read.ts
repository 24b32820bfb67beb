import { Manifest, Manifests } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { configMountsOf, ConfigMount } from '../readers/config-mounts';
import { DatabaseContainer, databaseContainersOf } from '../readers/database-container';
import { commandOf, isRecord, listIn } from '../readers/pod-template';
import { copiesIn, liesIn, preparationsOf } from '../readers/preparation';
import { Severity } from '../severity';

export const configNeverRead = objectRule({
  id: 'config-never-read',
  title: 'Configuration is mounted where the server reads it',
  why: 'The server starts with its defaults while everybody believes that it is configured: 128 MB of shared_buffers on a machine of 64 GB, and nobody is told.',
  fix: 'PostgreSQL: mount the file and start with args: [-c, config_file=/etc/postgresql/postgresql.conf]. MySQL and MariaDB: a file that ends in .cnf in /etc/mysql/conf.d. '
    + 'MongoDB: args: [--config, /etc/mongo/mongod.conf]. Redis: args: [redis-server, /etc/redis/redis.conf].',
  source: 'docker-library/docs, postgres ("Database Configuration", "Initialization scripts"), mysql, mongo ("Customize configuration") and redis; '
    + 'Running Databases on Kubernetes guide, Korean edition, PostgreSQL StatefulSet',
  severity: Severity.OUTAGE,
  check: (manifest, among) => [
    ...databaseContainersOf(manifest).flatMap((server) => configMountsOf(server).flatMap(({ configMap, mount, index }) => (
      filesIn(configMap, mount, manifest, among).flatMap((file) => unreadFile(server, mount, file, [...server.path, 'volumeMounts', index, 'mountPath']))))),
    ...copiedBeside(manifest),
  ],
});

/** Names of the files that a mount shows, as far as the input tells. */
function filesIn(configMap: string, { files, subPath }: ConfigMount, { metadata }: Manifest, among: Manifests): string[] {
  if (subPath !== undefined) return [];
  if (files) return Object.values(files).map(String);
  const data = among.find('', 'ConfigMap', metadata.namespace ?? 'default', configMap)?.data;
  return isRecord(data) ? Object.keys(data) : [];
}

const SCRIPTS = '/docker-entrypoint-initdb.d';

function unreadFile(server: DatabaseContainer, { mountPath }: ConfigMount, file: string, path: Violation['path']): Violation[] {
  const says = (why: string) => [{ found: `${file} in ${mountPath} is never read: ${why}`, path }];
  const command = `${commandOf(server.container)} ${JSON.stringify(server.container.env ?? [])}`;
  const { engine, repository } = server.image;
  const official = /(^|\/)(library\/(postgres|mongo|redis)|postgis\/postgis|timescale\/timescaledb|pgvector\/pgvector|valkey\/valkey)$/.test(repository);
  if (liesIn(mountPath, SCRIPTS) && /\.(conf|cnf|ya?ml)$/.test(file)) return says('only scripts are, and only on an empty data directory');
  if (engine === 'postgresql' && file === 'postgresql.conf' && official && liesIn(mountPath, '/etc')) {
    return isNamed(command, mountPath, 'config_file') ? [] : says('config_file does not name it');
  }
  if ((engine === 'mysql' || engine === 'mariadb') && /\/(conf|mariadb\.conf|mysql\.conf)\.d\/?$/.test(mountPath) && /\.(conf|ini|cfg)$/.test(file)) {
    return says('only files that end in .cnf are');
  }
  if (engine === 'mongodb' && /^mongod?\w*\.(conf|ya?ml)$/.test(file) && official) return isNamed(command, mountPath, '--config', '-f ') ? [] : says('--config does not name it');
  if (engine === 'redis' && /^(redis|valkey)\w*\.conf$/.test(file) && official) return isNamed(command, mountPath, file) ? [] : says('the server is not started with it');
  return [];
}

/** A script may do what it likes, so whoever starts one is believed. */
function isNamed(command: string, ...words: readonly string[]): boolean {
  return words.some((word) => command.includes(word)) || /\.sh\b|\bsource\b/.test(command);
}

/** PostgreSQL reads postgresql.conf in its data directory; a copy beside it does nothing. */
function copiedBeside(manifest: Manifest): Violation[] {
  return preparationsOf(manifest).flatMap(({ container, path, script, servers }) => copiesIn(script).flatMap(({ to }) => {
    const server = servers.find(({ image }) => image.engine === 'postgresql');
    const data = listIn(server?.container.env).find((variable) => variable?.name === 'PGDATA')?.value;
    const mount = listIn(container.volumeMounts).find((each) => isRecord(each) && liesIn(to, String(each.mountPath)));
    const there = listIn(server?.container.volumeMounts).find((each) => each?.name === mount?.name && each?.subPath === mount?.subPath);
    if (!server || typeof data !== 'string' || !to.endsWith('/postgresql.conf') || !mount || !there) return [];
    const seen = `${String(there.mountPath).replace(/(?<!\/)\/+$/, '')}${to.slice(String(mount.mountPath).replace(/(?<!\/)\/+$/, '').length)}`;
    if (seen === `${data.replace(/(?<!\/)\/+$/, '')}/postgresql.conf` || commandOf(server.container).includes(seen)) return [];
    return [{ found: `init container ${container.name} copies postgresql.conf to ${seen}, and the server reads it in ${data}`, path }];
  }));
}
