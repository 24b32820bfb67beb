/**
 * What cdk8s-cli 2.207 hands to a plugin, as far as it is read here: `ValidationContext` of `cdk8s-cli/plugins`, which is no dependency of
 * this package.
 */
export interface SynthesizedApp {
  /** Paths of the files that the app wrote. */
  readonly manifests: readonly string[];
  readonly report: {
    addViolation(violation: SynthViolation): void;
    submit(status: 'success' | 'failure', metadata?: Record<string, string>): void;
  };
}

/** A rule that is not met. */
export interface SynthViolation {
  readonly ruleName: string;
  readonly recommendation: string;
  readonly fix: string;
  readonly violatingResources: readonly ViolatingResource[];
}

/** An object; the command line finds its construct by its name. */
export interface ViolatingResource {
  readonly resourceName: string;
  readonly manifestPath: string;
  readonly locations: readonly string[];
}
