// What the assessment found, and whether it was of this very migration.
import { createHash } from 'node:crypto';
import { Refused } from './migration-state.mjs';

/** What was assessed; findings about something else say nothing. */
export function assessedOf({ source, target, method, excludedTables }) {
  const of = [source.host, source.port, source.database, target.namespace, target.name, target.database, method, [...excludedTables].sort()];
  return createHash('sha256').update(JSON.stringify(of)).digest('hex').slice(0, 16);
}

/** The assessment has to be of this very migration, and without what stands in its way. */
export async function requireAssessed(kubernetes, state, settings) {
  const findings = JSON.parse((await kubernetes.get(state.of))?.data?.findings ?? 'null');
  if (!findings) throw new Refused('there are no findings of an assessment: set the phase to assess');
  if (findings.of !== assessedOf(settings)) throw new Refused('the assessment is of another source, target, method or list of excluded tables: assess again');
  if (findings.blocking > 0) {
    const { words, fix } = findings.findings.find(({ level }) => level === 'blocking');
    throw new Refused(`the assessment has ${findings.blocking} blocking findings, such as: ${words}. ${fix} Then assess again`);
  }
}
