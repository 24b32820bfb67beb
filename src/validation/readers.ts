import { Reader } from '../checklist/reader';
import { cnpgReader } from '../postgres/cnpg-facts';

/** The operators whose databases can be read. */
export const READERS: readonly Reader[] = [cnpgReader];
