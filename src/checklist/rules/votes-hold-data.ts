import { fail, pass, Rule, RuleGroup } from '../rule';
import { Severity } from '../severity';
import { counted } from '../wording';

export const votesHoldData: Rule = {
  id: 'votes-hold-data',
  group: RuleGroup.BEYOND_THE_GUIDE,
  title: 'Every member that votes holds data',
  why: 'An arbiter makes a primary that no majority of the data stands behind: writes that wait for a majority then wait until members come back, those that do not may be rolled back, '
    + 'and caches fill while the majority lags. It saves one volume and survives the loss of no more members than an odd number without it.',
  fix: 'Leave arbiter out and set instances to 3 or 5; in YAML: no arbiters, and an odd number of members with data.',
  source: 'MongoDB docs, Manual 8.0, Replica Set Arbiter; Mitigate Performance Issues with PSA Replica Set',
  costly: true,
  severity: Severity.OUTAGE,
  // of what does not run there is nothing to say
  judges: ({ arbiters, instances }) => arbiters !== undefined && instances > 0,
  check: ({ arbiters = 0, instances }) => {
    if (arbiters === 0) return pass(`${counted(instances, 'instance')}, and nobody else votes`);
    const majority = Math.floor((instances + arbiters) / 2) + 1;
    return fail(`${counted(arbiters, 'arbiter')} beside ${counted(instances, 'instance')}: writes wait for ${majority} of them, and ${majority - arbiters} ${majority - arbiters === 1 ? 'is' : 'are'} enough for a primary`);
  },
};
