import { FieldPath } from '../field';
import { groupOf, Manifest } from '../manifests';
import { objectRule } from '../object-rule';
import { commandOf, isRecord, listIn } from '../readers/pod-template';
import { preparationsOf } from '../readers/preparation';
import { Severity } from '../severity';

export const initSysctl = objectRule({
  id: 'init-sysctl',
  title: 'A database\'s pod leaves the node\'s kernel alone',
  why: 'The parameter holds for every pod of the node, and stays when the database moves on: vm.overcommit_memory=2 kills strangers. '
    + 'It takes a privileged container, which the Pod Security levels baseline and restricted refuse, and which owns the node when it is broken into.',
  fix: 'Set the parameters where the node is made, or with a DaemonSet on the database nodes (TuneD, or this library\'s NodeTuning), and remove the init container.',
  source: 'Kubernetes docs, Pod Security Standards (baseline: no privileged containers) and Using sysctls in a Kubernetes Cluster; elastic/cloud-on-k8s docs, Virtual memory',
  severity: Severity.EXPOSURE,
  check: (manifest) => [...ofWorkload(manifest), ...ofElasticsearch(manifest)].flatMap(({ container, script, path }) => {
    const keys = keysIn(script);
    return container.securityContext?.privileged === true && keys.length > 0
      ? [{ found: `privileged init container ${container.name} sets ${keys.join(', ')} on the whole node`, path }]
      : [];
  }),
});

interface Script {
  readonly container: any;
  readonly script: string;
  readonly path: FieldPath;
}

function ofWorkload(manifest: Manifest): Script[] {
  return preparationsOf(manifest).map(({ container, script, path }) => ({ container, script, path: [...path.slice(0, -1), 'securityContext', 'privileged'] }));
}

/** The operator's documentation shows this init container, and a DaemonSet beside it that needs none. */
function ofElasticsearch(manifest: Manifest): Script[] {
  if (manifest.kind !== 'Elasticsearch' || groupOf(manifest) !== 'elasticsearch.k8s.elastic.co') return [];
  return listIn(manifest.spec?.nodeSets).flatMap((set, i) => listIn(set?.podTemplate?.spec?.initContainers).flatMap((container, j) => {
    const path = ['spec', 'nodeSets', i, 'podTemplate', 'spec', 'initContainers', j, 'securityContext', 'privileged'];
    return isRecord(container) ? [{ container, script: commandOf(container), path }] : [];
  }));
}

function keysIn(script: string): string[] {
  const set = [...script.matchAll(/\b((?:vm|net|kernel|fs)(?:\.[a-z0-9_]{1,60}){1,8})\s*=/g)].map(([, key]) => key);
  const written = [...script.matchAll(/>\s*\/(?:host[-/])?(?:proc\/sys|sys\/kernel)\/([\w/]+)/g)].map(([, key]) => key.replace(/\//g, '.'));
  return /\bsysctl\b/.test(script) || written.length > 0 ? [...new Set([...set, ...written])] : [];
}
