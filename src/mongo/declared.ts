import { MongoOperator } from './mongo-operator';
import { MongoSettings } from './mongo-settings';
import { Declared } from '../checklist/annotations';
import { declared } from '../platform/declared';
import { OPERATOR_NAMESPACES } from '../values/cluster-network';
import { Waiver } from '../values/waiver';

/** What the annotations of the database's object say. */
export function declaredBy(of: MongoSettings, waivers: readonly Waiver[]): Declared {
  const { platform, workload, objectives } = of;
  const prop = of.operator === MongoOperator.PERCONA ? 'perconaServerMongoDbNamespace' : 'mongoDbKubernetesNamespace';
  const namespace = platform.network[prop];
  return declared({
    platform,
    waivers,
    workload,
    objectives,
    storageClasses: [],
    secrets: of.users.flatMap(({ given }) => given ?? []),
    operatorNamespace: namespace === OPERATOR_NAMESPACES[prop] ? undefined : namespace,
  });
}
