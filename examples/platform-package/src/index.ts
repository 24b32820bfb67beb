export * from './acme-postgres';
export * from './acme-size';
