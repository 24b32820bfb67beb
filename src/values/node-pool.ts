import { requireLabels } from './kubernetes-name';
import { refuse, requireInteger } from './refusal';

/** Options of `NodePool.shared`. */
export interface SharedNodePoolOptions {
  /** Label of the nodes as `key=value`, for example `node-type=database`. */
  readonly label: string;

  /**
   * Zones that have nodes of this pool.
   * @default - not known: instances are spread over zones when possible, and the checklist asks for the zones
   */
  readonly zones?: string[];

  /**
   * Number of nodes. A database with more instances than nodes is refused, because each instance wants a node of its own.
   * @default - not known: not checked
   */
  readonly nodes?: number;
}

/** Options of `NodePool.dedicated`. */
export interface DedicatedNodePoolOptions extends SharedNodePoolOptions {
  /** Taint that keeps everything else away as `key=value:effect`, for example `dedicated=database:NoSchedule`. */
  readonly taint: string;
}

/** The nodes that databases run on. */
export class NodePool {
  /**
   * Nodes that only databases run on: they carry a label and a taint.
   * @throws when label, taint, zones or nodes are malformed
   */
  public static dedicated(options: DedicatedNodePoolOptions): NodePool {
    const taint = /^([^=:]+)=([^=:]*):(NoSchedule|NoExecute)$/.exec(options.taint);
    if (!taint) {
      refuse('taint', 'be key=value:effect with NoSchedule or NoExecute', options.taint, 'write for example "dedicated=database:NoSchedule"');
    }
    requireLabels('taint', { [taint[1]]: taint[2] });
    return NodePool.made(options, { key: taint[1], operator: 'Equal', value: taint[2], effect: taint[3] });
  }

  /**
   * Nodes with a label that other workloads may use too; the checklist asks for dedicated ones.
   * @throws when label, zones or nodes are malformed
   */
  public static shared(options: SharedNodePoolOptions): NodePool {
    return NodePool.made(options, undefined);
  }

  private static made(options: SharedNodePoolOptions, toleration: Toleration | undefined): NodePool {
    const label = /^([^=]+)=([^=]+)$/.exec(options.label);
    if (!label) refuse('label', 'be key=value', options.label, 'write for example "node-type=database"');
    requireLabels('label', { [label[1]]: label[2] });
    const zones = options.zones ?? [];
    if (new Set(zones).size !== zones.length || zones.some((zone) => !zone)) {
      refuse('zones', 'be different names', zones, 'name each zone once, as in the label topology.kubernetes.io/zone');
    }
    for (const zone of zones) requireLabels('zones', { 'topology.kubernetes.io/zone': zone });
    if (options.nodes !== undefined) {
      requireInteger('nodes', options.nodes, 1, Number.MAX_SAFE_INTEGER, 'give the number of nodes in the pool');
    }
    return new NodePool({ [label[1]]: label[2] }, zones, options.nodes, toleration);
  }

  private constructor(
    /** Labels of the nodes. */
    public readonly labels: { readonly [key: string]: string },
    /** Zones that have nodes of this pool; empty when not known. */
    public readonly zones: string[],
    /** Number of nodes; undefined when not known. */
    public readonly nodes: number | undefined,
    /** @internal */
    public readonly _toleration: Toleration | undefined,
  ) {}

  /** Whether a taint keeps other workloads away. */
  public get isDedicated(): boolean {
    return this._toleration !== undefined;
  }
}

interface Toleration {
  readonly key: string;
  readonly operator: string;
  readonly value: string;
  readonly effect: string;
}
