/** When a volume is made for its claim. */
export enum VolumeBindingMode {
  /** When the pod is placed, in the zone of its node. */
  WAIT_FOR_FIRST_CONSUMER = 'WaitForFirstConsumer',

  /** At once, in a zone where the pod may never fit: Kubernetes' default. */
  IMMEDIATE = 'Immediate',
}
