import { Labels, LabelSelector, selects } from './label-selector';
import { Manifest, Manifests } from '../manifests';

/** A kind whose objects select others by their labels. */
export interface SelectingKind {
  readonly group: string;
  readonly kind: string;
  selectorOf(manifest: Manifest): LabelSelector | undefined;
  /** Where the selected objects are; undefined for every namespace. */
  namespacesOf(manifest: Manifest): readonly string[] | undefined;
}

const EVERYWHERE = '';
const indexes = new WeakMap<Manifests, Map<SelectingKind, Map<string, SelectorIndex>>>();

/** Objects of a kind that select what has these labels in that namespace, in the order of the input. */
export function selecting(among: Manifests, kind: SelectingKind, namespace: string, labels: Labels): Manifest[] {
  const index = indexOf(among, kind);
  const found: Entry[] = [];
  index.get(namespace)?.find(labels, found);
  index.get(EVERYWHERE)?.find(labels, found);
  return found.sort((a, b) => a.order - b.order).map((entry) => entry.manifest);
}

function indexOf(among: Manifests, kind: SelectingKind): Map<string, SelectorIndex> {
  let kinds = indexes.get(among);
  if (!kinds) indexes.set(among, kinds = new Map());
  let index = kinds.get(kind);
  if (!index) kinds.set(kind, index = makeIndex(among, kind));
  return index;
}

function makeIndex(among: Manifests, kind: SelectingKind): Map<string, SelectorIndex> {
  const entries = new Map<string, Entry[]>();
  among.ofKind(kind.group, kind.kind).forEach((manifest, order) => {
    const selector = kind.selectorOf(manifest);
    if (!selector) return;
    for (const namespace of new Set(kind.namespacesOf(manifest) ?? [EVERYWHERE])) {
      const entry = { manifest, selector, order };
      const same = entries.get(namespace);
      if (same) same.push(entry); else entries.set(namespace, [entry]);
    }
  });
  return new Map([...entries].map(([namespace, same]) => [namespace, new SelectorIndex(same)]));
}

interface Entry {
  readonly manifest: Manifest;
  readonly selector: LabelSelector;
  readonly order: number;
}

/**
 * Selectors filed under the rarest label that they ask for: a thousand databases in one namespace have a thousand
 * policies, and each database should be compared with its own only.
 */
class SelectorIndex {
  private readonly byLabel = new Map<string, Map<string, Shelf>>();
  private readonly others: Shelf = { uses: 0, holds: [] };

  constructor(entries: readonly Entry[]) {
    const shelves = entries.map(({ selector }) => this.shelvesFor(selector));
    for (const each of shelves) for (const shelf of each) shelf.uses++;
    entries.forEach((entry, i) => {
      const rarest = shelves[i].reduce<Shelf | undefined>((a, b) => (a && a.uses <= b.uses ? a : b), undefined);
      (rarest ?? this.others).holds.push(entry);
    });
  }

  public find(labels: Labels, found: Entry[]): void {
    take(this.others, labels, found);
    for (const [key, values] of this.byLabel) {
      const shelf = values.get(labels[key]);
      if (shelf) take(shelf, labels, found);
    }
  }

  private shelvesFor(selector: LabelSelector): Shelf[] {
    const shelves = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => this.shelfOf(key, value));
    for (const { key, operator, values } of selector.matchExpressions ?? []) {
      if (operator === 'In' && values?.length === 1) shelves.push(this.shelfOf(key, values[0]));
    }
    return shelves;
  }

  private shelfOf(key: string, value: string): Shelf {
    let values = this.byLabel.get(key);
    if (!values) this.byLabel.set(key, values = new Map());
    let shelf = values.get(value);
    if (!shelf) values.set(value, shelf = { uses: 0, holds: [] });
    return shelf;
  }
}

interface Shelf {
  /** How many could be put here. */
  uses: number;
  readonly holds: Entry[];
}

function take(shelf: Shelf, labels: Labels, found: Entry[]): void {
  for (const entry of shelf.holds) if (selects(entry.selector, labels)) found.push(entry);
}
