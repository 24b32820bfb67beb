import { OperatorConfiguration } from './operator-configuration';
import { poolersOf } from './spilo-containers';
import { Manifest } from '../checklist/manifests';

export interface SpiloLabels {
  readonly primary: Readonly<Record<string, string>>;
  readonly replica: Readonly<Record<string, string>>;
  /** Of its poolers' pods, by the suffix of the pooler's name. */
  readonly poolers: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** Labels of a database's pods (labelsSet and connectionPoolerLabels, pkg/cluster, postgres-operator 2.0.1). */
export function labelsOf(database: Manifest, spec: any, configuration: OperatorConfiguration): SpiloLabels {
  const { name, labels = {} } = database.metadata;
  const clusterLabels = configuration.pairs('cluster_labels');
  const inherited = configuration.words('inherited_labels').filter((key) => key in labels).map((key) => [key, String(labels[key])]);
  const of = {
    ...(Object.keys(clusterLabels).length > 0 ? clusterLabels : { application: 'spilo' }),
    [configuration.text('cluster_name_label') ?? 'cluster-name']: name,
    ...(spec.teamId === undefined ? {} : { team: spec.teamId }),
    ...Object.fromEntries(inherited),
  };
  const role = configuration.text('pod_role_label') ?? 'spilo-role';
  return {
    primary: { ...of, [role]: 'master' },
    replica: { ...of, [role]: 'replica' },
    poolers: Object.fromEntries(poolersOf(spec).map((suffix) => [suffix, {
      ...of, 'application': 'db-connection-pooler', 'connection-pooler': `${name}${suffix}`, [role]: suffix === '-pooler' ? 'master' : 'replica',
    }])),
  };
}
