import { groupOf } from '../manifests';
import { objectRule } from '../object-rule';
import { selects } from '../readers/label-selector';
import { isRecord, listIn, podTemplateOf } from '../readers/pod-template';
import { Severity } from '../severity';

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'];

export const selectorMatchesTemplate = objectRule({
  id: 'selector-matches-template',
  title: 'A workload selects the pods that it makes',
  why: 'The API server refuses a workload whose selector does not match its own template: nothing is installed, or the upgrade stops half-way.',
  fix: 'Give spec.template.metadata.labels every label that spec.selector asks for.',
  source: 'Kubernetes 1.36 API, DeploymentSpec.selector ("must match the pod template\'s labels"); validation: `selector` does not match template `labels`',
  severity: Severity.OUTAGE,
  check: (manifest) => {
    const template = podTemplateOf(manifest);
    const selector = manifest.spec?.selector;
    if (!template || groupOf(manifest) !== 'apps' || !KINDS.includes(manifest.kind) || !isRecord(selector)) return [];
    const containers = listIn(template.spec.containers);
    // without images it is a patch
    if (containers.length === 0 || containers.some((container) => !container?.image) || selects(selector, template.labels)) return [];
    const labels = Object.entries(template.labels).map(([key, value]) => `${key}=${value}`);
    return [{ found: `spec.selector does not match the template's labels (${labels.join(', ') || 'none'})`, path: ['spec', 'selector'] }];
  },
});
