import { groupOf } from '../manifests';
import { objectRule } from '../object-rule';
import { CNPG_FIELDS, COMING_FIELDS } from '../readers/cnpg-fields';
import { isRecord } from '../readers/pod-template';
import { Severity } from '../severity';

const RELEASES: Readonly<Record<string, string>> = { 'postgresql.cnpg.io': 'CloudNativePG 1.30', 'barmancloud.cnpg.io': 'Barman Cloud plugin 0.14' };

export const unknownFields = objectRule({
  id: 'unknown-fields',
  title: 'CloudNativePG has every field that is set',
  why: 'The API server drops a field that the CRD does not have, where the client does not ask for strictness: the backup, the volume or the probe that one '
    + 'has written is not there, and nobody says so.',
  fix: 'Correct the name or the place; in YAML: a field of the API reference of the release that runs, for what is newer than CloudNativePG 1.30 waive this '
    + 'rule.',
  source: 'CRDs of CloudNativePG 1.30.0 and Barman Cloud plugin 0.14.0; Kubernetes docs, CustomResourceDefinitions, Field pruning; gbartolini/postgres-kubernetes-playground#7',
  severity: Severity.HYGIENE,
  check: (manifest) => Object.entries(CNPG_FIELDS[`${groupOf(manifest)}/${manifest.kind}`] ?? {}).flatMap(([at, fields]) => {
    const path = ['spec', ...at.split('.').filter((key) => key !== '')];
    const value: unknown = path.reduce<any>((of, key) => of?.[key], manifest);
    return (isRecord(value) ? Object.keys(value) : []).filter((field) => !fields.includes(field) && !COMING_FIELDS.includes(field)).map((field) => ({
      found: `${[...path, field].join('.')} is no field of ${manifest.kind} in ${RELEASES[groupOf(manifest)]}`, path: [...path, field],
    }));
  }),
});
