import { requireDnsSubdomain, requireNamespace } from './kubernetes-name';

/** Where Velero is installed, and where it keeps its backups. */
export class VeleroLocation {
  /**
   * A BackupStorageLocation that exists. Where the app makes such objects itself, it has to be one of them.
   * @param name name of the BackupStorageLocation
   * @param namespace namespace of Velero, in which it looks for all its objects
   * @throws when a name is malformed
   */
  public static existing(name: string, namespace: string = 'velero'): VeleroLocation {
    requireDnsSubdomain('name', name);
    requireNamespace('namespace', namespace);
    return new VeleroLocation(name, namespace);
  }

  private constructor(
    /** Name of the BackupStorageLocation. */
    public readonly name: string,
    /** Namespace of Velero. */
    public readonly namespace: string,
  ) {}
}
