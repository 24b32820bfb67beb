/** Metrics that a healthy database does not have, and why. */
export const UNSEEN: Readonly<Record<string, string>> = {
  cnpg_collector_collection_errors_total: 'a counter by error, of errors that did not happen',
};
