// Takes out of the target what a copy of this migration made, and nothing that anybody else did. How that is known is in mongo-copied.js.
import { Refused } from './migration-state.mjs';
import { MARK, sumsOf } from './mongo-collections.mjs';

/** What a copy belongs to: another migration's is not this one's. */
export function ownerOf({ namespace, name }) {
  return `${namespace}/${name}`;
}

/**
 * Refuses unless all that is in the target came from a copy of this migration, and is as that left it. One that was broken off has left names of what it was
 * about to make. `thoroughly` reads all documents; otherwise they are counted. Gives the target, and the names of what may be taken away.
 */
export async function requireOurs(ask, settings, source, { thoroughly = false } = {}) {
  const [target, all, mark] = await ask.askAll('target', [['./mongo-look.js', 'server'], ['./mongo-look.js', 'collections'], ['./mongo-copied.js', 'mark']]);
  requireOther(source, target);
  const there = all.filter(({ name }) => name !== MARK);
  if (mark && mark.of !== ownerOf(settings)) throw new Refused(`the target's database was copied by the migration ${mark.of}: name an empty one`);
  const foreign = there.find(({ name }) => !mark?.names.includes(name));
  if (foreign) throw new Refused(`the target has the ${foreign.type} ${foreign.name}, which no copy of this migration made: take it away, or name an empty database`);
  if (mark?.state === 'copied') await requireUntouched(ask, mark, there.filter(({ type }) => type !== 'view'), thoroughly);
  return { target, names: mark?.names ?? [] };
}

async function requireUntouched(ask, { collections }, there, thoroughly) {
  const made = new Map(collections.map((one) => [one.name, one]));
  const other = there.find(({ name, uuid }) => made.get(name)?.uuid !== uuid);
  if (other) throw new Refused(`the collection ${other.name} of the target is another one than a copy of this migration made: take it away, or name an empty database`);
  const sums = thoroughly ? await sumsOf(ask, 'target', there, { jobs: 1 }) : {};
  const written = there.find(({ name, rows: counted }) => {
    const { rows, sum, expires } = made.get(name);
    const now = sums[name] ?? { rows: counted, sum };
    // what expired was taken away by the server itself
    return expires ? now.rows > rows : now.rows !== rows || now.sum !== sum;
  });
  if (written) throw new Refused(`the collection ${written.name} of the target was written since it was copied: take it away, or name an empty database`);
}

/** A server that is both would be emptied and then copied from. */
function requireOther(source, target) {
  const same = (source.process !== '' && source.process === target.process) || (source.setName !== '' && source.setName === target.setName && source.hosts.join() === target.hosts.join());
  if (same) throw new Refused('source and target are the same server: what is there would be taken away');
}
