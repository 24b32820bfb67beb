import { Size } from 'cdk8s';
import { DatabaseStorageClass } from '../../src/values/database-storage-class';
import { ReclaimPolicy } from '../../src/values/reclaim-policy';
import { VolumeBindingMode } from '../../src/values/volume-binding-mode';
import { VOLUME_LIMITS } from '../../src/values/volume-limits';

const NAME_RULE = 'name must be a DNS subdomain name (lower-case letters, digits, "-" and ".", at most 253 characters), got ';

const MADE = {
  gp3: DatabaseStorageClass.awsEbsGp3({ name: 'fast' }),
  io2: DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'fast', iops: 20_000 }),
  pdSsd: DatabaseStorageClass.gcpPdSsd({ name: 'fast' }),
  hyperdisk: DatabaseStorageClass.gcpHyperdiskBalanced({ name: 'fast' }),
  premiumV2: DatabaseStorageClass.azurePremiumV2({ name: 'fast' }),
  local: DatabaseStorageClass.localNvme({ name: 'fast', provisioner: 'topolvm.io' }),
};

function parameters(storageClass: DatabaseStorageClass): any {
  return (storageClass._manifest() as any).parameters;
}

describe('a class that is made', () => {
  test.each(Object.entries(MADE))('%s keeps volumes when claims are deleted and makes them where the pod is', (_, made) => {
    expect(made.created).toBe(true);
    expect(made._manifest()).toMatchObject({
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fast' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
    });
  });

  test.each(Object.entries(MADE).filter(([type]) => type !== 'local'))('%s can enlarge volumes', (_, made) => {
    expect(made._manifest()).toHaveProperty('allowVolumeExpansion', true);
  });

  test('gp3 writes MiB per second and is encrypted', () => {
    const made = DatabaseStorageClass.awsEbsGp3({
      name: 'fast', iops: 5000, throughput: Size.mebibytes(250), kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/example',
    });
    expect(parameters(made)).toEqual({
      type: 'gp3', iops: '5000', throughput: '250', encrypted: 'true', kmsKeyId: 'arn:aws:kms:eu-west-1:111122223333:key/example',
    });
  });

  test('gp3 without numbers leaves them to the driver', () => {
    expect(parameters(MADE.gp3)).toEqual({ type: 'gp3', encrypted: 'true' });
  });

  test('io2 writes its IOPS and no deprecated blockExpress', () => {
    expect(parameters(MADE.io2)).toEqual({ type: 'io2', iops: '20000', encrypted: 'true' });
  });

  test('pd-ssd is replicated to a second zone only when asked', () => {
    expect(parameters(MADE.pdSsd)).toEqual({ type: 'pd-ssd' });
    expect(parameters(DatabaseStorageClass.gcpPdSsd({ name: 'fast', regional: true, kmsKey: 'projects/p/k' })))
      .toEqual({ 'type': 'pd-ssd', 'replication-type': 'regional-pd', 'disk-encryption-kms-key': 'projects/p/k' });
  });

  test('Hyperdisk writes throughput as a quantity, because the driver would read a bare number as bytes', () => {
    expect(parameters(DatabaseStorageClass.gcpHyperdiskBalanced({ name: 'fast', iops: 7000, throughput: Size.mebibytes(250) })))
      .toEqual({ 'type': 'hyperdisk-balanced', 'provisioned-iops-on-create': '7000', 'provisioned-throughput-on-create': '250Mi' });
  });

  test('Premium SSD v2 writes decimal megabytes, rounded up, and no host cache', () => {
    expect(parameters(DatabaseStorageClass.azurePremiumV2({ name: 'fast', iops: 5000, throughput: Size.mebibytes(200), diskEncryptionSetId: '/s/x' })))
      .toEqual({ skuName: 'PremiumV2_LRS', cachingMode: 'None', DiskIOPSReadWrite: '5000', DiskMBpsReadWrite: '210', diskEncryptionSetID: '/s/x' });
  });

  test('local disks promise neither expansion nor encryption unless somebody says so', () => {
    expect(MADE.local._manifest()).toHaveProperty('allowVolumeExpansion', false);
    expect(MADE.local._attestation()).toBeUndefined();
    const said = DatabaseStorageClass.localNvme({
      name: 'nvme',
      provisioner: 'topolvm.io',
      parameters: { 'topolvm.io/device-class': 'ssd' },
      allowVolumeExpansion: true,
      encrypted: true,
      iops: 400_000,
      throughput: Size.gibibytes(2),
    });
    expect(said._manifest()).toMatchObject({ allowVolumeExpansion: true, parameters: { 'topolvm.io/device-class': 'ssd' } });
    expect(said._attestation()).toEqual({ name: 'nvme', encrypted: true, iops: 400_000, throughputMiBps: 2048 });
  });
});

