import { Shape } from './shape';

const AMOUNTS: Shape = { fields: { cpu: 'text', memory: 'text' } };
/** Parts of a pod that operators take over as Kubernetes has them. */
export const RESOURCES: Shape = { fields: { requests: AMOUNTS, limits: AMOUNTS } };

export const TOLERATIONS: Shape = { list: { fields: { key: 'text', operator: 'text', value: 'text', effect: 'text' } } };

const EXPRESSIONS: Shape = { list: { fields: { key: 'text', operator: 'text', values: { list: 'text' } } } };
export const LABEL_SELECTOR: Shape = { fields: { matchLabels: { map: 'text' }, matchExpressions: EXPRESSIONS } };

export const SPREAD_CONSTRAINTS: Shape = { list: { fields: { topologyKey: 'text', whenUnsatisfiable: 'text', labelSelector: LABEL_SELECTOR } } };

export const NODE_TERMS: Shape = { list: { fields: { matchExpressions: EXPRESSIONS } } };
export const NODE_AFFINITY: Shape = { fields: { requiredDuringSchedulingIgnoredDuringExecution: { fields: { nodeSelectorTerms: NODE_TERMS } } } };

const POD_TERM: Shape = { fields: { topologyKey: 'text', labelSelector: LABEL_SELECTOR } };

export const AFFINITY: Shape = {
  fields: {
    nodeAffinity: NODE_AFFINITY,
    podAntiAffinity: {
      fields: {
        requiredDuringSchedulingIgnoredDuringExecution: { list: POD_TERM },
        preferredDuringSchedulingIgnoredDuringExecution: { list: { fields: { podAffinityTerm: POD_TERM } } },
      },
    },
  },
};

/** What is read of a container that people add to a pod. */
export const CONTAINERS: Shape = {
  list: {
    fields: {
      name: 'text',
      resources: RESOURCES,
      ports: { list: { fields: { name: 'text', containerPort: 'number' } } },
      command: { list: 'text' },
      args: { list: 'text' },
      env: 'anything',
    },
  },
};

export const CLAIM: Shape = { fields: { storageClassName: 'text', resources: { fields: { requests: { fields: { storage: 'text' } } } } } };
