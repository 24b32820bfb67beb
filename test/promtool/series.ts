/** What a series shows at a minute; undefined: it is not there. */
export type Values = (minute: number) => number | undefined;

/** The series that Prometheus holds in a case. */
export class Series {
  private readonly values = new Map<string, Values>();

  /** Adds a series; a number stays what it is. */
  public add(metric: string, labels: Record<string, string>, values: Values | number): this {
    const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(',');
    this.values.set(`${metric}{${matchers}}`, typeof values === 'number' ? () => values : values);
    return this;
  }

  /** Gives other values to the series that match, of which there is at least one. */
  public set(pattern: RegExp, values: Values | number): this {
    for (const series of this.matching(pattern)) this.values.set(series, typeof values === 'number' ? () => values : values);
    return this;
  }

  /** Lets the series that match be there only at some minutes. */
  public only(pattern: RegExp, when: (minute: number) => boolean): this {
    for (const series of this.matching(pattern)) {
      const values = this.values.get(series)!;
      this.values.set(series, minute => when(minute) ? values(minute) : undefined);
    }
    return this;
  }

  /** As promtool reads them; a series that ends is marked stale, as Prometheus does when a target goes. */
  public render(minutes: number): { series: string; values: string }[] {
    return [...this.values].map(([series, values]) => {
      let there = false;
      const samples = Array.from({ length: minutes + 1 }, (_, minute) => {
        const value = values(minute);
        const sample = value !== undefined ? String(value) : there ? 'stale' : '_';
        there = value !== undefined;
        return sample;
      });
      return { series, values: samples.join(' ') };
    });
  }

  private matching(pattern: RegExp): string[] {
    const found = [...this.values.keys()].filter(series => pattern.test(series));
    if (found.length === 0) throw new Error(`no series matches ${pattern}`);
    return found;
  }
}
