import { spawnSync } from 'child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { nodeTuningManifests, sysctlScript } from '../../src/parts/node-tuning';
import { NodeTuning } from '../../src/values/node-tuning';

const POOL = {
  nodeSelector: { 'node-type': 'database' },
  tolerations: [{ key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' }],
};

function manifests(tuning = NodeTuning.daemonSet()): any[] {
  return nodeTuningManifests(tuning, POOL);
}

function podSpec(): any {
  return manifests()[2].spec.template.spec;
}

describe('the DaemonSet', () => {
  test('stands with its ServiceAccount in a namespace of its own that admits privileged pods', () => {
    const [namespace, account, daemonSet] = manifests(NodeTuning.daemonSet({ namespace: 'tuning' }));
    expect([namespace.kind, account.kind, daemonSet.kind]).toEqual(['Namespace', 'ServiceAccount', 'DaemonSet']);
    expect(namespace.metadata).toMatchObject({ name: 'tuning', labels: { 'pod-security.kubernetes.io/enforce': 'privileged' } });
    expect([account.metadata.namespace, daemonSet.metadata.namespace]).toEqual(['tuning', 'tuning']);
  });

  test('runs on the nodes of the pool and nowhere else', () => {
    expect(podSpec()).toMatchObject(POOL);
    expect(() => nodeTuningManifests(NodeTuning.daemonSet(), { nodeSelector: {}, tolerations: [] })).toThrow(new Error(
      'nodeSelector must name the nodes to tune, got {}; give the platform a NodePool, because the settings hold for whole nodes'));
  });

  test('holds no token and selects its own pods', () => {
    const { selector, template } = manifests()[2].spec;
    expect(template.metadata.labels).toMatchObject(selector.matchLabels);
    expect(manifests()[1].automountServiceAccountToken).toBe(false);
    expect(podSpec()).toMatchObject({ serviceAccountName: 'node-tuning', automountServiceAccountToken: false });
  });

  test('is privileged only while it writes, and idles restricted', () => {
    const { initContainers: [writer], containers: [idle] } = podSpec();
    expect(writer.securityContext.privileged).toBe(true);
    expect(idle).toMatchObject({
      image: 'registry.k8s.io/pause:3.10.1',
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, runAsNonRoot: true, readOnlyRootFilesystem: true },
    });
    for (const { resources } of [writer, idle]) expect(Object.keys({ ...resources.requests, ...resources.limits })).toEqual(['cpu', 'memory']);
  });

  test('is not made for nodes that somebody else tunes', () => {
    expect(manifests(NodeTuning.attested({ by: 'image', sysctls: { 'vm.swappiness': '1' } }))).toEqual([]);
  });
});

describe('the script', () => {
  let directory: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'sysctl-'));
    // sysctl over the files of one directory; KEY.refused makes a write fail, KEY.stuck makes it change nothing
    writeFileSync(join(directory, 'sysctl'), [
      '#!/bin/sh',
      'd=$(dirname "$0")',
      'case "$1" in',
      '  -n) cat "$d/$2" ;;',
      '  -w) k=${2%%=*}; [ -e "$d/$k.refused" ] && exit 1; [ -e "$d/$k.stuck" ] || echo "${2#*=}" | tr " " "\\t" > "$d/$k" ;;',
      'esac',
    ].join('\n'));
    chmodSync(join(directory, 'sysctl'), 0o755);
    for (const key of ['vm.a', 'vm.b', 'vm.c']) writeFileSync(join(directory, key), 'old\n');
  });

  afterEach(() => rmSync(directory, { recursive: true }));

  function run(sysctls: Record<string, string>) {
    const { status, stderr } = spawnSync('sh', ['-c', sysctlScript(sysctls)], { env: { PATH: `${directory}:${process.env.PATH}` }, encoding: 'utf8' });
    const now = ['vm.a', 'vm.b', 'vm.c'].map((key) => readFileSync(join(directory, key), 'utf8').trim());
    return { status, stderr, now };
  }

  test('writes every key, values of several words too', () => {
    expect(run({ 'vm.a': '1', 'vm.b': '4 4 1 7', 'vm.c': '3' })).toEqual({ status: 0, stderr: '', now: ['1', '4\t4\t1\t7', '3'] });
  });

  test('writes nothing when the kernel lacks a key', () => {
    expect(run({ 'vm.a': '1', 'vm.missing': '2' })).toMatchObject({ status: 1, now: ['old', 'old', 'old'] });
  });

  test('stops at a key that cannot be written', () => {
    writeFileSync(join(directory, 'vm.b.refused'), '');
    expect(run({ 'vm.a': '1', 'vm.b': '2', 'vm.c': '3' })).toMatchObject({ status: 1, now: ['1', 'old', 'old'] });
  });

  test('fails when the kernel took the write and kept its value', () => {
    writeFileSync(join(directory, 'vm.b.stuck'), '');
    expect(run({ 'vm.a': '1', 'vm.b': '2', 'vm.c': '3' })).toEqual({
      status: 1, stderr: 'vm.b is old after setting it to 2\n', now: ['1', 'old', 'old'],
    });
  });
});
