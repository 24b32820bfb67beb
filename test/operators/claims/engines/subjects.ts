import { engineCertificateClaims, engineClientClaims } from './certificates';
import { engineBudgetClaims, engineMonitorClaims, enginePolicyClaims, engineServiceClaims } from './network';
import { engineNameClaims, engineObjectClaims } from './objects';
import { enginePodClaims } from './pods';
import { Scene } from '../../scene';
import { applyClaims } from '../apply';
import { Claim } from '../claim';
import { reportClaims } from '../reports';
import { secretClaims } from '../secrets';

/** All that is compared of MySQL and MongoDB. */
export const ENGINE_SUBJECTS: ReadonlyArray<readonly [sentence: string, of: (scene: Scene) => Generator<Claim>]> = [
  ['endpoints are Services that lead to the pods they promise', engineServiceClaims],
  ['names that the operator takes are kept', engineNameClaims],
  ['the operator makes what is said and nothing twice, and leaves ours alone', engineObjectClaims],
  ['every pod has one budget', engineBudgetClaims],
  ['NetworkPolicies select the operator\'s pods and open their ports to who has to come in', enginePolicyClaims],
  ['what grantConnect gives a workload leads to the database', engineClientClaims],
  ['PodMonitors find each pod once', engineMonitorClaims],
  ['every key of a Secret or ConfigMap that anything reads is there', secretClaims],
  ['the server certificate is for every endpoint, and the CA verifies it', engineCertificateClaims],
  ['the operator copies into pods and volumes what was meant', enginePodClaims],
  ['applied again, nothing changes', applyClaims],
  ['no operator reports an error', reportClaims],
];
