import { coversNodes, NodePlacement } from './node-cover';
import { Attested } from '../annotations';
import { KernelFacts } from '../facts';
import { Manifests } from '../manifests';
import { NodeTuningFacts, readNodeTuning } from '../node-tuning-facts';
import { Seen, Unseen } from '../unseen';

export interface KernelOf extends NodePlacement {
  readonly attested?: Attested['kernel'];
}

/** Who sets the kernel's parameters on the nodes that the database may run on. */
export function readKernel(among: Manifests, of: KernelOf): Seen<KernelFacts> {
  const tunings = tuningsIn(among);
  const covering = tunings.filter((tuning) => coversNodes(tuning, of));
  if (covering.length === 0 && of.attested) {
    return { by: of.attested.by, attested: true, keys: Object.keys(of.attested.sysctls), coversNodes: true };
  }
  const shown = covering.length > 0 ? covering : tunings;
  if (shown.length === 0) {
    return new Unseen('Nothing in the input sets kernel parameters on the nodes; add the DaemonSet that does, or attest who tunes the nodes.');
  }
  return {
    by: shown.map((tuning) => tuning.name).join(', '),
    attested: false,
    keys: [...new Set(shown.flatMap((tuning) => Object.keys(tuning.sysctls)))],
    coversNodes: covering.length > 0,
  };
}

interface Tuning extends NodeTuningFacts, NodePlacement {
  readonly name: string;
  readonly tolerations: NodePlacement['tolerations'];
}

const known = new WeakMap<Manifests, Tuning[]>();

function tuningsIn(among: Manifests): Tuning[] {
  let tunings = known.get(among);
  if (!tunings) {
    tunings = among.ofKind('apps', 'DaemonSet').flatMap((daemonSet) => {
      const tuning = readNodeTuning(daemonSet);
      return tuning ? [{ ...tuning, name: `DaemonSet ${daemonSet.metadata.namespace}/${daemonSet.metadata.name}` }] : [];
    });
    known.set(among, tunings);
  }
  return tunings;
}
