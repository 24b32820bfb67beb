/**
 * What the suite needs of its surroundings. First, a cluster that KUBECONFIG names, which nobody else uses meanwhile:
 *
 *   - three nodes or more, labelled `node-type=database`, in zones of their own, that can carry three instances of 2 CPU and 8 GiB twice;
 *   - CloudNativePG 1.30 and the Barman Cloud plugin 0.14 in namespace cnpg-system, cert-manager with a ClusterIssuer `internal-ca`, the CRDs of
 *     the Prometheus Operator and of VolumeSnapshots;
 *   - External Secrets, or what stands in for it, that gives every ExternalSecret its Secret; `databases/object-store` of the store has
 *     ACCESS_KEY_ID and SECRET_ACCESS_KEY of the object store;
 *   - volumes for a StorageClass of the provisioner `ebs.csi.aws.com`, or what stands in for it, with expansion;
 *   - NetworkPolicies that are enforced.
 *
 * And these variables:
 *
 *   TEST_OBJECT_STORE    URL of an S3 store as pods reach it; it has the bucket acme-db-backups
 *   TEST_ADDRESSES       CIDR that the API server and the object store stand at
 *   TEST_IMAGE           image of PostgreSQL 17 that the nodes can get
 *   TEST_IMAGE_MINOR     another image of PostgreSQL 17, for the change of a minor version
 *   TEST_IMAGE_MAJOR     image of PostgreSQL 18 of the same operating system, for the upgrade in place
 *   TEST_IMAGE_OLD       image of an older PostgreSQL, 12 to 16, whose programs are in PATH and whose user is not root: the server that is migrated from
 *   TEST_NODE_STOP       command line that cuts a node's power; the node's name is appended
 *   TEST_NODE_START      command line that gives it back
 *   TEST_STORE_STOP      command line that makes the object store go away
 *   TEST_STORE_START     command line that brings it back
 *   TEST_STRESS          command line that keeps the machines busy and lets the API server stand still, for about a minute in all
 *   TEST_PROMETHEUS      path of a prometheus program on this machine
 *   TEST_OPERATOR_MANIFESTS  paths of the release manifests of CloudNativePG and the Barman Cloud plugin, as installed, with `:` between
 *   TEST_CHANGES         JSON of `Change[]` (production.ts): settings to be tried before they become the library's
 *   TEST_NAMESPACE       name that the run's namespaces start with; by default `e2e`
 *   TEST_KEEP            `true`: the database stays at the end, and the next run takes it as it is
 *
 * A migration takes Node.js of the library's own image (src/parts/node-image.ts), which the nodes have to get, too.
 *
 * What is missing is not run, and a loud line says so; with CI=true that is a failure.
 */
export type Variable =
  | 'TEST_OBJECT_STORE' | 'TEST_ADDRESSES' | 'TEST_IMAGE' | 'TEST_IMAGE_MINOR' | 'TEST_IMAGE_MAJOR' | 'TEST_IMAGE_OLD' | 'TEST_NODE_STOP'
  | 'TEST_NODE_START' | 'TEST_STORE_STOP' | 'TEST_STORE_START' | 'TEST_STRESS' | 'TEST_PROMETHEUS' | 'TEST_OPERATOR_MANIFESTS';

/** The value of a variable that must be there. */
export function variable(name: Variable): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} must be set, got nothing; see the top of test/e2e/environment.ts`);
  return value;
}

/** Start of the names of all namespaces of this run. */
export const PREFIX = process.env.TEST_NAMESPACE ?? 'e2e';
export const DATABASE_NAMESPACE = `${PREFIX}-database`;
export const CLIENT_NAMESPACE = `${PREFIX}-clients`;
export const BARE_NAMESPACE = `${PREFIX}-bare`;
export const KEEP = process.env.TEST_KEEP === 'true';

/** A scenario that is not run without some variables. */
export function itNeeds(variables: Variable[], sentence: string, run: () => Promise<void>): void {
  const missing = variables.filter((name) => !process.env[name]);
  if (missing.length === 0) {
    it(sentence, run);
    return;
  }
  const line = `NOT RUN: "${sentence}" needs ${missing.join(', ')}; see the top of test/e2e/environment.ts`;
  process.stderr.write(`${line}\n`);
  if (process.env.CI === 'true') it(sentence, () => { throw new Error(line); });
  else it.skip(sentence, run);
}
