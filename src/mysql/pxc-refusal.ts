/**
 * Why the operator leaves the object alone and makes or changes nothing, in words; undefined where it takes it (checkSafeDefaults and Validate in
 * pkg/apis/pxc/v1/pxc_types.go, 1.20.0).
 */
export function refusalOf(spec: any): string | undefined {
  const { allowUnsafeConfigurations, unsafeFlags = {}, pxc, haproxy, proxysql } = spec;
  const without = imageless(spec);
  const problem = haproxy?.enabled === true && proxysql?.enabled === true ? 'HAProxy and ProxySQL are both enabled'
    : without !== undefined ? `spec.${without}.image is missing`
      : allowUnsafeConfigurations === true ? undefined
        : (unsafeFlags.pxcSize === true ? undefined : sizeProblem(pxc?.size ?? 0))
          ?? (unsafeFlags.proxySize === true ? undefined : proxyProblem('haproxy', haproxy) ?? proxyProblem('proxysql', proxysql));
  return problem === undefined ? undefined : `the operator refuses the object and does nothing: ${problem}`;
}

/** What is to run and has no image, of which the operator fills in none. */
function imageless({ backup, ...spec }: any): string | undefined {
  if (!spec.pxc?.image) return 'pxc';
  return ['haproxy', 'proxysql', 'pmm'].find((component) => spec[component]?.enabled === true && !spec[component].image)
    ?? (backup && !backup.image ? 'backup' : undefined);
}

function sizeProblem(size: number): string | undefined {
  return [3, 5].includes(size) ? undefined : `spec.pxc.size is ${size}, and only 3 and 5 are safe`;
}

function proxyProblem(name: string, proxy: any): string | undefined {
  const size = proxy?.size ?? 0;
  return proxy?.enabled === true && size < 2 ? `spec.${name}.size is ${size}, and 2 are the least that is safe` : undefined;
}
