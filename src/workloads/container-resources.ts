import { DatabaseWorkload } from './database-workload';
import { ContainerFacts } from '../checklist/facts';
import { Manifests } from '../checklist/manifests';
import { containersOf, isRecord, listIn } from '../checklist/readers/pod-template';

/** Requests and limits as the API server completes them: a limit stands for a request that is missing, then the namespace's LimitRange does. */
export function containersIn({ server: { template }, namespace, podSpec }: DatabaseWorkload, among: Manifests): ContainerFacts[] {
  const ranges = among.inNamespace('', 'LimitRange', namespace).flatMap(({ spec }) => listIn(spec?.limits));
  const range = ranges.find((each) => each?.type === 'Container') ?? {};
  return containersOf(template).filter(({ init }) => !init).map(({ container }) => {
    const { requests, limits } = isRecord(container.resources) ? container.resources : {} as any;
    const requested = (what: 'cpu' | 'memory') => requests?.[what] ?? limits?.[what] ?? podSpec.resources?.requests?.[what]
      ?? range.defaultRequest?.[what] ?? range.default?.[what];
    const memoryLimit = limits?.memory ?? podSpec.resources?.limits?.memory ?? range.default?.memory;
    const cpuRequest = requested('cpu');
    const memoryRequest = requested('memory');
    return {
      name: String(container.name),
      ...(cpuRequest !== undefined && { cpuRequest: String(cpuRequest) }),
      ...(memoryRequest !== undefined && { memoryRequest: String(memoryRequest) }),
      ...(memoryLimit !== undefined && { memoryLimit: String(memoryLimit) }),
    };
  });
}
