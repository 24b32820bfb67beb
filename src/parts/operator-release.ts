import { Manifest } from '../checklist/manifests';
import { refuse } from '../values/refusal';

/** A release of an operator, by what its public manifest has. */
export interface OperatorRelease {
  readonly operator: string;
  /** The version that the library is tested against. */
  readonly version: string;
  /** Name of its Deployment. */
  readonly deployment: string;
  /** Where the manifest is to be had. */
  readonly url: string;
}

/** The one Deployment that runs the operator. Refuses another version than the tested one and its newer patches. */
export function deploymentOf(release: OperatorRelease, objects: readonly Manifest[]): Manifest {
  const { operator, version, url } = release;
  const found = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === release.deployment);
  if (!found?.metadata.namespace) {
    refuse('manifest', `hold the Deployment "${release.deployment}" of ${operator} in its namespace`, found ? 'one without a namespace' : namesOf(objects), `take ${url}`);
  }
  const image = found.spec.template.spec.containers[0].image;
  if (!isPatchOf(image, version)) {
    refuse('manifest', `be of ${operator} ${version}, which this library is tested against, or of a newer patch of it`, image, `take ${url}`);
  }
  return found;
}

function namesOf(objects: readonly Manifest[]): string {
  const names = objects.filter(({ kind }) => kind === 'Deployment').map(({ metadata }) => metadata.name);
  return names.length > 0 ? `Deployment ${names.join(', ')}` : `${objects.length} objects without a Deployment`;
}

/** Whether an image's tag is that version, or a newer patch of it. */
export function isPatchOf(image: unknown, tested: string): boolean {
  const [, minor, patch] = /:v?(\d+\.\d+)\.(\d+)(?!\d|\.|-(?:rc|alpha|beta))[^:/]*(?:@.*)?$/.exec(String(image)) ?? [];
  const [, testedMinor, testedPatch] = /^(\d+\.\d+)\.(\d+)$/.exec(tested)!;
  return minor === testedMinor && Number(patch) >= Number(testedPatch);
}
