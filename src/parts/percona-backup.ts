import { shell } from './shell-lines';

/** A backup by one of Percona's operators. */
export interface PerconaBackup {
  /** As its API group and its short names begin. */
  readonly engine: 'pxc' | 'psmdb';
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Of which database, and where to. */
  readonly spec: Readonly<Record<string, string>>;
  /** State of one that is there. */
  readonly done: string;
}

/** Commands that make one by hand and wait for it. */
export function backUpByHand({ engine, kind, namespace, name, spec, done }: PerconaBackup): string {
  return shell(
    `kubectl create -n ${namespace} -f - <<EOF`,
    `apiVersion: ${engine}.percona.com/v1`,
    `kind: ${kind}`,
    `metadata: { generateName: ${name}-moved-, finalizers: [percona.com/delete-backup] }`,
    `spec: { ${Object.entries(spec).map((entry) => entry.join(': ')).join(', ')} }`,
    'EOF',
    `kubectl get ${engine}-backup -n ${namespace} -w   # until it is ${done}`,
  );
}
