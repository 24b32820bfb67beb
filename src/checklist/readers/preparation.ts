import { DatabaseContainer, databaseContainersOf } from './database-container';
import { commandOf, containersOf, isRecord, listIn } from './pod-template';
import { FieldPath } from '../field';
import { Manifest } from '../manifests';

/** An init container beside a database, and what it runs. */
export interface Preparation {
  readonly container: any;
  /** To its command, or to its arguments where those hold the script. */
  readonly path: FieldPath;
  readonly script: string;
  readonly mountPaths: readonly string[];
  readonly servers: readonly DatabaseContainer[];
  /** The user that it runs as; undefined when its image decides. */
  readonly user?: number;
}

/** The init containers of a workload that runs a database. */
export function preparationsOf(manifest: Manifest): Preparation[] {
  const servers = databaseContainersOf(manifest);
  if (servers.length === 0) return [];
  const { template } = servers[0];
  return containersOf(template).filter(({ init }) => init).map(({ container, path }) => {
    const user = container.securityContext?.runAsUser ?? template.spec.securityContext?.runAsUser;
    return {
      container,
      path: [...path, listIn(container.args).length > 0 ? 'args' : 'command'],
      script: commandOf(container).replace(/(^|\s)#.*$/gm, '').replace(/\\\n/g, ' '),
      mountPaths: listIn(container.volumeMounts).flatMap((mount) => (isRecord(mount) && typeof mount.mountPath === 'string' ? [mount.mountPath] : [])),
      servers,
      ...(typeof user === 'number' && { user }),
    };
  });
}

/** A file that a script copies. */
export interface Copy {
  readonly from: string;
  readonly to: string;
}

/** What a script copies by `cp` from and to places that it names in full. */
export function copiesIn(script: string): Copy[] {
  return [...script.matchAll(/\bcp\s+(?:-[\w-]+\s+)*(\/[^\s;&|]+)\s+["']?(\/[^\s;&|"']+)/g)].map(([, from, to]) => ({ from, to }));
}

/** Whether a path lies in a directory, or is it. */
export function liesIn(path: string, directory: string): boolean {
  const bare = directory.replace(/(?<!\/)\/+$/, '');
  return path === bare || path.startsWith(`${bare}/`);
}
