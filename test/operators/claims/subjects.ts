import { accessClaims } from './access';
import { applyClaims } from './apply';
import { budgetClaims } from './budgets';
import { certificateClaims } from './certificates';
import { Claim } from './claim';
import { clientClaims } from './clients';
import { monitorClaims } from './monitors';
import { networkPolicyClaims } from './network-policies';
import { podClaims } from './pods';
import { reportClaims } from './reports';
import { reservedNameClaims } from './reserved-names';
import { scheduleClaims } from './schedules';
import { secretClaims } from './secrets';
import { seriesClaims } from './series';
import { serviceClaims } from './services';
import { tuningClaims } from './tuning';
import { Scene } from '../scene';

/** All that is compared. */
export const SUBJECTS: ReadonlyArray<readonly [sentence: string, of: (scene: Scene) => Generator<Claim>]> = [
  ['endpoints are Services that lead to the pods they promise', serviceClaims],
  ['names that the operator takes are kept', reservedNameClaims],
  ['every pod that there are several of has one budget, none has two', budgetClaims],
  ['NetworkPolicies select the operator\'s pods and open their ports to who has to come in', networkPolicyClaims],
  ['what grantConnect gives a workload leads to the database', clientClaims],
  ['PodMonitors find each instance and pooler once', monitorClaims],
  ['alert rules and dashboards ask for names that exist', seriesClaims],
  ['every key of a Secret or ConfigMap that anything reads is there', secretClaims],
  ['instances may read every Secret and ConfigMap that their Cluster names', accessClaims],
  ['the server certificate is for every endpoint, and the CA verifies it', certificateClaims],
  ['the operator copies into pods and volumes what was meant', podClaims],
  ['backups are asked for when they were meant', scheduleClaims],
  ['kernel settings reach the nodes of the pool', tuningClaims],
  ['applied again, nothing changes', applyClaims],
  ['no operator reports an error', reportClaims],
];
