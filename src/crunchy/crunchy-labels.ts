import { Manifest } from '../checklist/manifests';
import { Labels } from '../checklist/readers/label-selector';

const PREFIX = 'postgres-operator.crunchydata.com';

/** An instance set of a spec; a set without a name is `00` (v1beta1 defaults, PGO 6.0.3). */
export interface InstanceSet {
  readonly set: any;
  readonly name: string;
  readonly labels: Labels;
}

/** Labels of instances' pods, of any role (internal/naming/labels.go, PGO 6.0.3). */
export function instanceSets({ metadata: { name: cluster } }: Manifest, spec: any): InstanceSet[] {
  return (spec.instances ?? []).map((set: any, i: number) => {
    const name = set.name || String(i).padStart(2, '0');
    return {
      set,
      name,
      labels: {
        ...spec.metadata?.labels,
        ...set.metadata?.labels,
        [`${PREFIX}/cluster`]: cluster,
        [`${PREFIX}/data`]: 'postgres',
        [`${PREFIX}/instance-set`]: name,
        [`${PREFIX}/patroni`]: `${cluster}-ha`,
        ...(spec.instrumentation && { [`${PREFIX}/crunchy-otel-collector`]: 'true' }),
        ...(spec.monitoring?.pgmonitor?.exporter && { [`${PREFIX}/crunchy-postgres-exporter`]: 'true' }),
      },
    };
  });
}

/** What Patroni sets on an instance's pod, as long as it has the role (internal/naming/labels.go, PGO 6.0.3). */
export const INSTANCE_ROLES: readonly Labels[] = ['master', 'primary', 'replica'].map((role) => ({ [`${PREFIX}/role`]: role }));

/** Of the pod that takes the backups and serves repositories on volumes. */
export function repoHostLabels({ metadata: { name } }: Manifest, spec: any): Labels {
  return {
    ...spec.metadata?.labels,
    ...spec.backups?.pgbackrest?.metadata?.labels,
    [`${PREFIX}/cluster`]: name,
    [`${PREFIX}/data`]: 'pgbackrest',
    [`${PREFIX}/pgbackrest`]: '',
    [`${PREFIX}/pgbackrest-dedicated`]: '',
  };
}

export function poolerLabels({ metadata: { name } }: Manifest, spec: any): Labels {
  return { ...spec.metadata?.labels, ...spec.proxy?.pgBouncer?.metadata?.labels, [`${PREFIX}/cluster`]: name, [`${PREFIX}/role`]: 'pgbouncer' };
}
