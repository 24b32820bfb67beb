import { GUIDE_DEFECTS } from './guide-defects';
import { check } from '../../src/validation/check';
import { READERS } from '../../src/validation/readers';
import { EXAMPLES_DAY } from '../support/examples';
import { folder } from '../support/folder';

test.each(GUIDE_DEFECTS.map((defect) => [defect.what, defect] as const))('%s is found by the rule that is meant for it', (_, { yaml, rules }) => {
  const { databases, objects, unread } = check([folder({ 'guide.yaml': yaml })], READERS, EXAMPLES_DAY);
  const reports = [...databases.map(({ report }) => report), ...objects];
  const failed = reports.flatMap(({ results }) => results).filter(({ outcome }) => outcome === 'fail').map(({ rule }) => rule.id);
  expect(unread.filter(({ broken }) => broken)).toEqual([]);
  expect(failed).toEqual(expect.arrayContaining([...rules]));
});
