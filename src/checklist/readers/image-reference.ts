/** What a container image's name says. */
export interface ImageReference {
  /** For example `docker.io`, which is also meant where none is named. */
  readonly registry: string;
  /** Without the registry, for example `library/postgres`. */
  readonly repository: string;
  readonly tag?: string;
  readonly digest?: string;
}

/** As container runtimes read it (github.com/distribution/reference 0.6, normalize.go). */
export function imageReference(image: string): ImageReference {
  const [name, digest] = image.trim().split('@');
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  const path = colon < 0 ? name : name.slice(0, colon);
  const first = path.slice(0, Math.max(path.indexOf('/'), 0));
  const named = /[.:]/.test(first) || first === 'localhost';
  const registry = named && first !== 'index.docker.io' ? first : 'docker.io';
  const rest = named ? path.slice(first.length + 1) : path;
  return {
    registry,
    repository: registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest,
    ...(colon >= 0 && { tag: name.slice(colon + 1) }),
    ...(digest !== undefined && { digest }),
  };
}
