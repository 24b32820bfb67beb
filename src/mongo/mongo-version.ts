import { MongoImage } from './mongo-image';
import { refuse } from '../values/refusal';

/**
 * A release series of MongoDB with the image that a new database gets. A newer image in this catalog restarts databases and is therefore never part
 * of a patch release. End of life: mongodb.com/legal/support-policy/lifecycles. Images: those that Percona Operator for MongoDB 1.22.0 is tested with
 * (e2e-tests/release_versions); `MongoOperator.COMMUNITY` runs MongoDB's own server of the same version.
 */
export class MongoVersion {
  /** MongoDB 7.0, maintained until 2027-08-31. */
  public static readonly V7_0 = new MongoVersion('7.0', '2027-08-31', MongoImage.of('percona/percona-server-mongodb:7.0.30-16'));

  /** MongoDB 8.0, maintained until 2029-10-31. */
  public static readonly V8_0 = new MongoVersion('8.0', '2029-10-31', MongoImage.of('percona/percona-server-mongodb:8.0.19-7'));

  /**
   * A version that this catalog does not have, with its image.
   * @param series `7.0` or `8.0`, which both operators run
   * @param image an image of that series
   * @throws when the operators do not run it, or the image is of another series
   */
  public static of(series: string, image: MongoImage): MongoVersion {
    if (!['7.0', '8.0'].includes(series)) refuse('version', 'be 7.0 or 8.0, which both operators run', series, 'choose for example MongoVersion.V8_0');
    if (image?.series !== series) refuse('image', `be of MongoDB ${series}`, image?.reference, 'choose the tag of the same series');
    return new MongoVersion(series, undefined, image);
  }

  private constructor(
    /** Release series, for example `8.0`. */
    public readonly series: string,
    /** Last day of maintenance as `YYYY-MM-DD`; undefined when this catalog does not know. */
    public readonly endOfLife: string | undefined,
    /** Image that a database of this version runs. */
    public readonly image: MongoImage,
  ) {}
}
