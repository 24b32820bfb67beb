import { parseAllDocuments } from 'yaml';

/** What matters of CloudNativePG's release manifest: the Deployment in full, of other kinds one each with what a reader could lose. */
export const CLOUD_NATIVE_PG_RELEASE = `apiVersion: v1
kind: Namespace
metadata:
  labels:
    app.kubernetes.io/name: cloudnative-pg
  name: cnpg-system
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  annotations:
    controller-gen.kubebuilder.io/version: v0.21.0
  name: clusters.postgresql.cnpg.io
spec:
  group: postgresql.cnpg.io
  names: {kind: Cluster, plural: clusters}
  scope: Namespaced
  versions:
  - name: v1
    schema:
      openAPIV3Schema:
        properties:
          spec:
            default: {}
            properties:
              empty: {default: "", type: string}
              none: {default: [], type: array, items: {}}
              size: {anyOf: [{type: integer}, {type: string}], default: "1", x-kubernetes-int-or-string: true}
              "on": {default: true, type: boolean}
              limit: {default: 2147483647, format: int32, type: integer}
            type: object
        type: object
    served: true
    storage: true
    subresources: {status: {}}
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRole
metadata:
  name: cnpg-manager
rules:
- apiGroups: [""]
  resources: [nodes]
  verbs: [get]
---
apiVersion: v1
data:
  queries: |
    backends:
      query: "SELECT 1"

    last: 'line'
kind: ConfigMap
metadata:
  labels:
    cnpg.io/reload: ""
  name: cnpg-default-monitoring
  namespace: cnpg-system
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app.kubernetes.io/name: cloudnative-pg
  name: cnpg-controller-manager
  namespace: cnpg-system
spec:
  replicas: 1
  selector:
    matchLabels:
      app.kubernetes.io/name: cloudnative-pg
  template:
    metadata:
      labels:
        app.kubernetes.io/name: cloudnative-pg
    spec:
      containers:
      - args: [controller, --leader-elect]
        command: [/manager]
        image: ghcr.io/cloudnative-pg/cloudnative-pg:1.30.0
        name: manager
        ports:
        - {containerPort: 9443, name: webhook-server, protocol: TCP}
        readinessProbe:
          httpGet: {path: /readyz, port: 9443, scheme: HTTPS}
        resources:
          limits: {cpu: 100m, memory: 200Mi}
          requests: {cpu: 100m, memory: 100Mi}
        volumeMounts:
        - {mountPath: /controller, name: scratch-data}
      serviceAccountName: cnpg-manager
      terminationGracePeriodSeconds: 10
      volumes:
      - emptyDir: {}
        name: scratch-data
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingWebhookConfiguration
metadata:
  name: cnpg-validating-webhook-configuration
webhooks:
- admissionReviewVersions: [v1]
  clientConfig:
    service: {name: cnpg-webhook-service, namespace: cnpg-system, path: /validate-postgresql-cnpg-io-v1-cluster}
  failurePolicy: Fail
  name: vcluster.cnpg.io
  sideEffects: None
`;

/** Likewise of the Barman Cloud plugin's. */
export const BARMAN_CLOUD_RELEASE = `apiVersion: v1
data:
  SIDECAR_IMAGE: |
    Z2hjci5pby9jbG91ZG5hdGl2ZS1wZy9wbHVnaW4tYmFybWFuLWNsb3VkLXNpZGVjYXI6dj
    AuMTQuMA==
kind: Secret
metadata:
  name: plugin-barman-cloud-8tfddg42gf
  namespace: cnpg-system
type: Opaque
---
apiVersion: v1
kind: Service
metadata:
  annotations:
    cnpg.io/pluginPort: "9090"
  name: barman-cloud
  namespace: cnpg-system
spec:
  ports:
  - {port: 9090, protocol: TCP, targetPort: 9090}
  selector:
    app: barman-cloud
---
apiVersion: apps/v1
kind: Deployment
metadata:
  labels:
    app: barman-cloud
  name: barman-cloud
  namespace: cnpg-system
spec:
  replicas: 1
  selector:
    matchLabels:
      app: barman-cloud
  strategy:
    type: Recreate
  template:
    metadata:
      labels:
        app: barman-cloud
    spec:
      containers:
      - args: [operator, --server-address=:9090, --leader-elect]
        image: ghcr.io/cloudnative-pg/plugin-barman-cloud:v0.14.0
        name: barman-cloud
        ports:
        - {containerPort: 9090, protocol: TCP}
        readinessProbe:
          initialDelaySeconds: 10
          tcpSocket: {port: 9090}
        resources: {}
      serviceAccountName: plugin-barman-cloud
`;

/** The objects of a text, as they are written. */
export function objectsOf(text: string): any[] {
  return parseAllDocuments(text).map((document) => document.toJS());
}

/** The object of that kind. */
export function ofRelease(text: string, kind: string): any {
  return objectsOf(text).find((object) => object.kind === kind);
}
