/** What both said to a spoilt input. */
export enum Said {
  BOTH_REFUSE = 'both refuse',
  BOTH_ACCEPT = 'both accept',
  /** Legal: the API server does not know what a database needs. */
  ONLY_WE_REFUSE = 'only we refuse',
  /** A bug: nobody would know before it is applied. */
  ONLY_SERVER_REFUSES = 'only the server refuses',
  /** The writer cannot make anything of it; refused by us. */
  NOT_WRITTEN = 'we refuse and cannot write it',
}

/** How often the construct and the API server agreed, by prop. */
export class Agreement {
  private readonly props = new Map<string, Map<Said, number>>();

  public add(prop: string, said: Said): void {
    let counts = this.props.get(prop);
    if (!counts) this.props.set(prop, counts = new Map());
    counts.set(said, (counts.get(said) ?? 0) + 1);
  }

  public total(said: Said): number {
    return [...this.props.values()].reduce((sum, counts) => sum + (counts.get(said) ?? 0), 0);
  }

  public get summary(): string {
    return Object.values(Said).map((said) => `${said} ${this.total(said)}`).join(', ');
  }

  /** A line for each prop. */
  public get lines(): string[] {
    return [...this.props].sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([prop, counts]) => `${prop}: ${[...counts].map(([said, count]) => `${said} ${count}`).join(', ')}`);
  }
}
