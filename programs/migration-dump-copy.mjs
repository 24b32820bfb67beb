// Copies the whole database while the source goes on: what a switch will do while nobody writes, and how long that takes.
import { undo } from './migration-dump-undo.mjs';
import { requireWritten } from './migration-stop.mjs';

/** @param Dump what the engine's `<engine>-dump.mjs` has */
export async function copy(of, Dump) {
  const { state, log } = of;
  const dump = new Dump(of);
  // a switch was begun and given up
  if (state.known.move) log(await undo(of, dump));
  await requireWritten(dump);
  await state.step('looking');
  await dump.requireOurs();
  await dump.requireCopyable();

  const figures = await dump.copy({ last: false });
  await state.write({ copied: { at: new Date().toISOString(), ...figures } });
  const { tables, rows, copySeconds, dumpSeconds, restoreSeconds, verifySeconds, dumpBytes, uncomparedTables = 0 } = figures;
  return {
    words: `${tables} tables with ${rows} rows are copied and equal to what was dumped${uncomparedTables > 0 ? `, but for ${uncomparedTables} that were written meanwhile, which the switch compares` : ''}; `
      + `a write stop of about ${copySeconds} s is estimated (dump ${dumpSeconds} s, restore ${restoreSeconds} s, comparison ${verifySeconds} s; ${dumpBytes} bytes)`,
  };
}
