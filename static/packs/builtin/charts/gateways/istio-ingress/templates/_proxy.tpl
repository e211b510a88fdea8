{{- /* The parts of a proxy container that injection would otherwise add. */}}

{{- define "gw.proxy" -}}
{{- $g := .root.Values.global }}
args:
  - proxy
  - router
  - --domain
  - $(POD_NAMESPACE).svc.{{ $g.proxy.clusterDomain }}
  {{- with $g.proxy.logLevel }}
  - --proxyLogLevel={{ . }}
  {{- end }}
  {{- with $g.proxy.componentLogLevel }}
  - --proxyComponentLogLevel={{ . }}
  {{- end }}
  {{- with $g.logging.level }}
  - --log_output_level={{ . }}
  {{- end }}
  {{- if $g.logAsJson }}
  - --log_as_json
  {{- end }}
  {{- with $g.sts.servicePort }}
  - --stsPort={{ . }}
  {{- end }}
readinessProbe:
  httpGet: {path: /healthz/ready, port: 15021, scheme: HTTP}
  initialDelaySeconds: 1
  periodSeconds: 2
  timeoutSeconds: 1
  successThreshold: 1
  failureThreshold: 30
{{- end }}

{{- define "gw.env" -}}
{{- $v := .root.Values }}
{{- $name := .gw.name }}
- name: PILOT_CERT_PROVIDER
  value: {{ $v.global.pilotCertProvider }}
- name: CA_ADDR
  value: {{ $v.global.caAddress | default (print "istiod" (include "common.suffix" .root) "." $v.global.istioNamespace ".svc:15012") }}
- {name: NODE_NAME, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: spec.nodeName}}}
- {name: POD_NAME, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.name}}}
- {name: POD_NAMESPACE, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: metadata.namespace}}}
- {name: INSTANCE_IP, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.podIP}}}
- {name: HOST_IP, valueFrom: {fieldRef: {apiVersion: v1, fieldPath: status.hostIP}}}
- {name: ISTIO_CPU_LIMIT, valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: "1"}}}
- {name: SERVICE_ACCOUNT, valueFrom: {fieldRef: {fieldPath: spec.serviceAccountName}}}
- name: ISTIO_META_WORKLOAD_NAME
  value: {{ $name }}
- name: ISTIO_META_OWNER
  value: kubernetes://apis/apps/v1/namespaces/{{ .root.Release.Namespace }}/deployments/{{ $name }}
{{- with $v.global.meshID | default $v.meshConfig.trustDomain }}
- name: ISTIO_META_MESH_ID
  value: "{{ . }}"
{{- end }}
{{- with $v.meshConfig.trustDomain }}
- name: TRUST_DOMAIN
  value: "{{ . }}"
{{- end }}
{{- end }}

{{- define "gw.lastEnv" -}}
{{- $g := .root.Values.global }}
{{- if and $g.network (not .gw.env.ISTIO_META_NETWORK) }}
- name: ISTIO_META_NETWORK
  value: "{{ $g.network }}"
{{- end }}
- name: ISTIO_META_CLUSTER_ID
  value: "{{ $g.multiCluster.clusterName | default "Kubernetes" }}"
- {name: ISTIO_META_NODE_NAME, valueFrom: {fieldRef: {fieldPath: spec.nodeName}}}
{{- end }}

{{- define "gw.mounts" -}}
- {name: workload-socket, mountPath: /var/run/secrets/workload-spiffe-uds}
- {name: credential-socket, mountPath: /var/run/secrets/credential-uds}
- {name: workload-certs, mountPath: /var/run/secrets/workload-spiffe-credentials}
- {name: istio-envoy, mountPath: /etc/istio/proxy}
- {name: config-volume, mountPath: /etc/istio/config}
{{- if eq .Values.global.pilotCertProvider "istiod" }}
- {name: istiod-ca-cert, mountPath: /var/run/secrets/istio}
{{- end }}
- {name: istio-token, mountPath: /var/run/secrets/tokens, readOnly: true}
{{- if .Values.global.mountMtlsCerts }}
- {name: istio-certs, mountPath: /etc/certs, readOnly: true}
{{- end }}
- {name: istio-data, mountPath: /var/lib/istio/data}
- {name: podinfo, mountPath: /etc/istio/pod}
{{- end }}

{{- /* A Secret or ConfigMap of the user's, seen from the proxy. */}}
{{- define "gw.mount" -}}
- name: {{ .name }}
  mountPath: {{ .mountPath | quote }}
  readOnly: true
{{- end }}

{{- define "gw.volumes" -}}
{{- $g := .Values.global }}
- {name: workload-socket, emptyDir: {}}
- {name: credential-socket, emptyDir: {}}
- {name: workload-certs, emptyDir: {}}
{{- if eq $g.pilotCertProvider "istiod" }}
- name: istiod-ca-cert
  {{- if eq ((.Values.pilot).env).ENABLE_CLUSTER_TRUST_BUNDLE_API true }}
  projected:
    sources:
      - clusterTrustBundle:
          name: istio.io:istiod-ca:{{ $g.trustBundleName | default "root-cert" }}
          path: root-cert.pem
  {{- else }}
  configMap:
    name: {{ $g.trustBundleName | default "istio-ca-root-cert" }}
  {{- end }}
{{- end }}
- name: podinfo
  downwardAPI:
    items:
      - {path: labels, fieldRef: {fieldPath: metadata.labels}}
      - {path: annotations, fieldRef: {fieldPath: metadata.annotations}}
- {name: istio-envoy, emptyDir: {}}
- {name: istio-data, emptyDir: {}}
- name: istio-token
  projected:
    sources:
      - serviceAccountToken:
          path: istio-token
          expirationSeconds: 43200
          audience: {{ $g.sds.token.aud }}
{{- if $g.mountMtlsCerts }}
- {name: istio-certs, secret: {secretName: istio.{{ include "gw.key" . }}-service-account, optional: true}}
{{- end }}
- name: config-volume
  configMap:
    name: istio{{ include "common.suffix" . }}
    optional: true
{{- end }}
