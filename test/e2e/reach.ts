import { variable } from './environment';
import { execute } from './pod-command';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

/** Where from, as what, and where to. */
export interface Reach {
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Each as `host:port`. */
  readonly to: readonly string[];
}

/** Which of these ports a pod with these labels can open; it is made for it, and removed. */
export async function reached(kubernetes: Kubernetes, { namespace, name, labels, to }: Reach): Promise<string[]> {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name } };
  await kubernetes.apply({
    ...pod,
    metadata: { ...pod.metadata, labels },
    spec: {
      terminationGracePeriodSeconds: 0,
      securityContext: { runAsNonRoot: true, runAsUser: 26, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [{
        name: 'reach',
        image: variable('TEST_IMAGE'),
        imagePullPolicy: 'IfNotPresent',
        command: ['sleep', '600'],
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '64Mi' } },
      }],
    },
  } as any);
  try {
    await until(`pod ${name}`, async () => (await kubernetes.find(pod)).status.phase === 'Running', { seconds: 60 });
    // policies are there a moment after the pod
    await until(`the policies of ${name}`, async () => Date.now() - Date.parse((await kubernetes.find(pod)).status.startTime) > 5000, { seconds: 30 });
    const answers = await Promise.all(to.map(async (address) => {
      const [host, port] = address.split(':');
      const script = `timeout 4 bash -c '</dev/tcp/${host}/${port}' 2>/dev/null && echo open || true`;
      return await execute(kubernetes, { namespace, pod: name, container: 'reach' }, 'bash', '-c', script) === 'open' ? [address] : [];
    }));
    return answers.flat();
  } finally {
    await kubernetes.remove(pod, { gracePeriodSeconds: 0 });
  }
}
