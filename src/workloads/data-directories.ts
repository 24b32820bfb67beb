import { Configuration } from './configuration';
import { DatabaseWorkload } from './database-workload';
import { ImageLayout } from './image-layout';
import { isUnder } from './mounted-files';

/** Directories that a server is told to keep its data in; `undecided` where the input does not show which. */
export type ToldDirectories = readonly string[] | 'undecided';

/** By its settings, and otherwise by the variables that its image reads; none where it is told nothing. */
export function toldDirectories({ engine }: DatabaseWorkload, configuration: Configuration, layout: ImageLayout | undefined): ToldDirectories {
  const { settings, environment, files, text } = configuration;
  const listed = files.map((file) => listIn(file.text, engine.dataSettings)).find((paths) => paths.length > 0);
  const setting = engine.dataSettings.flatMap((name) => settings.get(name) ?? [])[0];
  const variable = (layout?.variables ?? engine.dataVariables).flatMap((name) => {
    const value = environment.get(name) ?? new RegExp(`(?:^|[\\s;&])${name}=["']?(/[^\\s"';&]+)`).exec(text)?.[1];
    return value === undefined ? [] : [`${value}${layout?.below ?? ''}`];
  })[0];
  const told = setting !== undefined ? setting.replace(/^\[|\]$/g, '').split(',') : listed ?? (variable === undefined ? [] : [variable]);
  const paths = told.map((path) => withVariables(path.trim().replace(/^["']|["']$/g, '').replace(/(?<=.)\/+$/, ''), configuration));
  if (paths.some((path) => path.startsWith('$'))) return 'undecided';
  // what is relative lies where the image has it
  return paths.filter((path) => path.startsWith('/'));
}

/** As Kubernetes, a shell and Elasticsearch write variables. */
function withVariables(path: string, { environment }: Configuration): string {
  return path.replace(/\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)/g, (all, ...names) => environment.get(names.slice(0, 3).find(Boolean)) ?? all);
}

/** Lists of YAML, for example `data_file_directories` of Cassandra and `path.data` of Elasticsearch. */
function listIn(text: string, names: readonly string[]): string[] {
  const keys = names.map((name) => name.split('.').pop()!).join('|');
  const list = new RegExp(`^[ \\t]*(?:[\\w.]+\\.)?(?:${keys}):[ \\t]*\\r?\\n((?:[ \\t]*-[ \\t]+\\S+[ \\t]*(?:\\r?\\n|$))+)`, 'm').exec(text)?.[1];
  return list === undefined ? [] : [...list.matchAll(/-[ \t]+(\S+)/g)].map(([, path]) => path);
}

/** Whether a directory is a part of the data, for example the log in it. */
export function isPartOf(path: string, data: readonly string[]): boolean {
  return data.some((directory) => path !== directory && isUnder(path, directory));
}
