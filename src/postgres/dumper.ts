/** Role of the Job that dumps; it logs in with a certificate of the operator's. */
export const DUMPER = 'logical_dumper';
