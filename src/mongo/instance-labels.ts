import { MongoOperator } from './mongo-operator';
import { MongoSettings, REPLSET } from './mongo-settings';
import { mongodLabels } from './psmdb-labels';

/** Labels of the members' pods. MongoDB's own operator gives them one (mongodb-kubernetes-operator 0.13.0, controllers/construct/mongodbstatefulset.go). */
export function memberLabels({ operator, name }: Pick<MongoSettings, 'operator' | 'name'>): Record<string, string> {
  return operator === MongoOperator.PERCONA ? mongodLabels(name, REPLSET) : communityLabels(name);
}

export function communityLabels(name: string): Record<string, string> {
  return { app: `${name}-svc` };
}
