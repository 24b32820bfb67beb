import { ROLES } from './role-shape';
import { Manifest } from '../checklist/manifests';
import { AFFINITY, CLAIM, CONTAINERS, SPREAD_CONSTRAINTS, TOLERATIONS } from '../checklist/readers/pod-shapes';
import { Shape, shaped } from '../checklist/readers/shape';

const SECRET: Shape = { fields: { name: 'text', key: 'text' } };

const SPEC: Shape = {
  fields: {
    members: 'number',
    arbiters: 'number',
    memberConfig: { list: { fields: { votes: 'number', priority: 'text' } } },
    replicaSetHorizons: { list: { map: 'text' } },
    version: 'text',
    clusterDomain: 'text',
    security: {
      fields: {
        tls: { fields: { enabled: 'flag', optional: 'flag', certificateKeySecretRef: SECRET, caCertificateSecretRef: SECRET } },
        roles: ROLES,
      },
    },
    users: { list: { fields: { name: 'text', db: 'text', passwordSecretRef: SECRET, roles: { list: { fields: { name: 'text', db: 'text' } } } } } },
    prometheus: { fields: { port: 'number', passwordSecretRef: SECRET } },
    additionalMongodConfig: 'anything',
    statefulSet: {
      fields: {
        spec: {
          fields: {
            serviceName: 'text',
            template: {
              fields: {
                metadata: { fields: { labels: { map: 'text' } } },
                spec: {
                  fields: {
                    containers: CONTAINERS,
                    affinity: AFFINITY,
                    topologySpreadConstraints: SPREAD_CONSTRAINTS,
                    nodeSelector: { map: 'text' },
                    tolerations: TOLERATIONS,
                    hostNetwork: 'flag',
                  },
                },
              },
            },
            volumeClaimTemplates: { list: { fields: { metadata: { fields: { name: 'text' } }, spec: CLAIM } } },
          },
        },
      },
    },
  },
};

/** What is read of a MongoDBCommunity, of the fields of the CRD of MongoDB Controllers for Kubernetes 1.10.0. */
export function specOf({ spec }: Manifest): any {
  return shaped(spec, SPEC, 'spec') ?? {};
}
