import { Size } from 'cdk8s';
import { fromAttestation, readStorageClass } from '../../src/checklist/storage-class-facts';
import { DatabaseStorageClass } from '../../src/values/database-storage-class';
import { ReclaimPolicy } from '../../src/values/reclaim-policy';
import { VolumeBindingMode } from '../../src/values/volume-binding-mode';

function read(made: DatabaseStorageClass) {
  return readStorageClass(made._manifest(), made._attestation());
}

function classOf(provisioner: string, parameters: object) {
  return readStorageClass({ metadata: { name: 'fast' }, provisioner, parameters });
}

describe('what is written is read back', () => {
  const throughputs = [125, 140, 200, 250, 333, 499, 750];

  test.each(throughputs)('for %d MiB per second on every provider', (mebibytes) => {
    const options = { name: 'fast', iops: 4000, throughput: Size.mebibytes(mebibytes) };
    const made = [
      DatabaseStorageClass.awsEbsGp3(options),
      DatabaseStorageClass.azurePremiumV2(options),
      ...(mebibytes >= 140 ? [DatabaseStorageClass.gcpHyperdiskBalanced(options)] : []),
    ];
    for (const one of made) {
      expect(read(one)).toMatchObject({
        name: 'fast',
        reclaimPolicy: 'Retain',
        bindingMode: 'WaitForFirstConsumer',
        expandable: true,
        encrypted: true,
        iops: 4000,
        throughputMiBps: mebibytes,
        attested: false,
      });
    }
  });

  test('for io2 and pd-ssd', () => {
    expect(read(DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'fast', iops: 20_000 }))).toMatchObject({ encrypted: true, iops: 20_000 });
    const pdSsd = read(DatabaseStorageClass.gcpPdSsd({ name: 'fast', regional: true }));
    expect(pdSsd).toMatchObject({ encrypted: true, iops: undefined, expandable: true });
  });

  test('for local disks, where encryption and performance are somebody\'s word', () => {
    const silent = read(DatabaseStorageClass.localNvme({ name: 'nvme', provisioner: 'rancher.io/local-path' }));
    expect(silent).toMatchObject({ expandable: false, encrypted: undefined, iops: undefined, attested: false });
    expect(silent.iopsOf(100)).toBeUndefined();
    const said = read(DatabaseStorageClass.localNvme({
      name: 'nvme', provisioner: 'topolvm.io', allowVolumeExpansion: true, encrypted: true, iops: 400_000,
    }));
    expect(said).toMatchObject({ reclaimPolicy: 'Retain', expandable: true, encrypted: true, iops: 400_000, attested: true });
    expect(said.iopsOf(100)).toBe(400_000);
  });

  test('for an attested class, where the rest stays unknown', () => {
    const full = fromAttestation(DatabaseStorageClass.existing('fast', {
      reclaimPolicy: ReclaimPolicy.RETAIN,
      allowVolumeExpansion: true,
      volumeBindingMode: VolumeBindingMode.IMMEDIATE,
      encrypted: true,
      iops: 5000,
      throughput: Size.mebibytes(250),
    })._attestation());
    expect(full).toMatchObject({
      name: 'fast',
      reclaimPolicy: 'Retain',
      bindingMode: 'Immediate',
      expandable: true,
      encrypted: true,
      iops: 5000,
      throughputMiBps: 250,
      attested: true,
    });
    expect([full.iopsOf(1), full.throughputOf(1)]).toEqual([5000, 250]);
    expect(fromAttestation(DatabaseStorageClass.existing('fast', { encrypted: true })._attestation()))
      .toMatchObject({ encrypted: true, reclaimPolicy: undefined, expandable: undefined, iops: undefined });
  });

  test('and an attestation never overrules the manifest', () => {
    const manifest = DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 4000 })._manifest();
    expect(readStorageClass({ ...manifest, parameters: { type: 'gp3', iops: '4000', encrypted: 'false' } }, { name: 'fast', encrypted: true, iops: 9000 }))
      .toMatchObject({ encrypted: false, iops: 4000 });
  });
});

