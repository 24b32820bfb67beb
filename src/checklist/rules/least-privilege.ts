import { DatabaseFacts } from '../facts';
import { fail, Finding, pass, Rule, RuleGroup, unknown } from '../rule';
import { Severity } from '../severity';
import { isSeen } from '../unseen';
import { listed } from '../wording';
import { worstFinding } from '../worst-finding';

export const leastPrivilege: Rule = {
  id: 'least-privilege',
  group: RuleGroup.SECURITY,
  title: 'No superuser over the network, no role with rights that an application does not need',
  why: 'A role with excess rights turns one SQL injection into the loss of every database of the cluster.',
  fix: 'Leave superuser access off and give applications a role by grantConnect with access read-only or read-write; in YAML: '
    + 'spec.enableSuperuserAccess: false, and no superuser, createrole, createdb, replication or bypassrls in spec.managed.roles and in a DatabaseRole.',
  source: 'Running Databases on Kubernetes guide, 12; CloudNativePG 1.30 docs, Security, PostgreSQL; PostgreSQL 18 docs, Role Attributes',
  costly: false,
  severity: Severity.EXPOSURE,
  check: ({ superuserAccess, superusersOfOperator, roles }) => worstFinding([
    superuser(superuserAccess, superusersOfOperator),
    ...roles.map(({ name, excess }) => (excess.length > 0 ? fail(`role "${name}" has ${listed(excess)}`) : pass(`role "${name}" has no excess rights`))),
  ]),
};

function superuser(access: DatabaseFacts['superuserAccess'], ofOperator = 'nobody may log in as superuser'): Finding {
  if (!isSeen(access)) return unknown(access.what);
  return access === undefined ? pass(ofOperator) : fail(access);
}
