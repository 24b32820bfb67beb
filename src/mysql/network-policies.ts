import type { MySqlSettings } from './mysql-settings';
import { backupsPolicy, clusterPolicy, instancesPolicy, MYSQL_PORT, proxyPolicy } from './pxc-network';
import { instancesAt, sitesPolicy } from './pxc-replication';
import { Manifest } from '../checklist/manifests';

/** Who may come to a database, and where it may go. */
export class NetworkPolicies {
  private readonly clients: object[] = [];
  private readonly replicas: object[] = [];

  /** @param keep adds a manifest that stays when the database's code goes */
  constructor(private readonly settings: MySqlSettings, private readonly keep: (id: string, manifest: Manifest) => void) {
    const [instances, backups] = [instancesPolicy(settings), backupsPolicy(settings)];
    keep('NetworkPolicy', clusterPolicy(settings));
    if (instances) keep('NetworkPolicy-instances', instances);
    keep('NetworkPolicy-proxy', proxyPolicy(settings, this.clients));
    if (backups) keep('NetworkPolicy-backups', backups);
    this.addSites();
  }

  /** Lets pods in, to the proxies. */
  public allowFrom(peer: object, port: number): void {
    this.clients.push({ from: [peer], ports: [{ port, protocol: 'TCP' }] });
  }

  /** Lets the instances of a replica in. */
  public allowReplica(peer: object, port: number): void {
    this.replicas.push({ from: [peer], ports: [{ port, protocol: 'TCP' }] });
  }

  /** Between this site and the other one. */
  private addSites(): void {
    const { name, namespace, replica } = this.settings;
    const sites = sitesPolicy(this.settings, this.replicas);
    if (sites) this.keep('NetworkPolicy-sites', sites);
    if (!replica?.follows || replica.addresses.length > 0) return;
    replica.database!._allowReplica(instancesAt(name, namespace), MYSQL_PORT);
  }
}
