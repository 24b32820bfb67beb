import type { DatabasePlatform } from './database-platform';
import { Attested, Declared } from '../checklist/annotations';
import { DatabaseStorageClass } from '../values/database-storage-class';
import { Objectives } from '../values/objectives';
import { SecretRef } from '../values/secret-ref';
import { Waiver } from '../values/waiver';
import { Workload } from '../values/workload';

/** What a database says of itself, whatever its engine. */
export interface Declaring {
  readonly platform: DatabasePlatform;
  readonly waivers: readonly Waiver[];
  readonly workload?: Workload;
  readonly objectives?: Objectives;
  /** Classes of its volumes besides the platform's. */
  readonly storageClasses: readonly DatabaseStorageClass[];
  /** Secrets that somebody else fills. */
  readonly secrets: readonly SecretRef[];
  /** Namespace of its operator, where it is not the release manifest's. */
  readonly operatorNamespace?: string;
  readonly restored?: Declared['restored'];
}

/** What the annotations of a database's primary object say: waivers, the declared workload, and what exists outside the app. */
export function declared(of: Declaring): Declared {
  const { workload, objectives, operatorNamespace } = of;
  return {
    waivers: of.waivers.map(({ rule, reason, expires }) => ({ rule, reason, expires })),
    workload: workload && {
      dataMebibytes: workload.dataMebibytes,
      iops: workload.iops,
      throughputMebibytes: workload.throughputMebibytes,
      logMebibytesPerDay: workload.logMebibytesPerDay,
    },
    objectives: objectives && { ...objectives },
    restored: of.restored,
    attested: {
      ...of.platform._attested(of.storageClasses), ...(operatorNamespace === undefined ? {} : { operatorNamespace }), secrets: managed(of),
    },
  };
}

function managed({ platform, secrets }: Declaring): Attested['secrets'] {
  const store = platform.backups?.credentials;
  const all = [...secrets, ...(store?.secretName === undefined ? [] : [{ name: store.secretName, managedBy: store.managedBy }])];
  const said = all.filter(({ managedBy }) => managedBy !== undefined).map(({ name, managedBy }) => [name, managedBy!]);
  return said.length > 0 ? Object.fromEntries(said) : undefined;
}
