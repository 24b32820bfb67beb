import { requireNamespace } from './kubernetes-name';
import { refuse, requireText } from './refusal';
import { requireSysctls, withDefaults } from './sysctls';

/** Options of `NodeTuning.daemonSet`. */
export interface NodeTuningDaemonSetOptions {
  /**
   * Image with a shell and `sysctl`.
   * @default docker.io/library/busybox:1.37.0 - about 2 MB, has both
   */
  readonly image?: string;

  /**
   * Kernel settings as `sysctl` names them. They are added to the default ones and win over them. A `vm.dirty_ratio` or
   * `vm.dirty_background_ratio` replaces both default amounts of bytes; the one that is left out is then 10 or 5 percent.
   *
   * Defaults: `vm.swappiness` 1, so that the kernel swaps only to avoid running out of memory (MongoDB manual, production notes);
   * `vm.dirty_background_bytes` 314572800 and `vm.dirty_bytes` 629145600, so that no more than 600 MiB wait to be written, whatever the
   * memory of the node: 10 % of 256 GiB would stall every checkpoint (SUSE support document 7010287); `vm.max_map_count` 1048576, enough
   * for an engine that maps each of its files (default of Fedora 39 and Ubuntu 24.04; the kernel's own is 65530).
   * @default - the defaults above
   */
  readonly sysctls?: { readonly [key: string]: string };

  /**
   * Namespace of its own, because the pods are privileged and no other should be where they may be.
   * @default database-node-tuning
   */
  readonly namespace?: string;
}

/** Options of `NodeTuning.attested`. */
export interface AttestedNodeTuningOptions {
  /** Who sets them, for example `machine image db-node-2026-10` or `Node Tuning Operator, profile database`. */
  readonly by: string;

  /** Kernel settings that the nodes have, as `sysctl` names them. */
  readonly sysctls: { readonly [key: string]: string };
}

/**
 * Kernel settings of the nodes that databases run on. They hold for the whole node, so no database's pod sets them: a pod that may is
 * privileged, and Pod Security keeps those out of the databases' namespace.
 */
export class NodeTuning {
  /**
   * A DaemonSet on the nodes of the pool that sets them when a node joins and after each restart of a node.
   * @throws when a key is malformed, per pod, or the kubelet's, a value is malformed or out of range, or two keys exclude each other
   */
  public static daemonSet(options: NodeTuningDaemonSetOptions = {}): NodeTuning {
    const image = options.image ?? 'docker.io/library/busybox:1.37.0';
    const namespace = options.namespace ?? 'database-node-tuning';
    requireText('image', image, 'name an image with sh and sysctl, or leave it out');
    // a pod's validation refuses it, a DaemonSet's does not
    if (/\s/.test(image)) refuse('image', 'have no white space', image, 'name an image with sh and sysctl, or leave it out');
    requireNamespace('namespace', namespace);
    const sysctls = options.sysctls ?? {};
    requireSysctls('sysctls', sysctls);
    const all = withDefaults(sysctls);
    requireSysctls('sysctls', all);
    return new NodeTuning(all, { image, namespace }, undefined);
  }

  /**
   * Nodes that somebody else tunes. It is taken on trust, and the report says so.
   * @throws when nobody or nothing is named, a key is malformed, per pod, or the kubelet's, a value is malformed or out of range, or two
   * keys exclude each other
   */
  public static attested(options: AttestedNodeTuningOptions): NodeTuning {
    requireText('by', options.by, 'say who sets them, for example the name of the machine image');
    requireSysctls('sysctls', options.sysctls ?? {}, 1);
    return new NodeTuning({ ...options.sysctls }, undefined, options.by);
  }

  private constructor(
    /** Kernel settings by their `sysctl` name. */
    public readonly sysctls: { readonly [key: string]: string },
    /** @internal */
    public readonly _daemonSet: { readonly image: string; readonly namespace: string } | undefined,
    private readonly by: string | undefined,
  ) {}

  /** Whether the platform makes a DaemonSet for them; otherwise somebody else sets them. */
  public get created(): boolean {
    return this._daemonSet !== undefined;
  }

  /** @internal */
  public _attestation(): object | undefined {
    return this.by === undefined ? undefined : { by: this.by, sysctls: this.sysctls };
  }
}
