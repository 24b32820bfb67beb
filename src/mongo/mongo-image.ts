import { refuse } from '../values/refusal';

const REFERENCE = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:([\w][\w.-]{0,127})(@sha256:[0-9a-f]{64})?$/;

/** An image of MongoDB. */
export class MongoImage {
  /**
   * Your own image or mirror: `registry/name:tag`, or `registry/name:tag@sha256:…`. The tag starts with the server's version. With
   * `MongoOperator.PERCONA` it is one of Percona Server for MongoDB, with `MongoOperator.COMMUNITY` one of MongoDB Community Server;
   * `MongoOperator.PERCONA` refuses what everybody knows to be another's, and cannot tell what a mirror calls its own.
   * @param reference registry, name and tag, with or without digest
   * @throws when there is no tag, or the tag does not start with a released version
   */
  public static of(reference: string): MongoImage {
    const tag = typeof reference === 'string' ? REFERENCE.exec(reference)?.[3] : undefined;
    const [, series, patch] = /^(\d+\.\d+)\.(\d+)(-|$)/.exec(tag ?? '') ?? [];
    if (series === undefined) {
      refuse('image', 'be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of MongoDB', reference,
        'write for example "percona/percona-server-mongodb:8.0.19-7"');
    }
    return new MongoImage(reference, series, `${series}.${patch}`);
  }

  private constructor(
    /** The whole reference. */
    public readonly reference: string,
    /** Release series of MongoDB by the tag, for example `8.0`. */
    public readonly series: string,
    /** Version of the server by the tag, for example `8.0.19`. */
    public readonly server: string,
  ) {}
}
