import { relative, join } from 'node:path';
import { Kubernetes } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { Rounds } from '../cluster/rounds';
import { RunningProgram } from '../programs/running-program';
import { folder } from '../support/folder';

const HOUR = 3_600_000;

onCluster('the Lease of a migration', () => {
  const kubernetes = Kubernetes.fromEnvironment();
  const namespace = `migration-lease-${process.pid}`;
  const running: RunningProgram[] = [];
  const named = (name: string) => ({ apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata: { name, namespace } });
  const microTime = (at: number) => new Date(at).toISOString().replace('Z', '000Z');

  beforeAll(async () => {
    await kubernetes.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });
  afterAll(async () => {
    running.forEach((one) => one.killAll());
    await kubernetes.remove({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  });

  function holder(lease: string): RunningProgram {
    const { server, caData } = kubernetes.config.getCurrentCluster()!;
    const { hostname, port } = new URL(server);
    const account = folder({ 'token': kubernetes.config.getCurrentUser()!.token!, 'ca.crt': Buffer.from(caData!, 'base64').toString('utf8') });
    const program = new RunningProgram('node', relative(join(__dirname, '../../programs'), join(__dirname, 'lease-holder.mjs')), [namespace, lease, 'this-pod'], {
      KUBERNETES_SERVICE_HOST: hostname, KUBERNETES_SERVICE_PORT: port, KUBERNETES_ACCOUNT: account,
    });
    running.push(program);
    return program;
  }

  test('is not taken from a pod that renews it, whatever that one\'s clock says', async () => {
    // an hour behind
    const renewed = () => ({ holderIdentity: 'other-pod', leaseDurationSeconds: 3, renewTime: microTime(Date.now() - HOUR) });
    await kubernetes.apply({ ...named('behind'), spec: renewed() } as any);
    const holders = new Set<string>();
    const other = new Rounds(async () => {
      holders.add((await kubernetes.find(named('behind'))).spec.holderIdentity);
      await kubernetes.merge(named('behind'), { spec: renewed() });
    });
    const program = holder('behind');
    await program.said(/(waiting for other-pod, which does a phase(.|\n)*){6}/);
    await other.stop();
    expect([...holders]).toEqual(['other-pod']);
    await program.said(/^held$/m);
    expect((await kubernetes.find(named('behind'))).spec.holderIdentity).toBe('this-pod');
  });

  test('is not taken up again by a pod that had lost it', async () => {
    await kubernetes.apply(named('lost') as any);
    const program = holder('lost');
    await program.said(/^held$/m);
    // another pod had it, and has given it back
    await kubernetes.merge(named('lost'), { spec: { holderIdentity: '', leaseDurationSeconds: 1 } });
    expect(await program.end()).toMatchObject({ code: 1, lastLine: 'lost: another pod does this phase' });
  });
});
