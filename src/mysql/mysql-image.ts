import { refuse } from '../values/refusal';

const OFFICIAL = 'docker.io/percona/percona-xtradb-cluster';
const REFERENCE = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:([\w][\w.-]{0,127})(@sha256:[0-9a-f]{64})?$/;

/** An image of Percona XtraDB Cluster. */
export class MySqlImage {
  /**
   * An official image of Percona's.
   * @param tag for example `8.4.8-8.1`
   * @param digest `sha256:…` of the image; without it the registry decides what the tag means
   * @throws when the tag does not start with a version, or the digest is malformed
   */
  public static tag(tag: string, digest?: string): MySqlImage {
    return MySqlImage.of(`${OFFICIAL}:${tag}${digest === undefined ? '' : `@${digest}`}`);
  }

  /**
   * Your own image or mirror: `registry/name:tag`, or `registry/name:tag@sha256:…`. The tag starts with MySQL's version.
   * @param reference registry, name and tag, with or without digest
   * @throws when there is no tag, or the tag does not start with a version
   */
  public static of(reference: string): MySqlImage {
    const tag = REFERENCE.exec(reference)?.[3];
    const series = /^(\d+\.\d+)(\.\d|-|$)/.exec(tag ?? '')?.[1];
    if (!tag || !series) {
      refuse('image', 'be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of MySQL', reference,
        'write for example "docker.io/percona/percona-xtradb-cluster:8.4.8-8.1"');
    }
    return new MySqlImage(reference, series);
  }

  private constructor(
    /** The whole reference. */
    public readonly reference: string,
    /** Release series of MySQL, by the tag: `8.4`. */
    public readonly series: string,
  ) {}
}