describe('a class that exists', () => {
  test('is not made, and carries only what was said of it', () => {
    const existing = DatabaseStorageClass.existing('fast', {
      reclaimPolicy: ReclaimPolicy.RETAIN,
      allowVolumeExpansion: true,
      volumeBindingMode: VolumeBindingMode.WAIT_FOR_FIRST_CONSUMER,
      encrypted: false,
      iops: 5000,
      throughput: Size.mebibytes(250),
    });
    expect(existing.created).toBe(false);
    expect(existing._manifest()).toBeUndefined();
    expect(existing._attestation()).toEqual({
      name: 'fast',
      reclaimPolicy: 'Retain',
      allowVolumeExpansion: true,
      volumeBindingMode: 'WaitForFirstConsumer',
      encrypted: false,
      iops: 5000,
      throughputMiBps: 250,
    });
    expect(DatabaseStorageClass.existing('fast')._attestation()).toBeUndefined();
  });

  test('takes a volume of any size', () => {
    expect(() => DatabaseStorageClass.existing('fast', { iops: 100_000 })._checkVolume('storage', Size.gibibytes(1))).not.toThrow();
  });
});

describe('a wrong value is refused at once', () => {
  const gp3 = (more: object) => () => DatabaseStorageClass.awsEbsGp3({ name: 'fast', ...more });
  const hyperdisk = (more: object) => () => DatabaseStorageClass.gcpHyperdiskBalanced({ name: 'fast', ...more });
  const azure = (more: object) => () => DatabaseStorageClass.azurePremiumV2({ name: 'fast', ...more });
  const gp3Iops = (got: string) => `iops must be a whole number of at least 3000, got ${got}; give at least the 3000 IOPS that gp3 starts at`;
  const perSecond = (got: string) => `throughput must be a whole number of at least 1, got ${got}; `
    + 'give whole MiB per second, for example Size.mebibytes(250)';

  test.each<[string, () => unknown, string]>([
    ['an empty name', gp3({ name: '' }), `${NAME_RULE}""; choose such a name`],
    ['a name with capitals', gp3({ name: 'Fast' }), `${NAME_RULE}"Fast"; choose such a name`],
    ['a name beyond ASCII', gp3({ name: 'schnäll' }), `${NAME_RULE}"schnäll"; choose such a name`],
    ['an empty name of an existing class', () => DatabaseStorageClass.existing(''), `${NAME_RULE}""; choose such a name`],
    ['a malformed name of a local class', () => DatabaseStorageClass.localNvme({ name: 'a_b', provisioner: 'topolvm.io' }),
      `${NAME_RULE}"a_b"; choose such a name`],
    ['IOPS of zero', gp3({ iops: 0 }), gp3Iops('0')],
    ['negative IOPS', gp3({ iops: -1 }), gp3Iops('-1')],
    ['too few IOPS', gp3({ iops: 2999 }), gp3Iops('2999')],
    ['a fraction of an IOPS', gp3({ iops: 3000.5 }), gp3Iops('3000.5')],
    ['IOPS that are no number', gp3({ iops: NaN }), gp3Iops('NaN')],
    ['io2 without IOPS', () => DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'fast' } as any),
      'iops must be a whole number of at least 100, got nothing; io2 is provisioned by IOPS: say how many'],
    ['no throughput', gp3({ throughput: Size.mebibytes(0) }), perSecond('0')],
    ['throughput that is no number', gp3({ throughput: Size.mebibytes(NaN) }), perSecond('NaN')],
    ['a fraction of a MiB', gp3({ throughput: Size.kibibytes(200_000) }), perSecond('195.3125')],
    ['too little throughput', gp3({ throughput: Size.mebibytes(124) }),
      'throughput must be at least 125 MiB per second (125 MiB/s), where gp3 starts, got "124 MiB"; raise it or leave it out'],
    ['too little throughput in megabytes', azure({ throughput: Size.mebibytes(118) }),
      'throughput must be at least 119 MiB per second (125 MB/s), where Premium SSD v2 starts, got "118 MiB"; raise it or leave it out'],
    ['more throughput than the included IOPS carry', gp3({ throughput: Size.mebibytes(751) }),
      'throughput must be at most 0.25 MiB/s per IOPS on gp3, which is 750 MiB/s for 3000 IOPS, got "751 MiB/s"; '
      + 'set iops to at least 3004, or lower the throughput'],
    ['more throughput than the IOPS carry', gp3({ iops: 4000, throughput: Size.mebibytes(1001) }),
      'throughput must be at most 0.25 MiB/s per IOPS on gp3, which is 1000 MiB/s for 4000 IOPS, got "1001 MiB/s"; '
      + 'set iops to at least 4004, or lower the throughput'],
    ['megabytes above the ratio although mebibytes are below', azure({ throughput: Size.mebibytes(750) }),
      'throughput must be at most 0.25 MB/s per IOPS on Premium SSD v2, which is 750 MB/s for 3000 IOPS, got "787 MB/s"; '
      + 'set iops to at least 3148, or lower the throughput'],
    ['less throughput than the IOPS need', hyperdisk({ iops: 160_000, throughput: Size.mebibytes(600) }),
      'throughput must be at least 625 MiB/s for 160000 IOPS of Hyperdisk Balanced, got "600 MiB/s"; raise the throughput, or lower iops'],
    ['an empty key', gp3({ kmsKeyId: ' ' }), 'kmsKeyId must not be empty, got " "; give the full ARN of the key, or leave it out'],
    ['an empty encryption set', azure({ diskEncryptionSetId: '' }),
      'diskEncryptionSetId must not be empty, got ""; give the resource ID of the set, or leave it out'],
    ['an empty provisioner', () => DatabaseStorageClass.localNvme({ name: 'nvme', provisioner: '' }),
      'provisioner must not be empty, got ""; name what makes the volumes, for example "topolvm.io"'],
    ['attested IOPS of zero', () => DatabaseStorageClass.existing('fast', { iops: 0 }),
      'iops must be a whole number of at least 1, got 0; give the IOPS that each volume has'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(new Error(message));
  });
});