describe('a StorageClass that somebody else wrote', () => {
  test('has Kubernetes\' defaults where it says nothing', () => {
    expect(readStorageClass({ metadata: { name: 'plain' }, provisioner: 'example.com/x' })).toMatchObject({
      name: 'plain', reclaimPolicy: 'Delete', bindingMode: 'Immediate', expandable: false, encrypted: undefined, iops: undefined, attested: false,
    });
  });

  test('of an unknown provisioner has no known performance', () => {
    const facts = classOf('example.com/x', { type: 'gp3', iops: '5000', encrypted: 'true' });
    expect([facts.encrypted, facts.iops, facts.iopsOf(100), facts.throughputOf(100)]).toEqual([undefined, undefined, undefined, undefined]);
  });

  test('on EBS is not known to be encrypted unless it says so, because the account may', () => {
    expect(classOf('ebs.csi.aws.com', { type: 'gp3' }).encrypted).toBeUndefined();
    expect(classOf('ebs.csi.aws.com', { type: 'gp3', encrypted: 'false' }).encrypted).toBe(false);
  });

  test('may write the parameters in any case', () => {
    expect(classOf('ebs.csi.eks.amazonaws.com', { Type: 'gp3', IOPS: '5000', Encrypted: 'True' })).toMatchObject({ iops: 5000, encrypted: true });
    expect(classOf('disk.csi.azure.com', { skuname: 'premiumv2_lrs', diskIOPSReadWrite: '5000' }).iopsOf(100)).toBe(5000);
  });

  test.each<[string, string, object, number, number | undefined, number | undefined]>([
    ['gp3 by default', 'ebs.csi.aws.com', {}, 100, 3000, 125],
    ['gp3 that is too small for its IOPS', 'ebs.csi.aws.com', { type: 'gp3', iops: '16000' }, 10, 5000, 125],
    ['gp3 per GiB', 'ebs.csi.aws.com', { type: 'gp3', iopsPerGB: '50' }, 100, 5000, 125],
    ['gp2', 'ebs.csi.aws.com', { type: 'gp2' }, 1000, 3000, undefined],
    ['gp2 at its limit', 'ebs.csi.aws.com', { type: 'gp2' }, 10_000, 16_000, undefined],
    ['io2 without IOPS', 'ebs.csi.aws.com', { type: 'io2' }, 100, undefined, undefined],
    ['io1, of which the table has nothing', 'ebs.csi.aws.com', { type: 'io1', iops: '5000' }, 100, 5000, undefined],
    ['pd-ssd', 'pd.csi.storage.gke.io', { type: 'pd-ssd' }, 100, 9000, 288],
    ['pd-ssd at its limit', 'pd.csi.storage.gke.io', { type: 'pd-ssd' }, 10_000, 100_000, 1200],
    ['pd-balanced', 'pd.csi.storage.gke.io', { type: 'pd-balanced' }, 500, 6000, 280],
    ['pd-standard by default', 'pd.csi.storage.gke.io', {}, 100, undefined, undefined],
    ['Hyperdisk by default', 'pd.csi.storage.gke.io', { type: 'hyperdisk-balanced' }, 100, 3000, 140],
    ['Hyperdisk in GiB', 'pd.csi.storage.gke.io', { 'type': 'hyperdisk-balanced', 'provisioned-throughput-on-create': '1Gi' }, 100, 3000, 1024],
    ['Premium SSD v2 by default', 'disk.csi.azure.com', { skuName: 'PremiumV2_LRS' }, 100, 3000, 119],
    ['Premium SSD, whose tiers are not known here', 'disk.csi.azure.com', { skuName: 'Premium_LRS' }, 100, undefined, undefined],
  ])('%s gives a volume what its size and parameters say', (_, provisioner, parameters, gib, iops, throughput) => {
    const facts = classOf(provisioner, parameters);
    expect([facts.iopsOf(gib), facts.throughputOf(gib)]).toEqual([iops, throughput]);
  });

  test('with numbers that are none has no known performance asked for', () => {
    expect(classOf('ebs.csi.aws.com', { type: 'gp3', iops: 'many', throughput: '-1' })).toMatchObject({ iops: undefined, throughputMiBps: undefined });
    expect(classOf('pd.csi.storage.gke.io', { 'type': 'hyperdisk-balanced', 'provisioned-throughput-on-create': 'fast' }).throughputMiBps).toBeUndefined();
  });
});
