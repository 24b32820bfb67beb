// One pod at a time does a phase: a Lease that it holds and renews. A pod whose node was lost may run on for a while; it stops before another one takes over, which
// waits for as long by its own clock from the last renewal that it saw: what the clocks of two nodes say is not compared.
import { setTimeout as pause } from 'node:timers/promises';

const HELD_SECONDS = 30;
const RENEW_SECONDS = 5;
/** Without an answer for so long the holder stops, well before somebody else may begin. */
const GIVE_UP_SECONDS = 20;
/** For so long after the last renewal nobody else can have it, with two seconds for clocks that do not run alike. */
const SURE_SECONDS = HELD_SECONDS - 2;

export class MigrationLease {
  constructor(kubernetes, { namespace, state }, holder) {
    this.kubernetes = kubernetes;
    this.of = { api: 'coordination.k8s.io/v1', namespace, kind: 'leases', name: state };
    this.holder = holder;
  }

  /** Waits until nobody else holds it, and holds it; `lost` is called with an error when it cannot be kept. */
  async hold(lost) {
    while (!await this.keep()) await pause(1000);
    const renew = async () => {
      try {
        if (!await this.keep()) lost(new Error('another pod does this phase'));
      } catch (error) {
        console.log(`the lease is not renewed: ${error.message}`);
      }
    };
    this.timer = setInterval(() => {
      if (performance.now() - this.kept > GIVE_UP_SECONDS * 1000) lost(new Error(`the lease was not renewed for ${GIVE_UP_SECONDS} s`));
      void renew();
    }, RENEW_SECONDS * 1000);
  }

  /** Whether nobody else can hold it yet, without asking. */
  get isSure() {
    return performance.now() - this.kept < SURE_SECONDS * 1000;
  }

  /** Throws when somebody else may do the phase by now. */
  async requireHeld() {
    if (performance.now() - this.kept < RENEW_SECONDS * 2 * 1000) return;
    if (!await this.keep()) throw new Error('another pod does this phase');
  }

  async release() {
    clearInterval(this.timer);
    const lease = this.timer && await this.kubernetes.get(this.of);
    // another pod's by now
    if (lease?.spec?.holderIdentity !== this.holder) return;
    await this.write(lease.metadata.resourceVersion, { holderIdentity: '', renewTime: microTime(), leaseDurationSeconds: 1 });
  }

  /** Whether it is this pod's, counted from before it was asked: others count from when they see it. */
  async keep() {
    const asked = performance.now();
    if (!await this.take()) return false;
    this.kept = asked;
    return true;
  }

  async take() {
    const lease = await this.kubernetes.get(this.of);
    if (!lease) throw new Error(`there is no Lease ${this.of.name}: apply the migration's manifests`);
    const { holderIdentity, renewTime, leaseDurationSeconds = HELD_SECONDS } = lease.spec ?? {};
    // somebody else had it meanwhile, and has it no more: what this pod knows is old
    if (this.kept !== undefined && holderIdentity !== this.holder) return false;
    if (holderIdentity && holderIdentity !== this.holder && !this.isOver(`${holderIdentity} ${renewTime}`, leaseDurationSeconds)) {
      console.log(`waiting for ${holderIdentity}, which does a phase`);
      return false;
    }
    try {
      await this.write(lease.metadata.resourceVersion, { holderIdentity: this.holder, renewTime: microTime(), leaseDurationSeconds: HELD_SECONDS });
      return true;
    } catch (error) {
      // somebody was faster
      if (error.status === 409) return false;
      throw error;
    }
  }

  /** Whether nobody has renewed it for its time. */
  isOver(renewal, seconds) {
    if (this.seen?.renewal !== renewal) this.seen = { renewal, at: performance.now() };
    return performance.now() - this.seen.at > seconds * 1000;
  }

  async write(resourceVersion, spec) {
    await this.kubernetes.patch(this.of, { metadata: { resourceVersion }, spec });
  }
}

/** Times of a Lease have six digits after the point (k8s.io/apimachinery, meta/v1, RFC3339Micro). */
function microTime() {
  return new Date().toISOString().replace('Z', '000Z');
}
