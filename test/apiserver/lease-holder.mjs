// Holds a migration's Lease until it is lost: lease-holder.mjs NAMESPACE NAME HOLDER
import { Kubernetes } from '../../programs/kubernetes.mjs';
import { MigrationLease } from '../../programs/migration-lease.mjs';

const [, , namespace, state, holder] = process.argv;
const lease = new MigrationLease(new Kubernetes({ directory: process.env.KUBERNETES_ACCOUNT }), { namespace, state }, holder);
await lease.hold((error) => {
  console.log(`lost: ${error.message}`);
  process.exit(1);
});
console.log('held');
