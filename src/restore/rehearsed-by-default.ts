import { NOT_FOR_PRODUCTION } from '../checklist/waivers';
import type { DatabasePlatform } from '../platform/database-platform';
import { RestoreDrillPlan } from '../values/restore-drill-plan';
import { Waiver } from '../values/waiver';

interface Drilled {
  readonly platform: DatabasePlatform;
  readonly restoreDrill?: RestoreDrillPlan;
  readonly waivers?: readonly Waiver[];
}

/** Whether a database has a restore drill: as it says, and by default where it can have one, unless the checklist is not to ask for it. */
export function isRehearsed({ platform, restoreDrill: plan, waivers = [] }: Drilled, canBeDrilled: () => boolean): boolean {
  if (plan) return plan.enabled;
  if (waivers.some(({ rule }) => rule === 'restore-drill' || rule === NOT_FOR_PRODUCTION)) return false;
  return platform._createsNamespaces && canBeDrilled();
}
