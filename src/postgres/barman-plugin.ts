/** Name of the Barman Cloud plugin among CloudNativePG's. */
export const BARMAN_PLUGIN = 'barman-cloud.cloudnative-pg.io';
