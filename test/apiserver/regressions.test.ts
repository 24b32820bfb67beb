import { App } from 'cdk8s';
import { pastChecks } from './checks';
import { DryRun } from './dry-run';
import { appOf } from './postgres-case';
import { call, constant, made, Recipe } from './recipe';
import { REFUSAL } from './settings';
import { onCluster } from '../cluster/on-cluster';
import { written } from '../support/written';

jest.mock('../../src/values/refusal', () => {
  const { withoutChecks } = jest.requireActual('./checks');
  return withoutChecks(jest.requireActual('../../src/values/refusal'));
});

const LONGEST_NAME = 'a'.repeat(253);

/** What the construct took and the API server did not. */
const REFUSED: Record<string, Recipe> = {
  'parameters of a storage class with an empty key': onClass({ parameters: { '': 'x' } }),
  'more parameters of a storage class than Kubernetes takes': onClass({ parameters: Object.fromEntries([...Array(513).keys()].map((i) => [`k${i}`, 'x'])) }),
  'a parameter of a storage class that is too long': onClass({ parameters: { key: 'x'.repeat(300_000) } }),
  'a key of a cloud that is too long': database({ platform: { storageClass: call('DatabaseStorageClass.awsEbsGp3', { name: 'fast', kmsKeyId: 'x'.repeat(300_000) }) } }),
  'an attestation that is too long': database({ platform: { ...platform(), logs: call('LogCollection.attested', 'x'.repeat(300_000)) } }),
  'a waiver\'s reason that is too long': database({ waivers: [call('Waiver.notForProduction', 'x'.repeat(300_000))] }),
  'a manager of a Secret that is too long': database({ owner: { name: 'app', password: call('SecretRef.of', 'login', { managedBy: 'x'.repeat(300_000) }) } }),
  'a cron expression with a number beside a star': scheduled('0 0* * * *'),
  'a cron expression with a range beyond the last minute and a step': scheduled('5-63/46,* 3 * * *'),
};

/** What the construct takes, and wrote so that the API server did not. */
const ACCEPTED: Record<string, Recipe> = {
  'a grant to a workload of the longest name': database({ grants: [grant({ name: LONGEST_NAME })] }),
  'a grant with "_" before its prefix, to a workload of the longest name': database({ grants: [grant({ name: LONGEST_NAME, options: { prefix: '_A_' } })] }),
  'a grant with the longest prefix': database({ name: 'a'.repeat(50), grants: [grant({ name: LONGEST_NAME, options: { prefix: 'A'.repeat(63) } })] }),
  'a grant with "_" before its prefix, to a database of the longest name': database({ name: 'a'.repeat(50), grants: [grant({ options: { prefix: '__ABCDEFGH_' } })] }),
};

onCluster('once found', () => {
  let dryRun: DryRun;

  beforeAll(async () => {
    dryRun = await DryRun.inNamespaceOfItsOwn();
  });

  afterAll(async () => {
    await dryRun?.stop();
  });

  test.each(Object.entries(REFUSED))('%s is refused by the construct, as by the API server', async (_, recipe) => {
    expect(() => appOf(made(recipe))).toThrow(REFUSAL);
    expect(await refusals(pastChecks(() => appOf(made(recipe))))).not.toEqual([]);
  });

  test.each(Object.entries(ACCEPTED))('%s is written as the API server takes it', async (_, recipe) => {
    expect(await refusals(appOf(made(recipe)))).toEqual([]);
  });

  async function refusals(app: App): Promise<string[]> {
    const verdicts = await Promise.all(written(app).map((manifest) => dryRun.ask(manifest)));
    return verdicts.map(({ refused }) => refused).filter((refused) => refused !== undefined);
  }
});

function platform(): object {
  return { storageClass: call('DatabaseStorageClass.existing', 'fast', undefined), secrets: call('SecretStore.cluster', 'vault', undefined) };
}

function database(more: object): object {
  return {
    platform: platform(),
    name: 'orders',
    version: constant('PostgresVersion.V17'),
    compute: call('Compute.of', { cpu: call('Cpu.units', 2), memory: call('Size.gibibytes', 8) }),
    storage: call('Size.gibibytes', 100),
    owner: { name: 'app', password: call('SecretRef.of', 'login', undefined) },
    ...more,
  };
}

function onClass(options: object): object {
  return database({ platform: { storageClass: call('DatabaseStorageClass.localNvme', { name: 'local', provisioner: 'topolvm.io', ...options }) } });
}

function scheduled(expression: string): object {
  const backups = call('ObjectStore.s3', { bucket: 'backups', credentials: call('ObjectStoreCredentials.secretStore', 'key') });
  return database({ platform: { ...platform(), backups }, backup: { schedule: call('Schedule.cron', expression) } });
}

function grant(more: object): object {
  return { client: constant('Client.DEPLOYMENT'), name: 'client', here: true, restricted: true, ...more };
}
