import { WITHOUT_CLUSTER } from './environment';

/** `describe` where there is a cluster to talk to. */
export const onCluster = process.env[WITHOUT_CLUSTER] ? describe.skip : describe;
