import { cacheFinding } from '../cache-finding';
import { DatabaseFacts } from '../facts';
import { Field } from '../field';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { StorageClassFacts } from '../storage-class-facts';
import { isSeen } from '../unseen';
import { listed, mebibytesText } from '../wording';
import { worstFinding } from '../worst-finding';

export const storagePerformance: Rule = {
  id: 'storage-performance',
  group: RuleGroup.STORAGE,
  title: 'IOPS and throughput of the volumes match the workload',
  why: 'A volume that is slower than its workload makes every commit wait, and the database looks broken just at peak.',
  fix: 'Declare workload: Workload.of({ dataSize, iops, throughput }) and choose a storageClass with at least that; in YAML: the '
    + 'cdk8s-databases.io/workload annotation, and the parameters of the StorageClass (gp3: iops and throughput).',
  source: 'Running Databases on Kubernetes guide, 3.1, 3.2 and 12; CloudNativePG 1.30 docs, Storage',
  costly: true,
  severity: Severity.OUTAGE,
  check: (facts) => {
    const { iops, throughputMebibytes } = facts.workload;
    return cacheFinding(facts) ?? worstFinding([
      iops === undefined
        ? unknown('no IOPS of the workload are declared, so whether the storage class is fast enough cannot be told')
        : compare(facts, iops, 'IOPS', (of, gibibytes) => of.iopsOf(gibibytes)),
      ...(throughputMebibytes === undefined ? [] : [compare(facts, throughputMebibytes, 'MiB/s', (of, gibibytes) => of.throughputOf(gibibytes))]),
    ]);
  },
};

type Offer = (of: StorageClassFacts, gibibytes: number) => number | undefined;

function compare({ volumes }: DatabaseFacts, asked: number, unit: string, offer: Offer): Finding {
  const holding = volumes.filter((volume) => volume.holdsData);
  if (holding.length === 0) return fail('no persistent volume holds the data');
  // which tablespace is busy is not declared: judged is what the volumes have together
  let offered = 0;
  let slowest: { readonly each: number; readonly at?: Field } | undefined;
  for (const { storageClass, mebibytes } of holding) {
    if (!isSeen(storageClass)) return unknown(storageClass.what);
    const at = storageClass.fields?.performance;
    const each = offer(storageClass, mebibytes / 1024);
    if (each === undefined) {
      return unknown(`storage class "${storageClass.name}" does not say how many ${unit} a volume of ${mebibytesText(mebibytes)} has`, at);
    }
    offered += Math.floor(each);
    if (slowest === undefined || each < slowest.each) slowest = { each, at };
  }
  const found = `${listed(holding.map((volume) => volume.name))}: ${offered} ${unit} for a workload of ${asked} ${unit}`;
  const attested = holding.some(({ storageClass }) => isSeen(storageClass) && storageClass.attested);
  return offered >= asked ? pass(found, attested) : fail(found, slowest?.at);
}
