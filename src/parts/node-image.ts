/** Maintained by Docker and Node.js; 24 has long-term support (nodejs.org, Releases). */
export const NODE_IMAGE = 'docker.io/library/node:24.19.0-trixie-slim';
/** The user `node` of that image. */
export const NODE_USER = 1000;
