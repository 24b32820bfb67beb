import { requireLabels } from './kubernetes-name';
import { requireText } from './refusal';

/** Who collects the databases' logs. */
export class LogCollection {
  /**
   * A collector that runs outside the app and covers the databases' namespaces, for example a DaemonSet on every node.
   * @param by what collects and where it is, in words that an auditor can follow; shown in the checklist's report
   * @throws when it is empty
   */
  public static attested(by: string): LogCollection {
    requireText('by', by, 'say what collects the logs and where it runs');
    return new LogCollection(by, undefined);
  }

  /**
   * `PodLogs` of Grafana Alloy, one in each namespace that holds a database.
   * @param labels that the Alloy instance selects `PodLogs` by
   * @throws when a label is malformed
   */
  public static podLogs(labels: { readonly [key: string]: string }): LogCollection {
    requireLabels('labels', labels);
    return new LogCollection(undefined, labels);
  }

  private constructor(
    /** What collects; undefined for `PodLogs`. */
    public readonly by?: string,
    /** Labels of the `PodLogs`; undefined when attested. */
    public readonly podLogsLabels?: { readonly [key: string]: string },
  ) {}
}
