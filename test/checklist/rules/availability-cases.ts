import { casesOf, RuleCase } from './rule-case';
import { GOOD } from '../../support/good-facts';

export const AVAILABILITY_CASES: RuleCase[] = [
  ...casesOf('three-instances',
    ['there are three', {}, 'pass', '3 instances'],
    ['there are two', { instances: 2 }, 'fail', '2 instances, fewer than 3'],
    ['there is one', { instances: 1 }, 'fail', '1 instance, fewer than 3'],
  ),
  ...casesOf('disruption-budget',
    ['the operator makes them', {}, 'pass', 'budgets that the operator makes'],
    ['there is none', { budgets: { doubled: [], blocking: [] } }, 'fail', 'no PodDisruptionBudget selects its pods'],
    ['a second one selects the same pods', { budgets: { ...GOOD.budgets, doubled: ['mine'] } }, 'fail', '"mine" selects pods that another budget selects too'],
    ['one never lets a pod go', { budgets: { by: '"mine"', doubled: [], blocking: ['mine'] } }, 'fail', '"mine" never lets a pod go'],
  ),
  ...casesOf('spread-across-nodes-and-zones',
    ['both are required', {}, 'pass', 'spread across nodes is required; spread over zones is required'],
    ['zones are only preferred', { placement: { ...GOOD.placement, acrossZones: 'preferred' } }, 'fail',
      'spread over zones is only preferred: all instances may be in one'],
    ['nodes are only preferred', { placement: { ...GOOD.placement, acrossNodes: 'preferred' } }, 'fail',
      'spread across nodes is only preferred: two instances may share one'],
    ['nodes are not asked for', { placement: { ...GOOD.placement, acrossNodes: 'none' } }, 'fail', 'nothing keeps two instances off one node'],
    ['zones are not asked for', { placement: { ...GOOD.placement, acrossZones: 'none' } }, 'fail', 'nothing spreads the instances over zones'],
  ),
  ...casesOf('failover-drill',
    ['a drill rehearses it', {}, 'pass', 'rehearsed by "orders-failover-drill"'],
    ['no drill does', { drills: { ...GOOD.drills, failover: [] } }, 'fail', 'no drill rehearses its failover'],
  ),
];
