import { isAbsolute, relative, sep } from 'path';

/** A file's path from the working folder, without a dot before it; undefined when it lies elsewhere. */
export function pathInside(file: string): string | undefined {
  const inside = relative(process.cwd(), file);
  return inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside) ? undefined : inside;
}
