import { declarationAnnotations, Declared, readDeclared } from '../../src/checklist/annotations';

const ANNOTATION = 'cdk8s-databases.io/objectives';

function reading(objectives: string): () => Declared {
  return () => readDeclared({ apiVersion: 'postgresql.cnpg.io/v1', kind: 'Cluster', metadata: { name: 'orders', annotations: { [ANNOTATION]: objectives } } });
}

test('what is promised is read back as it was written', () => {
  const objectives = { recoveryPointSeconds: 900, recoveryTimeSeconds: 14_400, replayMebibytesPerSecond: 0.5 };
  const written = declarationAnnotations({ objectives });
  expect(Object.keys(written)).toEqual([ANNOTATION]);
  expect(reading(written[ANNOTATION])()).toEqual({ objectives });
});

test('one of the two alone may be promised', () => {
  expect(reading('{ "recoveryPointSeconds": 900 }')()).toEqual({ objectives: { recoveryPointSeconds: 900 } });
});

const KEYS = 'recoveryPointSeconds, recoveryTimeSeconds, restoreMebibytesPerSecond, replayMebibytesPerSecond, replicaMebibytesPerSecond, startSeconds';
const SECONDS = (got: string) => `metadata.annotations["${ANNOTATION}"].recoveryTimeSeconds must be a number above 0, got ${got}; correct or remove it`;

test.each([
  ['nothing', '{ "recoveryTimeSeconds": 0 }', SECONDS('0')],
  ['less than nothing', '{ "recoveryTimeSeconds": -60 }', SECONDS('-60')],
  ['words', '{ "recoveryTimeSeconds": "4h" }', SECONDS('"4h"')],
  ['null', '{ "recoveryTimeSeconds": null }', SECONDS('null')],
  ['a key that nobody reads', '{ "rto": 60 }', `metadata.annotations["${ANNOTATION}"] must have no other keys than ${KEYS}, got "rto"; correct it`],
  ['no object', '"4h"', `metadata.annotations["${ANNOTATION}"] must be a JSON object, got ${JSON.stringify('"4h"')}; correct or remove it`],
  ['no JSON', '4h', `metadata.annotations["${ANNOTATION}"] must be a JSON object, got "4h"; correct or remove it`],
])('%s is refused where something is promised', (_, text, message) => {
  expect(reading(text)).toThrow(new Error(message));
});
