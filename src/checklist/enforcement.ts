import { ApiObject, App } from 'cdk8s';
import { Construct, IConstruct } from 'constructs';
import { asOf } from './as-of';
import { JudgedObject } from './judged-object';
import { Manifest, Manifests } from './manifests';
import { Reader } from './reader';

interface Enforced {
  readonly database: Construct;
  readonly resource: ApiObject;
  readonly reader: Reader;
}

/**
 * Makes the synth fail for what a database's manifests lack. All databases of an app are judged together, once in a pass over the tree:
 * evidence for one may lie in any chart.
 */
export function enforceChecklist(database: Construct, resource: ApiObject, reader: Reader): void {
  checklistOf(database.node.root).add({ database, resource, reader });
}

const checklists = new WeakMap<IConstruct, AppChecklist>();

function checklistOf(root: IConstruct): AppChecklist {
  let checklist = checklists.get(root);
  if (!checklist) checklists.set(root, checklist = new AppChecklist(root));
  return checklist;
}

const WAY_ROUND = 'A rule that this database does not follow on purpose is waived in its props: waivers: [Waiver.of({ rule, reason })]';

class AppChecklist {
  private readonly enforced: Enforced[] = [];
  private errors?: Map<Construct, string[]>;
  private synthesizing = false;
  private readonly held: JudgedObject[] = [];

  constructor(private readonly root: IConstruct) {
    // the root is validated first in each pass: what was judged before it may have changed
    root.node.addValidation({ validate: () => this.startPass() });
    if (root instanceof App) this.judgeOnceIn(root);
  }

  public add(enforced: Enforced): void {
    this.enforced.push(enforced);
    enforced.database.node.addValidation({ validate: () => this.judged().get(enforced.database) ?? [] });
  }

  private startPass(): string[] {
    if (!this.synthesizing) this.errors = undefined;
    return [];
  }

  /** `App.synth` validates the whole app once more for every chart; nothing changes in between. */
  private judgeOnceIn(app: App): void {
    const synth = app.synth.bind(app);
    app.synth = () => {
      this.errors = undefined;
      this.synthesizing = true;
      try {
        synth();
      } finally {
        this.synthesizing = false;
        this.errors = undefined;
        this.held.splice(0).forEach((object) => object.release());
      }
    };
  }

  /** In `App.synth` what is judged is written next, so it is made once. */
  private jsonOf(object: ApiObject): any {
    if (this.synthesizing && JudgedObject.is(object)) {
      this.held.push(object);
      return object.hold();
    }
    return object.toJson();
  }

  private judged(): Map<Construct, string[]> {
    return this.errors ??= this.judge();
  }

  private judge(): Map<Construct, string[]> {
    const written = new Map<ApiObject, Manifest>();
    for (const construct of this.root.node.findAll()) {
      if (construct instanceof ApiObject) written.set(construct, this.jsonOf(construct));
    }
    const manifests = new Manifests([...written.values()]);
    const day = asOf();
    return new Map(this.enforced.map((enforced) => [enforced.database, findingsOf(enforced, written.get(enforced.resource), manifests, day)]));
  }
}

function findingsOf(enforced: Enforced, manifest: Manifest | undefined, manifests: Manifests, day: Date): string[] {
  if (!manifest) return ['The child Resource must stay: without it there is no database to judge'];
  // loaded when first needed: keeps the import of the library fast
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { findingTexts }: typeof import('./finding-text') = require('./finding-text');
  const { inspect }: typeof import('./inspect') = require('./inspect');
  const { judge }: typeof import('./judge') = require('./judge');
  /* eslint-enable @typescript-eslint/no-require-imports */
  try {
    const texts = findingTexts(judge(enforced.reader.read(manifest, manifests), day, { violations: inspect(manifest, manifests) }));
    return texts.length > 0 ? [...texts, WAY_ROUND] : texts;
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}
