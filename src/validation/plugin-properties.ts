import { ruleOf } from './all-rules';
import { FailOn } from './check';
import { Selection } from './select';
import { Severity } from '../checklist/severity';
import { listed } from '../checklist/wording';
import { refuse } from '../values/refusal';

/** What the plugin's `properties` in `cdk8s.yaml` say, with the command line's defaults. */
export interface PluginProperties extends Selection {
  readonly waivers?: string;
  readonly failOn: FailOn;
}

const NAMES = ['only', 'skip', 'severity', 'failOn', 'waivers'];
const REMEDY = 'correct it in cdk8s.yaml, under validations';

/** Checks what somebody wrote as YAML; throws for the first mistake. */
export function pluginProperties(properties: Readonly<Record<string, unknown>>): PluginProperties {
  for (const name of Object.keys(properties)) if (!NAMES.includes(name)) refuse('properties', `be among ${listed(NAMES)}`, name, REMEDY);
  const { only, skip, severity = Severity.HYGIENE, failOn = 'fail', waivers } = properties;
  if (waivers !== undefined && (typeof waivers !== 'string' || waivers === '')) refuse('properties.waivers', 'be the path of a file', waivers, REMEDY);
  return {
    ...(only !== undefined && { only: ruleIds('only', only) }),
    ...(skip !== undefined && { skip: ruleIds('skip', skip) }),
    severity: oneOf('severity', Object.values(Severity), severity),
    failOn: oneOf('failOn', ['fail', 'unknown'], failOn),
    waivers,
  };
}

function ruleIds(name: string, ids: unknown): string[] {
  if (!Array.isArray(ids) || ids.length === 0) refuse(`properties.${name}`, 'be a list of rules', ids, REMEDY);
  return ids.map((id) => ruleOf(String(id)).id);
}

function oneOf<T extends string>(name: string, values: readonly T[], value: unknown): T {
  if (!values.includes(value as T)) refuse(`properties.${name}`, `be one of ${values.join(', ')}`, value, REMEDY);
  return value as T;
}
