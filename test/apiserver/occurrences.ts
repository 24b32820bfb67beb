import { Member, PublicApi } from './public-api';
import { isCall, isRecord, Recipe } from './recipe';

/** How often each prop, enum value, factory and constant of a type, and of the types of its props, occurred. */
export class Occurrences {
  private readonly counts = new Map<string, number>();

  /** @param besides types that are not looked into, and names that need not occur */
  constructor(private readonly api: PublicApi, private readonly type: string, private readonly besides: readonly string[] = []) {
    this.expect(type);
  }

  public add(recipe: Recipe): void {
    this.count(this.type, recipe);
  }

  public get never(): string[] {
    return [...this.counts].filter(([, count]) => count === 0).map(([name]) => name);
  }

  /** A line for each struct, enum and class. */
  public get lines(): string[] {
    const owners = new Map<string, string[]>();
    for (const [name, count] of this.counts) {
      const at = name.indexOf('.');
      owners.set(name.slice(0, at), [...(owners.get(name.slice(0, at)) ?? []), `${name.slice(at + 1)} ${count}`]);
    }
    return [...owners].map(([owner, counts]) => `${owner}: ${counts.join(', ')}`);
  }

  /** All that can occur, at zero. */
  private expect(of: string): void {
    if (this.besides.includes(of)) return;
    const type = this.api.resolve(of.replace(/\[\]$/, ''));
    const members = (owner: string, list: readonly Member[]) => list.filter((member) => this.expectName(`${owner}.${member.name}`))
      .forEach((member) => this.expectMember(`${owner}.${member.name}`, member));
    this.api.enums.get(type)?.forEach((name) => this.expectName(`${type}.${name}`));
    members(type, this.api.structs.get(type) ?? []);
    for (const { name, params = [] } of this.api.classes.get(type) ?? []) {
      if (this.expectName(`${type}.${name}`)) params.forEach((param) => this.expectMember(`${type}.${name}(${param.name})`, param));
    }
  }

  private expectMember(name: string, { type, optional }: Member): void {
    if (optional) this.expectName(`${name} left out`);
    if (type === 'boolean') ['true', 'false'].forEach((value) => this.expectName(`${name} ${value}`));
    this.expect(type);
  }

  /** Whether it is new. */
  private expectName(name: string): boolean {
    return !this.besides.includes(name) && !this.counts.has(name) && this.counts.set(name, 0).size > 0;
  }

  private count(of: string, recipe: Recipe): void {
    if (Array.isArray(recipe)) return recipe.forEach((item) => this.count(of.replace(/\[\]$/, ''), item));
    const type = this.api.resolve(of);
    if (isCall(recipe) && this.counts.has(recipe.call)) {
      this.increase(recipe.call);
      const params = this.api.classes.get(type)?.find(({ name }) => `${type}.${name}` === recipe.call)?.params ?? [];
      params.forEach((param, i) => this.countMember(`${recipe.call}(${param.name})`, param, recipe.args?.[i]));
    } else if (isRecord(recipe)) {
      this.api.structs.get(type)?.forEach((member) => this.countMember(`${type}.${member.name}`, member, recipe[member.name]));
    }
  }

  private countMember(name: string, { type }: Member, recipe: Recipe): void {
    if (recipe === undefined) return this.increase(`${name} left out`);
    this.increase(name);
    if (typeof recipe === 'boolean') this.increase(`${name} ${recipe}`);
    this.count(type, recipe);
  }

  private increase(name: string): void {
    const count = this.counts.get(name);
    if (count !== undefined) this.counts.set(name, count + 1);
  }
}
