import { Reader } from '../checklist/reader';
import { crunchyReader } from '../crunchy/crunchy-facts';
import { communityReader } from '../mongo/community-facts';
import { psmdbReader } from '../mongo/psmdb-facts';
import { pxcReader } from '../mysql/pxc-facts';
import { cnpgReader } from '../postgres/cnpg-facts';
import { workloadReader } from '../workloads/workload-facts';
import { zalandoReader } from '../zalando/zalando-facts';

/** The operators whose databases can be read. */
export const READERS: readonly Reader[] = [
  cnpgReader, pxcReader, psmdbReader, communityReader, zalandoReader, crunchyReader, workloadReader,
];
