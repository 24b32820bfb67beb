import { ApiObject, App } from 'cdk8s';
import { IConstruct } from 'constructs';

/** Every object that a tree of constructs writes, patches applied, in the order of the tree. */
export function written(scope: IConstruct): any[] {
  return scope.node.findAll().filter((construct) => ApiObject.isApiObject(construct)).map((object) => (object as ApiObject).toJson());
}

/** The objects of one kind. */
export function ofKind(scope: IConstruct, kind: string): any[] {
  return written(scope).filter((manifest) => manifest.kind === kind);
}

/** The one object of a kind and a name; an error when there is none or several. */
export function theOne(scope: IConstruct, kind: string, name: string, namespace?: string): any {
  const found = ofKind(scope, kind)
    .filter(({ metadata }) => metadata.name === name && (namespace === undefined || metadata.namespace === namespace));
  if (found.length !== 1) {
    const there = written(scope).map((of) => `${of.kind} ${of.metadata.name}`).join(', ');
    throw new Error(`${found.length} of ${kind} ${namespace ?? ''}/${name} among ${there}`);
  }
  return found[0];
}

/** What a synth of the app would fail with, a line for each finding. */
export function findings(app: App): string[] {
  // the root first, as App.synth does
  return app.node.findAll().flatMap((construct) => construct.node.validate());
}

/** Ids of the rules among the findings. */
export function failedRules(app: App): string[] {
  // the last line says how to waive
  return findings(app).map((finding) => finding.slice(0, finding.indexOf(':'))).filter((rule) => !rule.includes(' '));
}
