/** What becomes of a volume when its claim is deleted. */
export enum ReclaimPolicy {
  /** The volume and its data stay until somebody deletes them. The only safe one for a database. */
  RETAIN = 'Retain',

  /** The volume and its data are deleted with the claim: Kubernetes' default. */
  DELETE = 'Delete',
}
