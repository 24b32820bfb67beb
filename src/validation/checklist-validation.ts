import { SynthesizedApp } from './synthesized-app';

/**
 * The checklist as a validation plugin of cdk8s-cli: `cdk8s synth` judges all that an app writes, also what `Include` took over.
 * `validations` in `cdk8s.yaml` names it; docs/ci.md shows how.
 * @internal cdk8s-cli makes it, which is a Node program whatever the language of the app is
 */
export class ChecklistValidation {
  /** @param properties `properties` of the plugin in `cdk8s.yaml` */
  constructor(private readonly properties: Readonly<Record<string, unknown>> = {}) {}

  /**
   * Reports each rule that is not met, with the objects that do not meet it.
   * @throws when a property is wrong
   */
  public async validate(app: SynthesizedApp): Promise<void> {
    // loaded when first needed: keeps the import of the library fast
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    const { reportChecklist }: typeof import('./synth-report') = require('./synth-report');
    reportChecklist(app, this.properties);
  }
}
