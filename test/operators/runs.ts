import { Manifest, Manifests } from '../../src/checklist/manifests';
import { Kubernetes } from '../cluster/kubernetes';
import { until } from '../cluster/until';

const SECONDS = 240;

/** What a drill's program makes; see the contract `Rehearsal`. */
interface Drill {
  readonly name: string;
  readonly namespace: string;
  readonly objects: ReadonlyArray<{ readonly manifest: Manifest }>;
  readonly verification: ReadonlyArray<{ readonly manifest: Manifest }>;
}

/** A run of each CronJob, in the middle: what a restore drill's program makes in it is there, as programs/drill.mjs makes it, and stays. */
export class Runs {
  public static async begin(claimed: Manifests, kubernetes: Kubernetes): Promise<Runs> {
    const runs = new Runs(kubernetes);
    for (const cronJob of claimed.ofKind('batch', 'CronJob')) await runs.run(cronJob);
    for (const drill of drillsIn(claimed)) await runs.make(drill, drill.objects);
    return runs;
  }

  /** In the order in which it was made. */
  public readonly made: Manifest[] = [];

  private constructor(private readonly kubernetes: Kubernetes) {}

  /** What looks at the restored databases, when they are there. */
  public async verify(claimed: Manifests): Promise<void> {
    for (const drill of drillsIn(claimed)) await this.make(drill, drill.verification);
  }

  /** As `kubectl create job --from` does. The CronJob does not control it, and takes it for none of its own. */
  private async run(cronJob: Manifest): Promise<void> {
    const { metadata: { name, namespace, uid } } = await this.kubernetes.find(cronJob);
    const { metadata, spec } = cronJob.spec.jobTemplate;
    const owner = { apiVersion: 'batch/v1', kind: 'CronJob', name, uid };
    const job = { apiVersion: 'batch/v1', kind: 'Job', metadata: { ...metadata, name: runOf(name), namespace, ownerReferences: [owner] }, spec };
    await this.kubernetes.apply(job);
    this.made.push(job);
  }

  /** As the program's ServiceAccount, whose pod owns it all. */
  private async make({ name, namespace }: Drill, objects: Drill['objects']): Promise<void> {
    const pod = await until(`the pod of restore drill ${namespace}/${name}`, async () => (
      (await this.kubernetes.all('v1', 'Pod', { namespace, labelSelector: `batch.kubernetes.io/job-name=${runOf(name)}` }))[0]), { seconds: SECONDS });
    const owner = { apiVersion: 'v1', kind: 'Pod', name: pod.metadata.name, uid: pod.metadata.uid };
    const program = this.kubernetes.as(namespace, pod.spec.serviceAccountName);
    for (const { manifest } of objects) {
      const metadata = { ...manifest.metadata, labels: { ...manifest.metadata.labels, 'cdk8s-databases.io/drill': name }, ownerReferences: [owner] };
      await program.make({ ...manifest, metadata });
      this.made.push(manifest);
    }
  }
}

/** What programs of restore drills read. */
function drillsIn(claimed: Manifests): Drill[] {
  return claimed.ofKind('', 'ConfigMap').flatMap(({ data }) => (data?.['drill.json'] ? [JSON.parse(data['drill.json'])] : []));
}

function runOf(cronJob: string): string {
  return `${cronJob}-now`;
}
