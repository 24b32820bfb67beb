import { Size } from 'cdk8s';

/** With what the method DUMP copies. */
export interface MigrationDump {
  /**
   * Size of the volume that the dump lies on until it is restored. Each pod of COPY and SWITCH has one of its own, which goes with it.
   * @default - as large as the target's volume for data: a dump holds no index, and is compressed
   */
  readonly volumeSize?: Size;

  /**
   * How many tables are dumped, restored and compared at once, from 1 to 32. Each takes a connection and a core of either server.
   * @default 4 - an estimate: half the cores of the smaller server
   */
  readonly jobs?: number;
}