describe('a volume', () => {
  const check = (made: DatabaseStorageClass, gib: number) => () => made._checkVolume('storage', Size.gibibytes(gib));

  test('has to be large enough for the IOPS', () => {
    const gp3 = DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 5000 });
    expect(check(gp3, 10)).not.toThrow();
    expect(check(gp3, 9)).toThrow(new Error('storage must be at least 10 GiB for 5000 IOPS of gp3 (at most 500 IOPS per GiB), got "9 GiB"; '
      + 'enlarge the volume, or ask the storage class for fewer IOPS'));
    const io2 = DatabaseStorageClass.awsEbsIo2BlockExpress({ name: 'fast', iops: 20_000 });
    expect(check(io2, 20)).not.toThrow();
    expect(check(io2, 19)).toThrow(new Error('storage must be at least 20 GiB for 20000 IOPS of io2 Block Express (at most 1000 IOPS per GiB), '
      + 'got "19 GiB"; enlarge the volume, or ask the storage class for fewer IOPS'));
  });

  test('of any size has the included IOPS', () => {
    expect(check(DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 3000 }), 1)).not.toThrow();
  });

  test('has to be as large as its type begins', () => {
    expect(check(MADE.pdSsd, 9)).toThrow(new Error('storage must be at least 10 GiB, the smallest volume of pd-ssd, got "9 GiB"; enlarge the volume'));
    expect(check(MADE.gp3, NaN)).toThrow(new Error('storage must be at least 1 GiB, the smallest volume of gp3, got "NaN GiB"; enlarge the volume'));
  });
});

describe('a value above the provider\'s dated limit', () => {
  test('is written, with a warning that names the date', () => {
    const made = DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 90_000, throughput: Size.mebibytes(2500) });
    expect(parameters(made)).toMatchObject({ iops: '90000', throughput: '2500' });
    const source = VOLUME_LIMITS[0].source;
    expect(made._warnings).toEqual([
      'storage class "fast": iops 90000 is above 80000, the most that gp3 had as of 2025-09-26 '
      + `(${source}); make sure that the provider has raised it, because volumes fail or get less without a word`,
      'storage class "fast": throughput 2500 MiB/s is above 2000 MiB/s, the most that gp3 had as of 2025-09-26 '
      + `(${source}); make sure that the provider has raised it, because volumes fail or get less without a word`,
    ]);
  });

  test('is not warned about at the limit', () => {
    expect(DatabaseStorageClass.awsEbsGp3({ name: 'fast', iops: 80_000, throughput: Size.mebibytes(2000) })._warnings).toEqual([]);
    expect(DatabaseStorageClass.existing('fast', { iops: 1_000_000 })._warnings).toEqual([]);
  });

  test('has a date and a source in every row of the table', () => {
    for (const { asOf, source } of VOLUME_LIMITS) {
      expect(asOf).toMatch(/^20\d\d-\d\d(-\d\d)?$/);
      expect(source).not.toBe('');
    }
  });
});
