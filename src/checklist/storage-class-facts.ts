import { Field } from './field';
import { iopsOf, throughputOf, tryFindLimits, VolumeLimits } from '../values/volume-limits';

/** What is known of a StorageClass. Undefined means not known, never "no". */
export interface StorageClassFacts {
  readonly name: string;
  readonly reclaimPolicy?: string;
  readonly expandable?: boolean;
  readonly encrypted?: boolean;
  /** IOPS that were asked for or attested, whatever the volume's size. */
  readonly iops?: number;
  /** Throughput that was asked for or attested, whatever the volume's size. */
  readonly throughputMiBps?: number;
  readonly bindingMode?: string;
  /** Whether any of it is somebody's word rather than the manifest. */
  readonly attested: boolean;
  /** Where it says so; undefined when its manifest is not in the input. */
  readonly fields?: StorageClassFields;
  /** IOPS that a volume of that size gets. */
  iopsOf(sizeGiB: number): number | undefined;
  /** MiB per second that a volume of that size gets. */
  throughputOf(sizeGiB: number): number | undefined;
}

export interface StorageClassFields {
  readonly reclaimPolicy: Field;
  readonly expandable: Field;
  readonly performance: Field;
}

interface Performance {
  readonly limits?: VolumeLimits;
  readonly encrypted?: boolean;
  readonly iops?: number;
  readonly iopsPerGiB?: number;
  readonly throughputMiBps?: number;
}

/** Reads a StorageClass. An attestation fills in only what the manifest does not say. */
export function readStorageClass(manifest: any, attestation?: any): StorageClassFacts {
  const performance = readPerformance(manifest.provisioner ?? '', lowerKeys(manifest.parameters ?? {}));
  const said = attestation ? fromAttestation(attestation) : undefined;
  const { limits, iopsPerGiB } = performance;
  const iops = performance.iops ?? said?.iops;
  const throughputMiBps = performance.throughputMiBps ?? said?.throughputMiBps;
  return {
    name: manifest.metadata?.name ?? '',
    // what Kubernetes fills in when nothing is said (storage.k8s.io/v1, v1.36)
    reclaimPolicy: manifest.reclaimPolicy ?? 'Delete',
    bindingMode: manifest.volumeBindingMode ?? 'Immediate',
    expandable: manifest.allowVolumeExpansion === true,
    encrypted: performance.encrypted ?? said?.encrypted,
    iops,
    throughputMiBps,
    iopsOf: (sizeGiB) => (limits ? iopsOf(limits, sizeGiB, iops ?? (iopsPerGiB && iopsPerGiB * sizeGiB)) : iops),
    throughputOf: (sizeGiB) => (limits ? throughputOf(limits, sizeGiB, throughputMiBps) : throughputMiBps),
    attested: said !== undefined,
    fields: {
      reclaimPolicy: { of: manifest, path: ['reclaimPolicy'] },
      expandable: { of: manifest, path: ['allowVolumeExpansion'] },
      performance: { of: manifest, path: ['parameters'] },
    },
  };
}

/** What somebody says of a StorageClass that no manifest shows. */
export function fromAttestation(json: any): StorageClassFacts {
  return {
    name: json.name,
    reclaimPolicy: json.reclaimPolicy,
    bindingMode: json.volumeBindingMode,
    expandable: json.allowVolumeExpansion,
    encrypted: json.encrypted,
    iops: json.iops,
    throughputMiBps: json.throughputMiBps,
    iopsOf: () => json.iops,
    throughputOf: () => json.throughputMiBps,
    attested: true,
  };
}

/** Keys are lower-case here: the three drivers take them in any case. */
interface Parameters {
  readonly [key: string]: string | undefined;
}

const PERFORMANCE: { readonly [provisioner: string]: (parameters: Parameters) => Performance } = {
  'ebs.csi.aws.com': readAwsEbs,
  // EKS Auto Mode's own driver, with the same parameters
  'ebs.csi.eks.amazonaws.com': readAwsEbs,
  'pd.csi.storage.gke.io': readGcpDisk,
  'disk.csi.azure.com': readAzureDisk,
};

function readPerformance(provisioner: string, parameters: Parameters): Performance {
  return PERFORMANCE[provisioner]?.(parameters) ?? {};
}

function readAwsEbs(parameters: Parameters): Performance {
  const { encrypted } = parameters;
  return {
    limits: tryFindLimits('ebs.csi.aws.com', parameters.type ?? 'gp3'),
    // without the parameter the account decides, which no manifest shows
    encrypted: encrypted === undefined ? undefined : encrypted.toLowerCase() === 'true',
    iops: numberOf(parameters.iops),
    iopsPerGiB: numberOf(parameters.iopspergb),
    throughputMiBps: numberOf(parameters.throughput),
  };
}

function readGcpDisk(parameters: Parameters): Performance {
  return {
    limits: tryFindLimits('pd.csi.storage.gke.io', parameters.type ?? 'pd-standard'),
    // Compute Engine encrypts every disk at rest
    encrypted: true,
    iops: numberOf(parameters['provisioned-iops-on-create']),
    throughputMiBps: mebibytesOf(parameters['provisioned-throughput-on-create']),
  };
}

function readAzureDisk(parameters: Parameters): Performance {
  const limits = tryFindLimits('disk.csi.azure.com', parameters.skuname ?? parameters.storageaccounttype ?? 'StandardSSD_LRS');
  const megabytes = numberOf(parameters.diskmbpsreadwrite);
  return {
    limits,
    // Azure encrypts every managed disk at rest
    encrypted: true,
    iops: numberOf(parameters.diskiopsreadwrite),
    throughputMiBps: megabytes === undefined ? undefined : Math.floor((megabytes * 1_000_000) / MIB),
  };
}

const MIB = 1024 * 1024;

/** A Kubernetes quantity in MiB, rounded up as the driver does; undefined when it is none. */
function mebibytesOf(quantity: string | undefined): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)(Ki|Mi|Gi|Ti|k|M|G|T)?$/.exec(quantity ?? '');
  if (!parts) return undefined;
  const bytes: Record<string, number> = { Ki: 1024, Mi: MIB, Gi: 1024 * MIB, Ti: MIB * MIB, k: 1e3, M: 1e6, G: 1e9, T: 1e12 };
  return Math.ceil((Number(parts[1]) * (parts[2] ? bytes[parts[2]] : 1)) / MIB);
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}

function lowerKeys(parameters: Record<string, unknown>): Parameters {
  return Object.fromEntries(Object.entries(parameters).map(([key, value]) => [key.toLowerCase(), String(value)]));
}
