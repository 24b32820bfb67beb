import { Construct } from 'constructs';
import { dumpsCronJob, dumpsMap, dumpsPolicy } from './dump-cron-job';
import { DumpSettings } from './dump-settings';
import type { MongoReplicaSet } from './mongo-replica-set';
import { dumperLabels, dumpsName } from '../parts/dump-cron-job';
import { addManifest } from '../parts/manifest-object';

/** What dumps a replica set on a schedule. */
export class MongoDumps extends Construct {
  constructor(database: MongoReplicaSet, id: string, dumps: DumpSettings) {
    super(database, id);
    const settings = database._settings;
    const { platform, namespace, name } = settings;
    // the keys by which the uploader enters the store
    platform._namespace(namespace);
    const annotations = platform.backups!.credentials.serviceAccountAnnotations;
    if (annotations) addManifest(this, 'ServiceAccount', { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: dumpsName(name), namespace, annotations } });
    const programs = addManifest(this, 'Programs', dumpsMap(settings));
    addManifest(this, 'CronJob', dumpsCronJob(settings, dumps, programs.name));
    addManifest(this, 'NetworkPolicy', dumpsPolicy(settings));
    database._allowFrom({ podSelector: { matchLabels: dumperLabels(name) } });
  }
}
