import { execFileSync } from 'child_process';
import { join } from 'path';
import { pathToFileURL } from 'url';

/** What a function of a program gave: what it returned, or the words that it threw; and the verdict of either. */
export interface Given {
  readonly returned?: any;
  readonly thrown?: string;
  readonly verdict?: string;
}

// undefined has no JSON
const CALL = `
  const [file, name, args] = JSON.parse(process.argv[1]);
  const module = await import(file);
  let given;
  try {
    const returned = module[name](...args.map((of) => of ?? undefined)) ?? null;
    given = returned instanceof Error ? { returned: returned.message, verdict: returned.verdict } : { returned };
  } catch (error) {
    given = { thrown: error.message, verdict: error.verdict };
  }
  console.log(JSON.stringify(given));`;

/** Calls a function of a module in `programs` as Node.js runs it. */
export function called(file: string, name: string, ...args: unknown[]): Given {
  const path = pathToFileURL(join(__dirname, '../../programs', file)).href;
  return JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', CALL, JSON.stringify([path, name, args])], { encoding: 'utf8' }));
}
