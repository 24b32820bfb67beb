import { objectReport } from '../../src/checklist/inspect';
import { Manifest, Manifests } from '../../src/checklist/manifests';
import { Result } from '../../src/checklist/report';
import { Rule } from '../../src/checklist/rule';
import { RULES } from '../../src/checklist/rules';
import { JudgedDatabase, readDatabases } from '../../src/validation/read-databases';
import { READERS } from '../../src/validation/readers';
import { EXAMPLES_DAY } from '../support/examples';

/** One piece of evidence taken away or spoilt, and the rules that must then speak: each is judged by that piece alone. */
export interface Mutation {
  readonly what: string;
  /** Ids. */
  readonly rules: readonly string[];
  change(production: Production): void;
}

export function spoils(rule: string | readonly string[], what: string, change: (production: Production) => void): Mutation {
  return { what, rules: typeof rule === 'string' ? [rule] : rule, change };
}

/** Objects of a kind; fields are changed in place. */
export class Production {
  constructor(public readonly manifests: any[]) {}

  /** The first object of the kind, or the one of the name. */
  public the(kind: string, name?: string): any {
    const found = this.manifests.find((each) => each.kind === kind && (name === undefined || each.metadata.name === name));
    if (!found) throw new Error(`the example must have ${kind} ${name ?? ''}, got none; correct the mutation`);
    return found;
  }

  public get cluster(): any {
    return this.the('Cluster').spec;
  }

  public get parameters(): any {
    return this.cluster.postgresql.parameters;
  }

  public remove(kind: string, name?: string): void {
    this.manifests.splice(this.manifests.indexOf(this.the(kind, name)), 1);
  }

  public add(manifest: object): void {
    this.manifests.push(manifest);
  }

  /** What the Cluster's annotation declares. */
  public declared(part: 'workload' | 'objectives' | 'attested' | 'waivers', change: (value: any) => void): void {
    const { annotations } = this.the('Cluster').metadata;
    const value = JSON.parse(annotations[`cdk8s-databases.io/${part}`]);
    change(value);
    annotations[`cdk8s-databases.io/${part}`] = JSON.stringify(value);
  }

  public dropAlerts(...names: string[]): void {
    const present = new Set<string>();
    for (const group of this.the('PrometheusRule').spec.groups) {
      group.rules = group.rules.filter(({ alert }: any) => !names.includes(alert) || !present.add(alert));
    }
    const absent = names.filter((name) => !present.has(name));
    if (absent.length > 0) throw new Error(`the example must have the alerts ${absent.join()}; correct the mutation`);
  }
}

/**
 * What is left to mend, by the rule's id: `fail` or `unknown`. Boxes are those of the example's own database, where they judge one of its engine. Problems are
 * thrown: nothing here may be unreadable.
 */
export function spoken(all: readonly Manifest[]): Map<string, string> {
  const among = new Manifests(all);
  const databases = readDatabases(among, READERS, EXAMPLES_DAY);
  const judged = new Set(databases.map(({ manifest }) => manifest));
  const objects = all.filter((manifest) => !judged.has(manifest)).flatMap((manifest) => objectReport(manifest, among, EXAMPLES_DAY) ?? []);
  const reports = [...databases.map(({ report }) => report), ...objects];
  const problems = reports.flatMap((report) => report.problems);
  if (problems.length > 0) throw new Error(problems.map(({ found }) => found).join('\n'));
  const isOthers = ({ report }: JudgedDatabase) => report.name !== 'orders';
  const own = new Set(databases.filter((database) => !isOthers(database)).flatMap(({ report }) => report.results).map(({ rule }) => rule));
  const boxes = databases.filter(isOthers).flatMap(({ report }) => report.results).filter(({ rule }) => RULES.includes(rule as Rule));
  const others = new Set(boxes.filter(({ rule }) => own.has(rule)));
  const results = reports.flatMap((report): readonly Result[] => report.results).filter((result) => !others.has(result));
  return new Map(results.filter(({ outcome }) => outcome === 'fail' || outcome === 'unknown').map(({ rule, outcome }) => [rule.id, outcome]));
}
