/** What is at stake while a rule is not met, the worst first. */
export enum Severity {
  DATA_LOSS = 'data-loss',
  OUTAGE = 'outage',
  EXPOSURE = 'exposure',
  HYGIENE = 'hygiene',
}
