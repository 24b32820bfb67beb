interface Server {
  readonly kind?: string;
  readonly name?: string;
  readonly image?: string;
  /** Lines of the workload's spec. */
  readonly spec?: string;
  /** Lines of the container. */
  readonly container?: string;
  /** Lines of the pod. */
  readonly pod?: string;
}

/** A workload that runs a database, as somebody writes it by hand. */
export function server({ kind = 'StatefulSet', name = 'db', image = 'postgres:17.6', spec = '', container = '', pod = '' }: Server = {}): string {
  return `---
apiVersion: apps/v1
kind: ${kind}
metadata: { name: ${name} }
spec:
  ${spec}
  selector: { matchLabels: { app: db } }
  template:
    metadata: { labels: { app: db } }
    spec:
      containers:
        - name: db
          image: ${image}
          ${container}
      ${pod}
`;
}

/** A ConfigMap of one key. */
export function configMap(key: string, text: string, name = 'config'): string {
  return `---
apiVersion: v1
kind: ConfigMap
metadata: { name: ${name} }
data:
  ${key}: |
${text.replace(/^/gm, '    ')}
`;
}
