import { ContainerAt, isRecord, listIn } from './pod-template';
import { FieldPath } from '../field';

/** Something that a container is told, and where. */
export interface ContainerText {
  readonly text: string;
  readonly path: FieldPath;
}

export interface EnvironmentVariable extends ContainerText {
  readonly name: string;
}

/** Environment variables whose value stands in the manifest. */
export function environmentOf({ container, path }: ContainerAt): EnvironmentVariable[] {
  return listIn(container.env).flatMap((variable, i) => (isRecord(variable) && typeof variable.name === 'string' && isText(variable.value)
    ? [{ name: variable.name, text: String(variable.value), path: [...path, 'env', i, 'value'] }]
    : []));
}

const COMMANDS: readonly FieldPath[] = [
  ['command'], ['args'], ['livenessProbe', 'exec', 'command'], ['readinessProbe', 'exec', 'command'], ['startupProbe', 'exec', 'command'],
  ['lifecycle', 'preStop', 'exec', 'command'], ['lifecycle', 'postStart', 'exec', 'command'],
];

/** Everything that runs in a container, each list of words as one text. */
export function commandsOf({ container, path }: ContainerAt): ContainerText[] {
  return COMMANDS.flatMap((field) => {
    const words = field.reduce<any>((of, key) => of?.[key], container);
    return Array.isArray(words) && words.length > 0 ? [{ text: words.filter(isText).join(' '), path: [...path, ...field] }] : [];
  });
}

function isText(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}
