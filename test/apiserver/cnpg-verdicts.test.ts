import { HttpMethod } from '@kubernetes/client-node';
import { objectOf, Outcome, outcomeOf, Verdict, VERDICTS } from '../cluster/cnpg-verdicts';
import { Emitted, fieldsOf } from '../cluster/emitted';
import { isExpressed, ourVerdict, refusalOf, shows, STRICTER } from '../cluster/expressible';
import { Answer, Kubernetes, Refusal } from '../cluster/kubernetes';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';

// random databases that say which fields are written
const DATABASES = 300;

/** Those of a cluster that has VolumeSnapshots. */
const ASKED = VERDICTS.filter((row) => row.volumeSnapshots !== false);

const titled = (rows: readonly Verdict[]) => rows.map((row): [string, Outcome, Verdict] => [row.case, outcomeOf(row), row]);

onCluster('the operator says what the table says', () => {
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: `cnpg-verdicts-${process.pid}` } };
  let kubernetes: Kubernetes;

  beforeAll(async () => {
    kubernetes = Kubernetes.fromEnvironment();
    await kubernetes.make(namespace);
    if (!await kubernetes.find(crdOf('volumesnapshots.snapshot.storage.k8s.io'))) throw new Error('the cluster must have the CRDs of VolumeSnapshots');
    say(`${ASKED.length} of ${VERDICTS.length} cases asked; not, because VolumeSnapshots are there: ${VERDICTS.filter((row) => !ASKED.includes(row)).map((row) => row.case).join(', ')}`);
  });

  afterAll(() => kubernetes?.remove(namespace));

  test.each(titled(ASKED))('%s: %s', async (_, outcome, row) => {
    const answer = row.old ? change(row, row.old) : answerOf(kubernetes.make(objectOf(row, row.patch, namespace.metadata.name), { dryRun: true }));
    expect(await answer).toMatchObject({ outcome });
  });

  async function change(row: Verdict, before: object): Promise<{ outcome: Outcome }> {
    const { status, ...old } = unreconciled(objectOf(row, before, namespace.metadata.name));
    let { body: stored } = await kubernetes.make(old);
    try {
      if (status) stored = (await kubernetes.send(HttpMethod.PATCH, statusPath(stored), { status }, 'application/merge-patch+json')).body;
      const { resourceVersion } = stored.metadata;
      const { metadata, ...wanted } = unreconciled(objectOf(row, row.patch, namespace.metadata.name));
      return await answerOf(kubernetes.put({ ...wanted, metadata: { ...metadata, resourceVersion } }, { dryRun: true }));
    } finally {
      await kubernetes.remove(old);
    }
  }
});

describe('ours says what the operator says', () => {
  const ours = new Map(VERDICTS.filter((row) => !row.old && !row.inexpressible && isExpressed(row)).map((row) => [row, ourVerdict(row)]));
  const emitted = Emitted.of(DATABASES, [...ours.values()].flatMap(({ manifests }) => manifests));
  const unwritten = new Map(VERDICTS.map((row) => [row, missingField(row)]));
  const expressible = ASKED.filter((row) => !unwritten.get(row) && !row.old && !row.inexpressible);
  const agreed: Verdict[] = [];

  test.each(titled(expressible))('%s: %s', (_, outcome, row) => {
    const { refused, manifests } = ours.get(row) ?? ourVerdict(row);
    const same = manifests.some((manifest) => manifest.kind === row.kind && shows(row, manifest));
    if (STRICTER[row.case]) {
      expect(refused).toMatch(STRICTER[row.case].refusal);
      return;
    }
    if (outcome === 'refused') expect(refused).toMatch(refusalOf(row)!);
    // what the operator warns of may be said, and is then written in another way
    else expect({ refused, same }).toEqual({ refused: undefined, same: outcome === 'accepted' });
    agreed.push(row);
  });

  test.each(titled(VERDICTS.filter((row) => row.inexpressible)))('%s: %s, and no props say so', (_, __, row) => {
    expect(unwritten.get(row)).toBeUndefined();
    expect(emitted.ofKind(row.kind).filter((manifest) => shows(row, manifest))).toEqual([]);
    if (!isExpressed(row)) return;
    const { refused, manifests } = ourVerdict(row);
    expect(refusalOf(row)?.test(refused ?? '') ?? false).toBe(false);
    expect(manifests.filter((manifest) => manifest.kind === row.kind && shows(row, manifest))).toEqual([]);
  });

  test('what is stricter on purpose is something that the operator takes', () => {
    expect(Object.keys(STRICTER).filter((name) => !expressible.some((row) => row.case === name && outcomeOf(row) === 'accepted'))).toEqual([]);
  });

  test('the fields of written manifests are enough to tell', () => {
    expect(['Cluster', 'Pooler', 'ScheduledBackup', 'Database'].map((kind) => emitted.ofKind(kind).length > 50)).toEqual([true, true, true, true]);
  });

  afterAll(() => {
    const stricter = expressible.filter((row) => STRICTER[row.case]);
    say(`${agreed.length} of ${expressible.length} expressible cases agree; ${stricter.length} where ours is stricter on purpose:`);
    counted(stricter.map((row) => STRICTER[row.case].why));
    const fields = VERDICTS.flatMap((row) => (unwritten.get(row) ? [`${row.kind} ${unwritten.get(row)}`] : []));
    say(`${fields.length} cases turn on a field that none of ${emitted.count} manifests has:`);
    counted(fields);
    const others = VERDICTS.filter((row) => !unwritten.get(row) && (row.old ?? row.inexpressible));
    say(`${others.length} other cases that no props lead to:`);
    counted(others.map((row) => (row.old ? 'a change: a synth sees no earlier object' : `${row.inexpressible}: ${row.kind} ${row.field}`)));
  });

  /** The first field of the case that no writer of ours writes; undefined when all are written. */
  function missingField({ kind, field, patch }: Verdict): string | undefined {
    return [field, ...fieldsOf(patch)].map((path) => emitted.missing(kind, path)).find((path) => path !== undefined);
  }
});

function counted(lines: readonly string[]): void {
  for (const line of [...new Set(lines)].sort()) say(`  ${String(lines.filter((other) => other === line).length).padStart(3)} ${line}`);
}

function statusPath({ metadata: { namespace, name } }: any): string {
  return `/apis/postgresql.cnpg.io/v1/namespaces/${namespace}/clusters/${name}/status`;
}

function crdOf(name: string) {
  return { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name } };
}

/** Stored objects are left alone by an operator that reconciles (CloudNativePG 1.30, docs/src/labels_annotations.md). */
function unreconciled(object: any): any {
  return { ...object, metadata: { ...object.metadata, annotations: { ...object.metadata.annotations, 'cnpg.io/reconciliationLoop': 'disabled' } } };
}

async function answerOf(request: Promise<Answer>): Promise<{ outcome: Outcome; words: string }> {
  try {
    const { warnings } = await request;
    return { outcome: warnings.length > 0 ? 'warned' : 'accepted', words: warnings.join('\n') };
  } catch (error) {
    // others mean that it could not be asked
    if (error instanceof Refusal && [403, 422].includes(error.status)) return { outcome: 'refused', words: error.message };
    throw error;
  }
}
