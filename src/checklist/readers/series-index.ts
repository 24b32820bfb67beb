import { labelPattern } from './label-pattern';
import { LabelMatcher, matchesSeries } from './promql';

/** Labels of a time series. */
export type Series = Readonly<Record<string, string>>;

/** Something that is about the time series which the matchers accept. */
export interface Watching<T> {
  readonly matchers: readonly LabelMatcher[];
  readonly of: T;
}

/** What watches a series, found without looking at everything. */
export class SeriesIndex<T> {
  private readonly namespaces = new Map<string, Watchers<T>>();

  /**
   * @param labels those that tell one database's series from another's; what is asked of other labels is not looked at
   */
  constructor(watching: ReadonlyArray<Watching<T>>, private readonly labels: readonly string[]) {
    const shelves = watching.map(({ matchers }) => this.shelvesFor(matchers));
    for (const each of shelves) for (const shelf of each) shelf.uses++;
    watching.forEach((each, i) => {
      // where the fewest are: a thousand databases in one namespace have a thousand times the same alerts
      const shelf = shelves[i].reduce<Shelf<T> | undefined>((a, b) => (a && a.uses <= b.uses ? a : b), undefined);
      (shelf ?? this.watchersOf(each.matchers).others).holds.push(each);
    });
  }

  /** What watches the series. */
  public find(series: Series): Array<Watching<T>> {
    const found: Array<Watching<T>> = [];
    this.findIn(this.namespaces.get(''), series, found);
    if (series.namespace) this.findIn(this.namespaces.get(series.namespace), series, found);
    return found;
  }

  private findIn(watchers: Watchers<T> | undefined, series: Series, found: Array<Watching<T>>): void {
    if (!watchers) return;
    this.take(watchers.others, series, found);
    for (const { label, lengths, starts } of watchers.labels) {
      const value = series[label];
      if (value) for (const length of lengths) if (length <= value.length) this.take(starts.get(value.slice(0, length)), series, found);
    }
  }

  private take(shelf: Shelf<T> | undefined, series: Series, found: Array<Watching<T>>): void {
    if (shelf) for (const each of shelf.holds) if (this.accepts(each.matchers, series)) found.push(each);
  }

  private accepts(matchers: readonly LabelMatcher[], series: Series): boolean {
    for (const matcher of matchers) {
      if (!this.labels.includes(matcher.label)) continue;
      const value = series[matcher.label];
      // series of another kind lack the label, and so prove nothing about whom it keeps out
      if (value === undefined && matcher.op.startsWith('!')) return false;
      if (!matchesSeries(matcher, value ?? '')) return false;
    }
    return true;
  }

  private shelvesFor(matchers: readonly LabelMatcher[]): Array<Shelf<T>> {
    const shelves: Array<Shelf<T>> = [];
    for (const matcher of matchers) {
      if (matcher.label === 'namespace' || !this.labels.includes(matcher.label)) continue;
      const start = startOf(matcher);
      if (start) shelves.push(shelfOf(this.watchersOf(matchers), matcher.label, start));
    }
    return shelves;
  }

  /** Filed under no namespace where the matchers do not name exactly one. */
  private watchersOf(matchers: readonly LabelMatcher[]): Watchers<T> {
    const namespace = matchers.find(({ label, op }) => label === 'namespace' && op === '=')?.value ?? '';
    let watchers = this.namespaces.get(namespace);
    if (!watchers) this.namespaces.set(namespace, watchers = { labels: [], others: { uses: 0, holds: [] } });
    return watchers;
  }
}

interface Watchers<T> {
  readonly labels: Array<LabelStarts<T>>;
  readonly others: Shelf<T>;
}

interface LabelStarts<T> {
  readonly label: string;
  /** Of the starts. */
  readonly lengths: Set<number>;
  readonly starts: Map<string, Shelf<T>>;
}

interface Shelf<T> {
  /** How many could be put here. */
  uses: number;
  readonly holds: Array<Watching<T>>;
}

function shelfOf<T>({ labels }: Watchers<T>, label: string, start: string): Shelf<T> {
  let starting = labels.find((each) => each.label === label);
  if (!starting) labels.push(starting = { label, lengths: new Set(), starts: new Map() });
  let shelf = starting.starts.get(start);
  if (!shelf) {
    starting.lengths.add(start.length);
    starting.starts.set(start, shelf = { uses: 0, holds: [] });
  }
  return shelf;
}

/** What every value begins with that passes; empty when nothing can be said. */
function startOf({ op, value }: LabelMatcher): string {
  if (op === '=') return value;
  return op === '=~' ? labelPattern(value).start : '';
}
