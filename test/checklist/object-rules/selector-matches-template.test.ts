import { violations } from './violations';
import { selectorMatchesTemplate } from '../../../src/checklist/object-rules/selector-matches-template';

const deployment = (selector: string, metadata: string, spec = '{ containers: [{ name: pmm, image: pmm }] }') => violations(selectorMatchesTemplate, `
apiVersion: apps/v1
kind: Deployment
metadata: { name: pmm }
spec: { ${selector} template: { ${metadata} spec: ${spec} } }`);

test('a selector that its template does not match is refused', () => {
  expect(deployment('selector: { matchLabels: { app: pmm } },', '')).toEqual(['Deployment pmm spec.selector: spec.selector does not match the template\'s labels (none)']);
  expect(deployment('selector: { matchLabels: { app: pmm, tier: db } },', 'metadata: { labels: { app: pmm } },'))
    .toEqual(['Deployment pmm spec.selector: spec.selector does not match the template\'s labels (app=pmm)']);
  expect(deployment('selector: { matchExpressions: [{ key: app, operator: In, values: [other] }] },', 'metadata: { labels: { app: pmm } },')).toHaveLength(1);
});

test.each([
  ['it matches', 'selector: { matchLabels: { app: pmm } },', 'metadata: { labels: { app: pmm, more: yes } },', undefined],
  ['it is a patch without a selector', '', '', undefined],
  ['it is a patch without an image', 'selector: { matchLabels: { app: pmm } },', '', '{ containers: [{ name: pmm, resources: {} }] }'],
  ['it is a patch without containers', 'selector: { matchLabels: { app: pmm } },', '', '{ nodeSelector: { disk: ssd } }'],
])('nothing is found when %s', (_, selector, metadata, spec) => expect(deployment(selector, metadata, spec)).toEqual([]));
