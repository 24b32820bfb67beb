import { Construct } from 'constructs';
import { PostgresSettings } from './postgres-settings';
import { reserveName } from '../parts/manifest-object';

/** Reserves what the operator makes under names of its own (CloudNativePG 1.30, docs/src/service_management.md and certificates.md). */
export function reserveOperatorNames(database: Construct, { name, namespace, poolers }: PostgresSettings): void {
  const services = [...['rw', 'ro', 'r', 'any'].map((role) => `${name}-${role}`), ...poolers.map((pooler) => pooler.name)];
  const secrets = ['ca', 'server', 'replication', 'app', 'superuser', 'pooler'].map((use) => `${name}-${use}`);
  services.forEach((service) => reserveName(database, 'Service', namespace, service));
  [name, `${name}-primary`].forEach((budget) => reserveName(database, 'PodDisruptionBudget', namespace, budget));
  secrets.forEach((secret) => reserveName(database, 'Secret', namespace, secret));
}
