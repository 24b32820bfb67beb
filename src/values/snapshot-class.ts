import { requireDnsSubdomain } from './kubernetes-name';
import { requireText } from './refusal';

/** Options of `SnapshotClass.of`. */
export interface SnapshotClassOptions {
  /** Name of the class. */
  readonly name: string;

  /** CSI driver of the volumes, for example `ebs.csi.aws.com`. */
  readonly driver: string;
}

/** The class that volume snapshots are made with. */
export class SnapshotClass {
  /**
   * A class that the platform makes. Snapshots outlive their objects (`deletionPolicy: Retain`).
   * @throws when the name is malformed or the driver empty
   */
  public static of(options: SnapshotClassOptions): SnapshotClass {
    requireDnsSubdomain('name', options.name);
    requireText('driver', options.driver, 'name the CSI driver of the storage class');
    return new SnapshotClass(options.name, options.driver);
  }

  /**
   * A class that exists.
   * @param name name of the VolumeSnapshotClass
   * @throws when the name is malformed
   */
  public static existing(name: string): SnapshotClass {
    requireDnsSubdomain('name', name);
    return new SnapshotClass(name, undefined);
  }

  private constructor(
    /** Name of the class. */
    public readonly name: string,
    /** CSI driver; undefined for a class that exists. */
    public readonly driver?: string,
  ) {}
}
