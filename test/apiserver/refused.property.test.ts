import { App } from 'cdk8s';
import { Agreement, Said } from './agreement';
import { Case, MONGO, MYSQL, POSTGRES } from './cases';
import { pastChecks } from './checks';
import { isOfWorkload } from './clients';
import { DryRun } from './dry-run';
import { everySpoil } from './every-spoil';
import { PublicApi } from './public-api';
import { made, Recipe, shown } from './recipe';
import { REFUSAL, RUNS, SEED } from './settings';
import { onCluster } from '../cluster/on-cluster';
import { say } from '../cluster/progress';
import { RefusalSites } from '../support/refusal-sites';
import { written } from '../support/written';

jest.mock('../../src/values/refusal', () => {
  const { withoutChecks } = jest.requireActual('./checks');
  return withoutChecks(jest.requireActual('../../src/values/refusal'));
});

/** How often each prop gets each wrong value: once for a thousand runs. */
const TIMES = Math.ceil(RUNS / 1000);
/** So many inputs wait for their verdicts while the next one is made. */
const WINDOW = 20;
/**
 * They refuse a release manifest, which is no random one, or belong to what no case has: an archive, a second drill, a drill by its own name, a source
 * that is no database, a drill or a restore of what is a restore itself, and Velero. Of tests of their own.
 */
const OF_OTHERS = new RegExp([
  '^(postgres/(barman-cloud-plugin|cloud-native-pg-operator|cnpg-operators|postgres-archive|cnpg-migration|excluded-tables|postgres-migration)|(mysql/mysql|mongo/mongo)-(archive|migration))\\.ts',
  '^(restore/(archive-place|migration-copy|velero-\\w+)|values/(velero-location|vm-database))\\.ts', 'requireOne(Restore)?Drill\\(', 'requireKept\\(',
  '`be kept as a \\$', "'be the newest or the end of a backup where",
  "refuse\\('source', (`have one (failover|restore) drill|'be kept as|'be a database (that can be restored|that its operator|whose failover))", '^restore/restore-drill.ts:\\d+ requireDnsLabel',
  "^postgres/restored-props.ts:\\d+ refuse\\('store'",
].join('|'));
/** Of what cdk8s makes, before it comes to us. */
const CDK8S = /^(Storage|Duration) amounts|convert|^Unable to create a service/;

interface Outcome {
  readonly said: Said;
  readonly error?: Error;
  readonly answer?: string;
}

onCluster('what the API server refuses', () => {
  const api = new PublicApi();
  const sites = new RefusalSites('values', 'postgres', 'mysql', 'mongo', 'restore', 'platform/database-platform.ts');
  let dryRun: DryRun;

  beforeAll(async () => {
    // of numbers above what a provider allows today
    jest.spyOn(process, 'emitWarning').mockImplementation(() => {});
    // to where a helper was called from
    Error.stackTraceLimit = 50;
    dryRun = await DryRun.inNamespaceOfItsOwn();
  });

  afterAll(async () => {
    await dryRun?.stop();
  });

  test.each([POSTGRES, MYSQL, MONGO])('is refused by $type first, with an error that names the prop', async (of) => {
    const began = Date.now();
    const [askedBefore, sentBefore] = [dryRun.asked, dryRun.sent];
    const agreement = new Agreement();
    const refusals = new Map<string, number>();
    const [bugs, nameless]: [string[], string[]] = [[], []];
    const window: Array<Promise<void>> = [];
    for (const spoil of everySpoil(api, of, SEED, TIMES)) {
      window.push(outcome(spoil.recipe, of, dryRun).then((outcomeOf) => {
        if (!outcomeOf) return;
        const { said, error, answer } = outcomeOf;
        agreement.add(spoil.prop, said);
        if (error) count(error);
        if (said === Said.ONLY_SERVER_REFUSES) bugs.push(`${spoil.prop}, ${spoil.what}: ${answer}\n${shown(spoil.recipe)}`);
        if (error && !REFUSAL.test(error.message)) nameless.push(`${spoil.prop}, ${spoil.what}: ${error.stack}`);
      }));
      if (window.length > WINDOW) await window.shift();
    }
    await Promise.all(window);

    function count(error: Error): void {
      sites.add(error);
      const prop = error.message.split(' must ')[0].replace(/\[.*?\]/g, '');
      refusals.set(prop, (refusals.get(prop) ?? 0) + 1);
    }

    say(`spoilt inputs of ${of.type}, seed ${SEED}: ${((Date.now() - began) / 1000).toFixed(1)} s, ${dryRun.asked - askedBefore} objects, `
      + `of which ${dryRun.sent - sentBefore} were sent: ${agreement.summary}`);
    agreement.lines.forEach((line) => say(`  ${line}`));
    say(`  refusals by prop: ${[...refusals].map(([prop, times]) => `${prop} ${times}`).join(', ')}`);
    expect(bugs).toEqual([]);
    expect(nameless).toEqual([]);
  });

  test('is refused at every place in the source that refuses', () => {
    const never = sites.never.filter((site) => !OF_OTHERS.test(site));
    never.forEach((site) => say(`  never refused: ${site}`));
    say(`  ${sites.count - sites.never.length} of ${sites.count} places in the source that refuse did`);
    expect(never).toEqual([]);
  });
});

/** Undefined when cdk8s cannot make one of its values. */
async function outcome(recipe: Recipe, { appOf }: Case, dryRun: DryRun): Promise<Outcome | undefined> {
  let app: App;
  let error: Error | undefined;
  try {
    app = appOf(made(recipe));
  } catch (thrown) {
    error = thrown as Error;
    if (CDK8S.test(error.message)) return undefined;
    try {
      app = pastChecks(() => appOf(made(recipe)));
    } catch {
      return { said: Said.NOT_WRITTEN, error };
    }
  }
  let manifests: any[];
  try {
    manifests = written(app);
  } catch (thrown) {
    if (!error) throw thrown;
    return { said: Said.NOT_WRITTEN, error };
  }
  const answers = await Promise.all(manifests.map(async (manifest) => {
    const { refused, warnings } = await dryRun.ask(manifest);
    const ours = warnings.filter((warning) => !isOfWorkload(manifest.kind, warning));
    return [refused, ...ours].filter((text) => text !== undefined).map((text) => `${manifest.kind}: ${text!.slice(0, 1000)}`);
  }));
  const [answer] = answers.flat();
  if (error) return { said: answer ? Said.BOTH_REFUSE : Said.ONLY_WE_REFUSE, error };
  return { said: answer ? Said.ONLY_SERVER_REFUSES : Said.BOTH_ACCEPT, answer };
}
