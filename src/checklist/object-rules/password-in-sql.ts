import { objectRule } from '../object-rule';
import { isPlaceholder } from '../readers/placeholder';
import { statementsOf } from '../readers/statements';
import { Severity } from '../severity';

/** What a statement makes, and the password it gives. */
const STATEMENTS: ReadonlyArray<readonly [string, RegExp]> = [
  ['user', /\b(?:CREATE|ALTER)\s+(?:USER|ROLE)\b[^;]{0,500}?\b(?:PASSWORD|IDENTIFIED\s+(?:WITH\s+\S+\s+)?BY)\s+'([^'\n]*)'/gi],
  ['user', /\bGRANT\b[^;]{0,500}?\bIDENTIFIED\s+BY\s+'([^'\n]*)'/gi],
  ['subscription', /\bCREATE\s+SUBSCRIPTION\b[^;]{0,500}?\bCONNECTION\s+'[^'\n]*\bpassword\s*=\s*([^\s'\n]+)/gi],
  ['replication source', /\bCHANGE\s+(?:MASTER|REPLICATION\s+SOURCE)\s+TO\b[^;]{0,500}?\b(?:MASTER|SOURCE)_PASSWORD\s*=\s*'([^'\n]*)'/gi],
  ['user', /\bcreateUser\s*\(\s*\{[^}]{0,500}?\bpwd["']?\s*:\s*["']([^"'\n]*)["']/gi],
];

export const passwordInSql = objectRule({
  id: 'password-in-sql',
  title: 'No statement in a manifest holds a password',
  why: 'The password is in Git for ever and readable to whoever reads ConfigMaps, and it is often in the server\'s log, too; '
    + 'whoever changes it in the database leaves a statement that sets the old one again.',
  fix: 'Let the operator make the user from a Secret (CloudNativePG: managed.roles with passwordSecret), or let a script take the password from a Secret\'s variable; '
    + 'change the password that was written down.',
  source: 'PostgreSQL 18 docs, CREATE ROLE (the password may be logged in cleartext); CloudNativePG 1.30 docs, PostgreSQL Role Management; CWE-256',
  severity: Severity.EXPOSURE,
  check: (manifest) => statementsOf(manifest).flatMap(({ text, path }) => {
    const made = STATEMENTS.flatMap(([what, pattern]) => [...text.matchAll(pattern)]
      // a SCRAM verifier is no password
      .filter(([, password]) => !isPlaceholder(password) && !password.startsWith('SCRAM-SHA-256$'))
      .map(() => what));
    const where = path.filter((key) => typeof key === 'string').pop();
    return made.length > 0 ? [{ found: `${where} gives a ${[...new Set(made)].join(' and a ')} its password in plain text`, path }] : [];
  }),
});
