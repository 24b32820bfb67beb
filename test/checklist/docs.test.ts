import { readFileSync } from 'fs';
import { join } from 'path';
import { checklistPage } from '../../scripts/checklist-docs';
import { OBJECT_RULES } from '../../src/checklist/object-rules';
import { RULES } from '../../src/checklist/rules';
import { CRUNCHY_FIXES } from '../../src/crunchy/crunchy-fixes';
import { ZALANDO_FIXES } from '../../src/zalando/zalando-fixes';

test('docs/checklist.md says what the rules say', () => {
  expect(readFileSync(join(__dirname, '../../docs/checklist.md'), 'utf8')).toBe(checklistPage(RULES, OBJECT_RULES));
});

test('the page tells of each rule all that there is to tell', () => {
  const [rule] = RULES;
  expect(checklistPage([{ ...rule, costly: false }], [])).toContain([
    '## Storage',
    '### storage-retained',
    'Volumes outlive their claims (reclaimPolicy: Retain).',
    '**At stake.** data loss.',
    `**Why.** ${rule.why}`,
    `**How to meet it.** ${rule.fix}`,
    `**In a Zalando \`postgresql\`.** ${ZALANDO_FIXES[rule.id]}`,
    `**In a Crunchy \`PostgresCluster\`.** ${CRUNCHY_FIXES[rule.id]}`,
    `**Source.** ${rule.source}.`,
    '**Waived by `notForProduction`.** No: a preview meets it too.',
  ].join('\n\n'));
});
