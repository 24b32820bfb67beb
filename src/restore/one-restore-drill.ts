import { Construct } from 'constructs';
import { RehearsalOptions } from '../contracts/rehearsal';
import { refuse } from '../values/refusal';

/** Notes a drill among those of a database, by its namespace and name; refuses a second one of the same. */
export function requireOneRestoreDrill(database: string, drills: Map<string, string>, scope: Construct, { name, namespace }: RehearsalOptions): void {
  const drill = `${namespace}/${name}`;
  const other = drills.get(drill);
  if (other !== undefined) {
    refuse('source', `have one restore drill ${drill}: it has ${other}`, database, 'say in its restoreDrill what the drill is to look at: RestoreDrillPlan.of({ assertions }); '
      + 'a second drill has a name of its own, and RestoreDrillPlan.none() takes the first away');
  }
  drills.set(drill, scope.node.path);
}
