import { Change } from './production';
import { Manifest } from '../../src/checklist/manifests';

const WAIVERS = '/metadata/annotations/cdk8s-databases.io~1waivers';

/**
 * More instances than nodes: the library has no prop for that, and the checklist refuses the patch; so it comes with a waiver, as a user's
 * would. `back` undoes it.
 */
export function sharingNodes(manifests: readonly Manifest[]): { there: Change[]; back: Change[] } {
  const { metadata, spec } = manifests.find(({ kind }) => kind === 'Cluster')!;
  const waivers = JSON.parse(metadata.annotations!['cdk8s-databases.io/waivers']);
  const [spread] = spec.topologySpreadConstraints;
  const changes = (antiAffinity: string, whenUnsatisfiable: string, waived: object[]): Change[] => [
    { path: '/spec/affinity/podAntiAffinityType', value: antiAffinity },
    { path: '/spec/topologySpreadConstraints', value: [{ ...spread, whenUnsatisfiable }] },
    { path: WAIVERS, value: JSON.stringify(waived) },
  ];
  const waiver = { rule: 'spread-across-nodes-and-zones', reason: 'five instances on three nodes, for the length of a test' };
  return { there: changes('preferred', 'ScheduleAnyway', [...waivers, waiver]), back: changes('required', 'DoNotSchedule', waivers) };
}
