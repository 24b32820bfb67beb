import { OperatorOf } from '../checklist/readers/operators';

/** Percona Operator for MongoDB 1.22.0, deploy/cw-bundle.yaml. Replica sets elect their primaries without it; it makes the backups. */
export const PERCONA_SERVER_MONGODB: OperatorOf & { readonly version: string } = {
  operator: 'Percona Operator for MongoDB', version: '1.22.0', deployment: 'percona-server-mongodb-operator', image: 'percona-server-mongodb-operator',
};

/** MongoDB Controllers for Kubernetes 1.10.0, public/mongodb-kubernetes.yaml. */
export const MONGODB_KUBERNETES: OperatorOf & { readonly version: string } = {
  operator: 'MongoDB Controllers for Kubernetes', version: '1.10.0', deployment: 'mongodb-kubernetes-operator', image: 'mongodb-kubernetes',
};

const NAME = 'app.kubernetes.io/name';

/** What its pods carry by the release manifest (deploy/cw-bundle.yaml, 1.22.0). */
export const PERCONA_OPERATOR_LABELS = { [NAME]: 'percona-server-mongodb-operator' };

/** Its pods, installed by the release manifest or by the chart (percona-helm-charts, psmdb-operator, templates/_helpers.tpl). */
export const PERCONA_OPERATOR_PODS = { matchExpressions: [{ key: NAME, operator: 'In', values: [PERCONA_OPERATOR_LABELS[NAME], 'psmdb-operator'] }] };

/** Image of the agent of Percona Backup for MongoDB that 1.22.0 is tested with (e2e-tests/release_versions). */
export const BACKUP_IMAGE = 'percona/percona-backup-mongodb:2.12.0';

/** Image of the client of PMM 3 in its deploy/cr.yaml. */
export const PMM_CLIENT = 'percona/pmm-client:3.6.0';
