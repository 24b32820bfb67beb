import { NodePool } from '../../src/values/node-pool';

const DEDICATED = { label: 'node-type=database', taint: 'dedicated=database:NoSchedule' };

describe('the nodes', () => {
  test('are kept for databases by a taint', () => {
    expect(NodePool.dedicated({ ...DEDICATED, zones: ['a', 'b'], nodes: 4 })).toMatchObject({
      labels: { 'node-type': 'database' },
      zones: ['a', 'b'],
      nodes: 4,
      isDedicated: true,
      _toleration: { key: 'dedicated', operator: 'Equal', value: 'database', effect: 'NoSchedule' },
    });
  });

  test('are open to others without one', () => {
    expect(NodePool.shared({ label: 'example.com/pool=db' })).toMatchObject({ labels: { 'example.com/pool': 'db' }, zones: [], nodes: undefined, isDedicated: false });
  });

  test('may have a taint without a value', () => {
    expect(NodePool.dedicated({ ...DEDICATED, taint: 'dedicated=:NoExecute' })._toleration).toEqual({ key: 'dedicated', operator: 'Equal', value: '', effect: 'NoExecute' });
  });
});

describe('a pool is refused', () => {
  const taint = (got: string) => `taint must be key=value:effect with NoSchedule or NoExecute, got ${got}; write for example "dedicated=database:NoSchedule"`;
  const label = (got: string) => `label must be key=value, got ${got}; write for example "node-type=database"`;
  const zones = (got: string) => `zones must be different names, got ${got}; name each zone once, as in the label topology.kubernetes.io/zone`;
  const nodes = (got: string) => `nodes must be a whole number of at least 1, got ${got}; give the number of nodes in the pool`;

  test.each<[string, Partial<Parameters<typeof NodePool.dedicated>[0]>, string]>([
    ['without a taint', { taint: undefined }, taint('nothing')],
    ['with an empty taint', { taint: '' }, taint('""')],
    ['with a taint without effect', { taint: 'dedicated=database' }, taint('"dedicated=database"')],
    ['with a taint that only asks', { taint: 'dedicated=database:PreferNoSchedule' }, taint('"dedicated=database:PreferNoSchedule"')],
    ['with a taint of another form', { taint: 'dedicated:NoSchedule' }, taint('"dedicated:NoSchedule"')],
    ['with a malformed key of the taint', { taint: 'ded icated=database:NoSchedule' }, 'taint must have label keys in Kubernetes\' form, got "ded icated"; correct the key'],
    ['with a malformed value of the taint', { taint: 'dedicated=dätabase:NoSchedule' },
      'taint must have a label value in Kubernetes\' form (at most 63 letters, digits, "-", "_", ".") for dedicated, got "dätabase"; correct the value'],
    ['without a label', { label: undefined }, label('nothing')],
    ['with a label without value', { label: 'node-type=' }, label('"node-type="')],
    ['with a label of two values', { label: 'a=b=c' }, label('"a=b=c"')],
    ['with a malformed label', { label: '-a=b' }, 'label must have label keys in Kubernetes\' form, got "-a"; correct the key'],
    ['with a label that is too long', { label: `a=${'b'.repeat(64)}` },
      `label must have a label value in Kubernetes' form (at most 63 letters, digits, "-", "_", ".") for a, got "${'b'.repeat(64)}"; correct the value`],
    ['with a key that is too long', { label: `${'a'.repeat(64)}=b` }, `label must have label keys in Kubernetes' form, got "${'a'.repeat(64)}"; correct the key`],
    ['with a zone twice', { zones: ['a', 'a'] }, zones('["a","a"]')],
    ['with an empty zone', { zones: [''] }, zones('[""]')],
    ['with a zone that no label can have', { zones: ['Zürich'] },
      'zones must have a label value in Kubernetes\' form (at most 63 letters, digits, "-", "_", ".") for topology.kubernetes.io/zone, got "Zürich"; correct the value'],
    ['without nodes', { nodes: 0 }, nodes('0')],
    ['with a negative number of nodes', { nodes: -3 }, nodes('-3')],
    ['with half a node', { nodes: 2.5 }, nodes('2.5')],
    ['with NaN nodes', { nodes: NaN }, nodes('NaN')],
  ])('%s', (_, wrong, message) => {
    expect(() => NodePool.dedicated({ ...DEDICATED, ...wrong } as any)).toThrow(new Error(message));
  });
});
