import { Construct } from 'constructs';
import { kept } from './kept';
import { addUnlabelled, shareManifest } from './manifest-object';
import { operatorSettings, survivingDeployment } from './operator-deployment';
import { deploymentOf, OperatorRelease } from './operator-release';
import { priorityClass } from './priority-class';
import { readRelease } from './release-manifest';
import { Manifest } from '../checklist/manifests';
import { OperatorOptions } from '../values/operator-options';

export interface ReleaseOptions extends OperatorOptions {
  /** File or URL of the release manifest. */
  readonly manifest: string;
}

/** The operator's Deployment, and all objects of its release. */
export interface AddedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly selector: Record<string, string>;
  readonly objects: readonly Manifest[];
}

/**
 * Adds the objects of an operator's release in the order of the file, with the Deployment made to survive the loss of a node.
 * CRDs and namespace stay when the code goes: with its CRD goes every database.
 */
export function addRelease(scope: Construct, release: OperatorRelease, keepsOff: Record<string, string>, options: ReleaseOptions): AddedRelease {
  const settings = operatorSettings(options);
  const objects = readRelease(options.manifest);
  const deployment = deploymentOf(release, objects);
  const description = 'Operators of databases: evicted after and scheduled before the databases themselves';
  const priority = priorityClass(settings.priority, description);
  if (priority) shareManifest(scope, 'PriorityClass', priority, 'priority.name');
  for (const object of objects) {
    if (object === deployment) {
      addUnlabelled(scope, 'Resource', survivingDeployment(deployment, keepsOff, settings), 'manifest');
    } else {
      addUnlabelled(scope, idOf(object), KEPT_KINDS.includes(object.kind) ? kept(object) : object, 'manifest');
    }
  }
  const { name, namespace } = deployment.metadata;
  return { name, namespace: namespace!, selector: deployment.spec.selector.matchLabels, objects };
}

const KEPT_KINDS = ['CustomResourceDefinition', 'Namespace'];

function idOf({ kind, metadata: { name, namespace } }: Manifest): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('-');
}
