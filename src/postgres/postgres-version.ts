import { PostgresImage } from './postgres-image';
import { refuse } from '../values/refusal';

/**
 * A major version of PostgreSQL with the image that a new database gets. Every image is pinned by digest, so that the same library
 * gives the same database; a newer image in this catalog restarts databases and is therefore never part of a patch release.
 * End of life: postgresql.org/support/versioning. Images: CloudNativePG's catalog `standard-trixie` of 2026-08-17.
 */
export class PostgresVersion {
  /** PostgreSQL 15, maintained until 2027-11-11. */
  public static readonly V15 = new PostgresVersion(15, '2027-11-11', PostgresImage.tag('15.19-202608170814-standard-trixie',
    'sha256:613c7a0417887cd2626a2bfb31fa4e1d86c3088e575fd66bc227007dc69a5487'));

  /** PostgreSQL 16, maintained until 2028-11-09. */
  public static readonly V16 = new PostgresVersion(16, '2028-11-09', PostgresImage.tag('16.15-202608170814-standard-trixie',
    'sha256:3df9103d7f89c8abc2870463d4d446944c81b5f1f4b707c590895dc003ecbb65'));

  /** PostgreSQL 17, maintained until 2029-11-08. */
  public static readonly V17 = new PostgresVersion(17, '2029-11-08', PostgresImage.tag('17.11-202608170816-standard-trixie',
    'sha256:91e0de662d53895a45f1396f4ee1a75daeb0c26fc87853afc9c8f43e01fdaa21'));

  /** PostgreSQL 18, maintained until 2030-11-14. */
  public static readonly V18 = new PostgresVersion(18, '2030-11-14', PostgresImage.tag('18.6-202608170814-standard-trixie',
    'sha256:771f9eab5225587af259d84680cc69a5b6e374ac32bb24effafde1f3368a1241'));

  /**
   * A version that this catalog does not have, with its image. CloudNativePG 1.30 runs PostgreSQL 14 to 18.
   * @param major from 14 to 18
   * @param image an image of that major version
   * @throws when the operator does not run it, or the image is of another major version
   */
  public static of(major: number, image: PostgresImage): PostgresVersion {
    if (!Number.isInteger(major) || major < 14 || major > 18) {
      refuse('version', 'be from 14 to 18, which CloudNativePG 1.30 runs', major, 'choose for example PostgresVersion.V17');
    }
    if (image.major !== major) refuse('image', `be of PostgreSQL ${major}`, image.reference, 'choose the tag of the same major version');
    return new PostgresVersion(major, undefined, image);
  }

  private constructor(
    /** Major version. */
    public readonly major: number,
    /** Last day of the community's maintenance as `YYYY-MM-DD`; undefined when this catalog does not know. */
    public readonly endOfLife: string | undefined,
    /** Image that a database of this version runs. */
    public readonly image: PostgresImage,
  ) {}
}
