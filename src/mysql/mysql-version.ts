import { MySqlImage } from './mysql-image';
import { refuse } from '../values/refusal';

/**
 * A release series of MySQL with the image that a new database gets: Percona XtraDB Cluster, as its operator 1.20.0 is released with it
 * (deploy/cr.yaml and its release notes). Images are pinned by tag: no digest of them is known here, so give `image` with one where the registry is
 * not to decide. A newer image in this catalog restarts databases and is therefore never part of a patch release.
 */
export class MySqlVersion {
  /** MySQL 8.4, with long-term support until April 2032. */
  public static readonly V8_4 = new MySqlVersion('8.4', '2032-04-30', MySqlImage.tag('8.4.8-8.1'));

  /** MySQL 8.0, which has had no fixes since April 2026: only for a database that is about to be upgraded. */
  public static readonly V8_0 = new MySqlVersion('8.0', '2026-04-30', MySqlImage.tag('8.0.45-36.1'));

  /**
   * A series with an image that this catalog does not have.
   * @param series `8.0` or `8.4`
   * @param image an image of that series
   * @throws when the operator does not run it, or the image is of another series
   */
  public static of(series: string, image: MySqlImage): MySqlVersion {
    const known = [MySqlVersion.V8_0, MySqlVersion.V8_4].find((version) => version.series === series);
    if (!known) refuse('version', 'be 8.0 or 8.4, which Percona XtraDB Cluster operator 1.20 runs', series, 'choose for example MySqlVersion.V8_4');
    if (image.series !== series) refuse('image', `be of MySQL ${series}`, image.reference, 'choose the tag of the same series');
    return new MySqlVersion(series, known.endOfLife, image);
  }

  private constructor(
    /** Release series: `8.4`. */
    public readonly series: string,
    /** Last day of free fixes as `YYYY-MM-DD` (Oracle Lifetime Support Policy). */
    public readonly endOfLife: string,
    /** Image that a database of this version runs. */
    public readonly image: MySqlImage,
  ) {}
}
