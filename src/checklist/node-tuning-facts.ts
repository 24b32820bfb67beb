/** Kernel settings that a DaemonSet makes on the nodes it runs on. */
export interface NodeTuningFacts {
  readonly sysctls: Readonly<Record<string, string>>;
  readonly nodeSelector: Readonly<Record<string, string>>;
  readonly tolerations: readonly object[];
}

/** Reads a DaemonSet with a privileged container that runs `sysctl -w key=value`; undefined when it is not one. */
export function readNodeTuning(daemonSet: any): NodeTuningFacts | undefined {
  if (daemonSet?.kind !== 'DaemonSet') return undefined;
  const pod = daemonSet.spec?.template?.spec ?? {};
  const privileged = [...(pod.initContainers ?? []), ...(pod.containers ?? [])]
    .filter((container: any) => container.securityContext?.privileged === true);
  const sysctls = Object.fromEntries(privileged.flatMap((container: any) => sysctlsOf(container)));
  if (Object.keys(sysctls).length === 0) return undefined;
  return { sysctls, nodeSelector: pod.nodeSelector ?? {}, tolerations: pod.tolerations ?? [] };
}

const ASSIGNMENT = /^['"]?([a-z][\w-]*(?:[./][\w-]+)+)=(.*)$/;

function sysctlsOf(container: any): Array<[string, string]> {
  const words: string[] = [...(container.command ?? []), ...(container.args ?? [])].map(String);
  // a command given as a list has one assignment per item, of which the value may hold spaces
  const program = words.findIndex((word) => /(^|\/)sysctl$/.test(word));
  if (program >= 0) return assignmentsOf(words.slice(program + 1));
  return words.join('\n').split(/[\n;]|&&|\|\|/).flatMap((command) => commandSysctls(command.trim()));
}

function commandSysctls(command: string): Array<[string, string]> {
  if (/^(#|echo\s)/.test(command)) return [];
  const call = /(?:^|\s)(?:\S*\/)?sysctl\s(.*)$/.exec(command.replace(/\s#.*$|[<>].*$/, ''));
  return call ? assignmentsOf(call[1].match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []) : [];
}

function assignmentsOf(words: readonly string[]): Array<[string, string]> {
  if (!words.some((word) => /^(-[a-z]*w[a-z]*|--write)$/.test(word))) return [];
  return words.flatMap((word) => {
    const assignment = ASSIGNMENT.exec(word);
    // what a shell variable holds is not to be seen
    if (!assignment || assignment[2].includes('$')) return [];
    return [[assignment[1].replaceAll('/', '.'), assignment[2].replace(/['"]/g, '')]];
  });
}
