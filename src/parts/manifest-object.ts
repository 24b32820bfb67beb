import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { JudgedObject } from '../checklist/judged-object';
import { Manifest } from '../checklist/manifests';
import { refuse } from '../values/refusal';

/** On everything that this library writes, but for what it takes from somebody else. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'cdk8s-databases' };
const taken = new WeakMap<IConstruct, Map<string, string>>();
const shared = new WeakMap<IConstruct, Map<string, string>>();

/**
 * Adds an object to the tree as it is: its namespace is its own and not the chart's, which cluster-wide objects must not have.
 * One name of one kind exists once in an app; a second one would overwrite the first without a word when applied.
 */
export function addManifest(scope: Construct, id: string, manifest: Manifest, prop = 'name'): ApiObject {
  const { metadata } = manifest;
  return addUnlabelled(scope, id, { ...manifest, metadata: { ...metadata, labels: { ...MANAGED_BY, ...metadata.labels } } }, prop);
}

/** Likewise, without a label of this library: an object that somebody else wrote. */
export function addUnlabelled(scope: Construct, id: string, manifest: Manifest, prop = 'name'): ApiObject {
  const { kind, metadata: { name, namespace } } = manifest;
  reserveName(scope, kind, namespace, name, prop);
  const object = new JudgedObject(scope, id, manifest);
  // cdk8s gives every object its chart's namespace
  if (namespace === undefined && Chart.of(scope).namespace !== undefined) object.addJsonPatch(JsonPatch.remove('/metadata/namespace'));
  return object;
}

/** Adds an object that several platforms may want: where they want the very same one, it is there once. */
export function shareManifest(scope: Construct, id: string, manifest: Manifest, prop = 'name'): void {
  const { kind, metadata: { namespace, name } } = manifest;
  const texts = ofApp(shared, scope);
  const key = keyOf(kind, namespace, name);
  const text = JSON.stringify(manifest);
  if (texts.get(key) === text) return;
  addManifest(scope, id, manifest, prop);
  texts.set(key, text);
}

/** Keeps a name for what an operator will make: an object of the same name would be taken over or fought over. */
export function reserveName(scope: Construct, kind: string, namespace: string | undefined, name: string, prop = 'name'): void {
  const objects = ofApp(taken, scope);
  const key = keyOf(kind, namespace, name);
  const other = objects.get(key);
  if (other !== undefined) {
    refuse(prop, `lead to names that are unique in the app: ${key} also belongs to ${other}`, name, 'choose another name or another namespace');
  }
  objects.set(key, scope.node.path);
}

function keyOf(kind: string, namespace: string | undefined, name: string): string {
  return `${kind} ${namespace === undefined ? name : `${namespace}/${name}`}`;
}

function ofApp(by: WeakMap<IConstruct, Map<string, string>>, scope: Construct): Map<string, string> {
  const root = scope.node.root;
  let objects = by.get(root);
  if (!objects) by.set(root, objects = new Map());
  return objects;
}
