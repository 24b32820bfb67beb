import { casesOf, RuleCase } from './rule-case';
import { DatabaseFacts } from '../../../src/checklist/facts';
import { OperatorDeploymentFacts } from '../../../src/checklist/operators-facts';
import { Unseen } from '../../../src/checklist/unseen';
import { OPERATOR } from '../../support/good-facts';

const WHAT = OPERATOR.what;
const PLUGIN: OperatorDeploymentFacts = {
  ...OPERATOR, what: 'Deployment cnpg-system/barman-cloud', onlyLeaderReady: true, budgets: { doubled: [], blocking: [] },
};
const UNSEEN = new Unseen('Nothing in the input runs CloudNativePG; add its manifest.');

function operator(changed: Partial<OperatorDeploymentFacts>, of = OPERATOR): Partial<DatabaseFacts> {
  return { operators: { needed: [{ name: 'CloudNativePG', deployment: { ...of, ...changed } }] } };
}

function both(operatorIs: OperatorDeploymentFacts | Unseen, pluginIs: OperatorDeploymentFacts | Unseen, attested?: string): Partial<DatabaseFacts> {
  return { operators: { needed: [{ name: 'CloudNativePG', deployment: operatorIs }, { name: 'Barman Cloud plugin', deployment: pluginIs }], attested } };
}

export const BEYOND_CASES: RuleCase[] = [...casesOf('votes-hold-data',
  ['nobody votes but who has data', { arbiters: 0 }, 'pass', '3 instances, and nobody else votes'],
  ['an arbiter votes beside four', { arbiters: 1, instances: 4 }, 'fail', '1 arbiter beside 4 instances: writes wait for 3 of them, and 2 are enough for a primary'],
  ['an arbiter votes beside two', { arbiters: 1, instances: 2 }, 'fail', '1 arbiter beside 2 instances: writes wait for 2 of them, and 1 is enough for a primary'],
), ...casesOf('operators-survive',
  ['there is none', { operators: { needed: [] } }, 'pass', 'it has no operator that could be lost'],
  ['it runs twice, apart, and moves soon', {}, 'pass', `${WHAT}: 2 replicas on different nodes, off a lost one after 10 s`],
  ['the plugin does, too, without a budget', both(OPERATOR, PLUGIN), 'pass',
    `${WHAT}: 2 replicas on different nodes, off a lost one after 10 s; ${PLUGIN.what}: 2 replicas on different nodes, off a lost one after 10 s`],
  ['it runs as its release has it', operator({ replicas: 1, apart: false, leavesLostNodeAfterSeconds: 300, priorityClass: undefined, budgets: PLUGIN.budgets }), 'fail',
    `${WHAT}: it has 1 replica, fewer than 2, nothing keeps its pods off one node, its pods stay bound to a lost node for 300 s, longer than 30 s, `
    + 'it has no priorityClassName, no PodDisruptionBudget selects its pods'],
  ['its pods may share a node', operator({ apart: false }), 'fail', `${WHAT}: nothing keeps its pods off one node`],
  ['they share one when no other is left', operator({ apart: false, lacksMinDomains: true }), 'fail',
    `${WHAT}: its topologySpreadConstraint lets all pods onto one node when no other is left, and needs minDomains: 2`],
  ['it elects no leader', operator({ allAct: true }), 'fail', `${WHAT}: its pods run without --leader-elect, and all of them act at once`],
  ['the plugin is updated one by one', operator({ updateHangs: true }, PLUGIN), 'fail',
    `${PLUGIN.what}: a rolling update of it never ends, because only the leader is ever Ready; its strategy must be Recreate`],
  ['it stays for 30 s', operator({ leavesLostNodeAfterSeconds: 30 }), 'pass', `${WHAT}: 2 replicas on different nodes, off a lost one after 30 s`],
  ['it stays for 31 s', operator({ leavesLostNodeAfterSeconds: 31 }), 'fail', `${WHAT}: its pods stay bound to a lost node for 31 s, longer than 30 s`],
  ['it stays for ever', operator({ leavesLostNodeAfterSeconds: Infinity }), 'fail', `${WHAT}: its pods stay bound to a lost node for ever, longer than 30 s`],
  ['a budget never lets a pod go', operator({ budgets: { by: 'b', doubled: [], blocking: ['b'] } }), 'fail', `${WHAT}: "b" never lets a pod go`],
  ['two budgets select its pods', operator({ budgets: { by: 'b, c', doubled: ['b', 'c'], blocking: [] } }), 'fail', `${WHAT}: "b" and "c" select the same pods`],
  ['a budget holds the plugin\'s leader', operator({ budgets: { by: 'b', doubled: [], blocking: ['b'] } }, PLUGIN), 'fail',
    `${PLUGIN.what}: "b" never lets the leader go`],
  ['the plugin is Ready before it leads', both(OPERATOR, { ...PLUGIN, onlyLeaderReady: false, readyTooSoon: true, budgets: OPERATOR.budgets }), 'fail',
    `${PLUGIN.what}: its pods are Ready before they lead, and calls go to one that refuses them`],
  ['none is in the input', both(UNSEEN, UNSEEN), 'unknown', 'Nothing in the input runs CloudNativePG; add its manifest; Nothing in the input runs CloudNativePG; add its manifest'],
  ['somebody vouches for both', both(UNSEEN, UNSEEN, 'the platform team'), 'pass', 'CloudNativePG and Barman Cloud plugin: the platform team', true],
  ['somebody vouches for the one that is not there', both(OPERATOR, UNSEEN, 'the platform team'), 'pass',
    `${WHAT}: 2 replicas on different nodes, off a lost one after 10 s; Barman Cloud plugin: the platform team`, true],
  ['somebody vouches for what is there anyway', both(OPERATOR, PLUGIN, 'the platform team'), 'pass',
    `${WHAT}: 2 replicas on different nodes, off a lost one after 10 s; ${PLUGIN.what}: 2 replicas on different nodes, off a lost one after 10 s`],
  ['somebody vouches for one that is there and does not', both({ ...OPERATOR, replicas: 1 }, UNSEEN, 'the platform team'), 'fail',
    `${WHAT}: it has 1 replica, fewer than 2`],
)];
