import { requireDnsSubdomain } from './kubernetes-name';
import { requireText } from './refusal';

/** Options of `SecretRef.of`. */
export interface SecretRefOptions {
  /**
   * Who fills and rotates the Secret, in words that an auditor can follow; shown in the checklist's report.
   * @default - not said: the checklist cannot tell where the Secret comes from
   */
  readonly managedBy?: string;
}

/** A Secret that exists in the namespace of what refers to it; its content is never part of a manifest. */
export class SecretRef {
  /**
   * A Secret by its name.
   * @param name name of the Secret
   * @throws when the name is no DNS subdomain name, or `managedBy` is empty
   */
  public static of(name: string, options: SecretRefOptions = {}): SecretRef {
    requireDnsSubdomain('name', name);
    if (options.managedBy !== undefined) requireText('managedBy', options.managedBy, 'say who fills the Secret or leave it out');
    return new SecretRef(name, options.managedBy);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly name: string,
    /** Who fills and rotates it; undefined when not said. */
    public readonly managedBy?: string,
  ) {}
}
