import { ApiObject } from 'cdk8s';

// cdk8s says what is an instance of ApiObject, and of all below it, by a symbol of its own
const made = new WeakSet<ApiObject>();

/** An object whose JSON is made once in a synth: the checklist judges the very same that is written. */
export class JudgedObject extends ApiObject {
  public static is(object: ApiObject): object is JudgedObject {
    return made.has(object);
  }

  private json?: any;

  constructor(...args: ConstructorParameters<typeof ApiObject>) {
    super(...args);
    made.add(this);
  }

  /** Makes the JSON and keeps it until `release`. */
  public hold(): any {
    return this.json = super.toJson();
  }

  public release(): void {
    this.json = undefined;
  }

  public toJson(): any {
    return this.json ?? super.toJson();
  }
}
