import * as cdk8s from 'cdk8s';
import * as plus from 'cdk8s-plus-28';
import { Client } from './clients';
import * as library from '../../src';

/** A value as data, so that a failing one can be printed and one part of it spoilt: what a class makes is a `Call`, all else is as it is. */
export type Recipe = unknown;

/** What a static member of a class gives: `Size.gibibytes` of 100, or a constant or enum's member, which have no arguments. */
export interface Call {
  readonly call: string;
  readonly args?: readonly Recipe[];
}

export function call(name: string, ...args: Recipe[]): Call {
  return { call: name, args };
}

export function constant(name: string): Call {
  return { call: name };
}

export function isCall(recipe: Recipe): recipe is Call {
  // not a label whose key is call
  return isRecord(recipe) && typeof recipe.call === 'string' && recipe.call.split('.')[0] in NAMES;
}

export function isRecord(recipe: Recipe): recipe is Record<string, Recipe> {
  return typeof recipe === 'object' && recipe !== null && !Array.isArray(recipe);
}

const NAMES: Record<string, any> = { Size: cdk8s.Size, Duration: cdk8s.Duration, Cpu: plus.Cpu, ...library, Client };

/** The value. */
export function made(recipe: Recipe): any {
  if (Array.isArray(recipe)) return recipe.map(made);
  if (!isRecord(recipe)) return recipe;
  if (!isCall(recipe)) return Object.fromEntries(Object.entries(recipe).map(([key, value]) => [key, made(value)]));
  const [owner, member] = recipe.call.split('.');
  return recipe.args ? NAMES[owner][member](...recipe.args.map(made)) : NAMES[owner][member];
}

const MOST_SHOWN = 300;

/** As one would write it; long texts cut. */
export function shown(recipe: Recipe): string {
  if (Array.isArray(recipe)) return `[${recipe.map(shown).join(', ')}]`;
  if (isCall(recipe)) return recipe.args ? `${recipe.call}(${recipe.args.map(shown).join(', ')})` : recipe.call;
  if (isRecord(recipe)) {
    const given = Object.entries(recipe).filter(([, value]) => value !== undefined);
    return `{ ${given.map(([key, value]) => `${/^\w+$/.test(key) ? key : JSON.stringify(key)}: ${shown(value)}`).join(', ')} }`;
  }
  if (typeof recipe !== 'string') return String(recipe);
  return recipe.length <= MOST_SHOWN ? JSON.stringify(recipe) : `${JSON.stringify(recipe.slice(0, 20))} and so on, ${recipe.length} characters`;
}
