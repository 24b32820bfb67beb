import { Manifest } from '../manifests';
import { objectRule, Violation } from '../object-rule';
import { commandsOf, environmentOf } from '../readers/container-texts';
import { mainServerOf } from '../readers/main-server';
import { isSwitch, namesDatabasePassword, passwordsInCommand, passwordsInConnections } from '../readers/passwords';
import { isPlaceholder } from '../readers/placeholder';
import { containersOf, isRecord, podTemplateOf } from '../readers/pod-template';
import { withoutComments } from '../readers/statements';
import { Severity } from '../severity';

export const passwordInPlainText = objectRule({
  id: 'password-in-plain-text',
  title: 'No database password stands in a workload or a ConfigMap',
  why: 'What stands in a manifest is in Git for ever, and whoever may read pods or ConfigMaps reads it: both are given away more freely than Secrets. '
    + 'In a command line every process of the node sees it.',
  fix: 'Keep the password in a Secret that a secret store fills (ExternalSecret), take it with valueFrom.secretKeyRef or as a file, refer to it as $(NAME) in command and args, '
    + 'and change the password that was written down.',
  source: 'Kubernetes docs, Good practices for Kubernetes Secrets; CWE-256; OWASP Secrets Management Cheat Sheet',
  severity: Severity.EXPOSURE,
  check: (manifest) => [...inContainers(manifest), ...inConfigMap(manifest)],
});

function inContainers(manifest: Manifest): Violation[] {
  const template = podTemplateOf(manifest);
  if (!template) return [];
  // of a database's own pod the box secrets-external says it
  const judged = mainServerOf(manifest) !== undefined;
  return containersOf(template).flatMap((at) => [
    ...environmentOf(at).filter(({ name }) => !(judged && !at.init && /PASS(WORD|WD)?$/.test(name)))
      .flatMap(({ name, text, path }) => inValue(`variable ${name}`, name, text, path)),
    ...commandsOf(at).flatMap(({ text, path }) => (passwordsInCommand(text).length > 0 || passwordsInConnections(text).length > 0
      ? [{ found: `${path[path.length - 1] === 'args' ? 'an argument' : 'a command'} of container ${at.container.name} holds a password`, path }]
      : [])),
  ]);
}

function inConfigMap(manifest: Manifest): Violation[] {
  if (manifest.kind !== 'ConfigMap' || !isRecord(manifest.data)) return [];
  return Object.entries(manifest.data).flatMap(([key, value]) => (typeof value === 'string' ? inValue(`key ${key}`, key, withoutComments(value), ['data', key]) : []));
}

function inValue(what: string, name: string, text: string, path: Violation['path']): Violation[] {
  if (namesDatabasePassword(name) && !text.trim().includes('\n')) {
    return isPlaceholder(text) || isSwitch(text) ? [] : [{ found: `${what} is a password of ${text.trim().length} characters`, path }];
  }
  if (passwordsInConnections(text).length > 0) return [{ found: `${what} has a connection string with its password`, path }];
  if (settings(text).length > 0) return [{ found: `${what} sets a password: ${settings(text).join(', ')}`, path }];
  return [];
}

/** A line of one name and one word; a name is bounded, so that a long line costs no more than its length. */
const SETTING = /^[ \t]*([\w.-]{1,200})(?:[ \t]*[:=][ \t]*|[ \t]+)(\S+)[ \t]*$/gm;
const PASSWORD_SETTING = /^(requirepass|masterauth)$|(datasource|database|db|postgres|mysql|mariadb|mongo|redis).*(password|passwd|pwd)$/i;

/** Names of the settings in a file that hold a password. */
function settings(text: string): string[] {
  const isPassword = ([, name, value]: RegExpMatchArray) => PASSWORD_SETTING.test(name) && !isPlaceholder(value) && !isSwitch(value);
  return [...text.matchAll(SETTING)].filter(isPassword).map(([, name]) => name);
}
