// How long ago the source wrote what the target does not have yet.

/** A sample each five seconds is an hour and a half; longer ago they become sparser. */
const MOST_SAMPLES = 1000;

export class ReplicationLag {
  samples = [];

  /** Seconds, after a look at where the source is and what is confirmed of it. */
  seconds(now, { at, confirmed }) {
    this.samples.push({ time: now, at });
    this.samples = this.samples.filter((sample) => sample.at > confirmed);
    // the oldest one stays
    if (this.samples.length > MOST_SAMPLES) this.samples = this.samples.filter((_, i) => i % 2 === 0);
    return this.samples.length > 0 ? (now - this.samples[0].time) / 1000 : 0;
  }
}
