import { OperatorRelease } from '../parts/operator-release';

/** What else is known of an operator than its release. */
export interface PostgresOperator extends OperatorRelease {
  /** Last part of its image's name, and of `app.kubernetes.io/name` in its chart. */
  readonly image: string;
  /** The port that its leader alone opens, where the others do not serve; undefined where all do. */
  readonly leaderPort?: number;
}

/** Every replica answers the webhooks; the leader reconciles. */
export const CLOUD_NATIVE_PG: PostgresOperator = {
  operator: 'CloudNativePG',
  version: '1.30.0',
  deployment: 'cnpg-controller-manager',
  image: 'cloudnative-pg',
  url: 'https://raw.githubusercontent.com/cloudnative-pg/cloudnative-pg/release-1.30/releases/cnpg-1.30.0.yaml',
};

/** The leader alone opens the port that CloudNativePG calls (internal/cnpgi/operator/manager.go, 0.14.0). */
export const BARMAN_CLOUD: PostgresOperator = {
  operator: 'Barman Cloud plugin',
  version: '0.14.0',
  deployment: 'barman-cloud',
  image: 'plugin-barman-cloud',
  leaderPort: 9090,
  url: 'https://github.com/cloudnative-pg/plugin-barman-cloud/releases/download/v0.14.0/manifest.yaml',
};

/** A primary and its operator on one node are lost together (CloudNativePG 1.30, docs/src/labels_annotations.md). */
export const PRIMARIES = { 'cnpg.io/instanceRole': 'primary' };
