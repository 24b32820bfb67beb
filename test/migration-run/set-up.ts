import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { beginFigures } from './figures';
import { startControlPlane } from '../cluster/environment';
import { GoProgram } from '../cluster/go-program';
import { installCrds } from '../cluster/installation';
import { barmanCloud } from '../cluster/operators/barman-cloud';
import { cloudNativePg } from '../cluster/operators/cloudnative-pg';
import { Operator } from '../cluster/operators/operator';
import { perconaXtraDb } from '../cluster/operators/percona-xtradb-cluster';

/** Kinds that a migration reads or makes, by the operators whose they are. */
const KINDS: ReadonlyArray<readonly [Operator, RegExp]> = [
  [cloudNativePg, /^postgresql\.cnpg\.io_(clusters|databases|publications|subscriptions)\.yaml$/],
  [barmanCloud, /^barmancloud\.cnpg\.io_objectstores\.yaml$/],
  [perconaXtraDb, /^pxc\.percona\.com_perconaxtradbcluster(s|backups)\.yaml$/],
];

/** An API server with the operators' kinds, and none of their controllers: subscription-operator.ts plays the one that is needed. */
export default async function setUp(): Promise<void> {
  beginFigures();
  const controlPlane = await startControlPlane();
  if (!controlPlane) return;
  try {
    for (const [operator, kinds] of KINDS) {
      const folder = join(await GoProgram.moduleFolder(operator.module), operator.crds);
      const crds = readdirSync(folder).filter((file) => kinds.test(file));
      await installCrds(controlPlane.kubernetes, crds.map((file) => parse(readFileSync(join(folder, file), 'utf8'))));
    }
  } catch (error) {
    await controlPlane.stop();
    throw error;
  }
}
