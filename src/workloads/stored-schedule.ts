import { ScheduleFacts, StoreFacts } from '../checklist/facts';
import { Seen } from '../checklist/unseen';

/** A schedule with the store that it writes to. */
export interface StoredSchedule extends ScheduleFacts {
  readonly of?: Seen<StoreFacts>;
}
