import { Manifest } from '../../../src/checklist/manifests';
import { GoProgram } from '../go-program';

/** An operator, as far as its public Go module carries it. */
export interface Operator {
  readonly name: string;
  /** Module and version that its CRDs come from. */
  readonly module: string;
  /** Folder of the CRDs in the module. */
  readonly crds: string;
  /** Left out when it has none, or they cannot run outside a cluster. */
  readonly webhooks?: Webhooks;
  /** Why no webhook of it answers here; left out when it has none. */
  readonly withoutWebhooks?: string;
}

/** An operator's admission webhooks, as a process of its own. */
export interface Webhooks {
  readonly program: GoProgram;
  /** What it looks for in the cluster when it starts; left out when nothing. */
  needs?(serving: Serving): Manifest[];
  /** How to start it. */
  start(serving: Serving): { readonly args: string[]; readonly env?: Record<string, string>; readonly cwd?: string };
  /** What it registers in a cluster; its Services become the process's address. */
  configurations(moduleFolder: string): Manifest[];
}

/** Where a webhook answers. */
export interface Serving {
  readonly kubeconfig: string;
  readonly port: number;
  /** Port for what else it wants to listen on. */
  readonly healthPort: number;
  readonly certificateFolder: string;
  readonly certificate: string;
  readonly key: string;
}
