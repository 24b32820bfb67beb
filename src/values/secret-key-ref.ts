import { requireDataKey, requireDnsSubdomain } from './kubernetes-name';

/** One key of a Secret that exists in the namespace of what refers to it. */
export class SecretKeyRef {
  /**
   * A key of a Secret.
   * @param name name of the Secret
   * @param key key in its data
   * @throws when the name is no DNS subdomain name, or the key is no valid key of a Secret
   */
  public static of(name: string, key: string): SecretKeyRef {
    requireDnsSubdomain('name', name);
    requireDataKey('key', key);
    return new SecretKeyRef(name, key);
  }

  private constructor(
    /** Name of the Secret. */
    public readonly name: string,
    /** Key in the Secret. */
    public readonly key: string,
  ) {}
}
