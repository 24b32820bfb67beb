// Measures the parts of a copy.

/** Seconds, to a tenth. */
export class Clock {
  constructor() {
    this.began = Date.now();
    this.last = this.began;
  }

  lap() {
    const now = Date.now();
    const seconds = Math.round((now - this.last) / 100) / 10;
    this.last = now;
    return seconds;
  }

  total() {
    return Math.round((Date.now() - this.began) / 100) / 10;
  }
}
