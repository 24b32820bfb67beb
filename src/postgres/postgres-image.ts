import { refuse } from '../values/refusal';

const OFFICIAL = 'ghcr.io/cloudnative-pg/postgresql';
const REFERENCE = /^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)+:([\w][\w.-]{0,127})(@sha256:[0-9a-f]{64})?$/;

/** An image of PostgreSQL that CloudNativePG runs. */
export class PostgresImage {
  /**
   * An official image of CloudNativePG.
   * @param tag for example `17.11-202608170816-standard-trixie`
   * @param digest `sha256:…` of the image; without it the registry decides what the tag means
   * @throws when the tag does not start with a version, as the operator requires, or the digest is malformed
   */
  public static tag(tag: string, digest?: string): PostgresImage {
    return PostgresImage.of(`${OFFICIAL}:${tag}${digest === undefined ? '' : `@${digest}`}`);
  }

  /**
   * Your own image or mirror: `registry/name:tag`, or `registry/name:tag@sha256:…`. The tag starts with PostgreSQL's version: the operator
   * reads the version from it.
   * @param reference registry, name and tag, with or without digest
   * @throws when there is no tag, the tag is `latest` or does not start with a version
   */
  public static of(reference: string): PostgresImage {
    const tag = REFERENCE.exec(reference)?.[3];
    const major = Number(/^(\d+)(\.\d|-|$)/.exec(tag ?? '')?.[1]);
    if (!tag || !major) {
      refuse('image', 'be registry/name:tag or registry/name:tag@sha256:… with a tag that starts with a released version of PostgreSQL', reference,
        'write for example "ghcr.io/cloudnative-pg/postgresql:17.11-standard-trixie"');
    }
    return new PostgresImage(reference, major);
  }

  private constructor(
    /** The whole reference. */
    public readonly reference: string,
    /** Major version of PostgreSQL, by the tag. */
    public readonly major: number,
  ) {}
}
