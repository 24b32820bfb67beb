import { OperatorConfiguration } from './operator-configuration';
import { ParameterFacts } from '../checklist/facts';
import { mebibytes } from '../checklist/readers/quantity';
import { readParameters } from '../postgres/cnpg-parameter-facts';

/** Spilo makes them of the memory limit, or of the node's memory without one. */
const DERIVED = ['shared_buffers', 'max_connections'];

/** Parameters of the manifest, with those that Spilo derives: a fifth of the memory, and a connection for each 30 MB (configure_spilo.py, Spilo 4.1). */
export function readSpiloParameters(spec: any, configuration: OperatorConfiguration): ParameterFacts {
  const request = spec.resources?.requests?.memory ?? configuration.text('default_memory_request');
  const limit = spec.resources?.limits?.memory ?? configuration.text('default_memory_limit');
  const memory = limit === undefined ? undefined : mebibytes(limit);
  const derived = memory === undefined ? {} : {
    shared_buffers: `${Math.floor(memory / 5)}MB`,
    max_connections: String(Math.min(Math.max(100, Math.floor(memory / 30)), 1000)),
  };
  const { missing, contradictions } = readParameters({
    postgresql: { parameters: { ...derived, ...spec.postgresql?.parameters } },
    resources: { requests: { memory: request }, limits: { memory: limit } },
    storage: { size: spec.volume?.size },
  });
  return { missing: missing.filter((name) => !DERIVED.includes(name)), contradictions };
}
