import { Construct } from 'constructs';
import { communityUser } from './community';
import { probeUser, psmdbProbeUser, rehearsedFailover, requireDrillable } from './mongo-failover';
import { MongoOperator } from './mongo-operator';
import type { MongoReplicaSet } from './mongo-replica-set';
import type { MongoSettings } from './mongo-settings';
import { remoteKeyOf } from './remote-key';
import { DRILLER } from '../checklist/readers/drills';
import { FailoverRehearsal } from '../contracts/fails-over';
import { externalSecret } from '../parts/external-secret';
import { addManifest, reserveName } from '../parts/manifest-object';
import { addFailoverDrill } from '../restore/failover-drill-objects';
import { drillerLabels, failoverDrillSettings } from '../restore/failover-drill-settings';

/** What a drill is made from. */
export interface MongoFailoverDrillProps {
  readonly database: MongoReplicaSet;
  readonly rehearsal: FailoverRehearsal;
}

/** Rehearses the failover of a replica set: who writes meanwhile, who makes it fail, what these may, and who hears of it. */
export class MongoFailoverDrill extends Construct {
  constructor(scope: Construct, id: string, { database, rehearsal }: MongoFailoverDrillProps) {
    super(scope, id);
    const { name, namespace, _settings: settings, endpoints, ca } = database;
    const drill = failoverDrillSettings(name, rehearsal);
    requireDrillable(settings, drill);

    // who writes
    reserveName(this, 'MongoDB user', namespace, `${name}/${DRILLER}`, 'user');
    database._allowUser(settings.operator === MongoOperator.PERCONA ? psmdbProbeUser(settings) : this.addCommunityUser(settings));
    database._allowFrom({ podSelector: { matchLabels: drillerLabels(name) } });

    addFailoverDrill(this, rehearsedFailover(settings, endpoints.members, ca), drill);
  }

  /** MongoDB's own operator makes up no passwords. */
  private addCommunityUser(settings: MongoSettings): object {
    const user = probeUser(settings);
    const { name, secretName } = user;
    const { namespace, platform: { secrets } } = settings;
    const remoteKey = remoteKeyOf(settings, name);
    reserveName(this, 'Remote secret', undefined, remoteKey);
    ['login-scram-credentials', 'connection'].forEach((use) => reserveName(this, 'Secret', namespace, `${secretName}-${use}`, 'user'));
    addManifest(this, 'ProbeUser', externalSecret({
      name: secretName, namespace, store: secrets!, remoteKey, properties: { password: 'password' }, template: { username: name, password: '{{ .password }}' },
    }));
    return communityUser(user);
  }
}
