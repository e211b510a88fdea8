{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}pilot{{ end }}

{{- /* Name of istiod's own objects. */}}
{{- define "istiod.name" -}}
istiod{{ include "common.suffix" . }}
{{- end }}

{{- /* Labels of what belongs to the control plane as a component. */}}
{{- define "istiod.component" -}}
operator.istio.io/component: Pilot
{{ include "common.owner" . }}
{{ include "istiod.labels" . }}
{{- end }}

{{- define "istiod.labels" -}}
app.kubernetes.io/name: istiod
release: {{ .Release.Name }}
{{ include "common.labels" . }}
{{- end }}

{{- /* The value of label istio.io/rev that means this installation. */}}
{{- define "istiod.rev" }}{{ .Values.revision | default "default" | quote }}{{ end }}

{{- /* Labels that tell this revision's pods from those of others. */}}
{{- define "istiod.selector" -}}
app: istiod
{{ if .Values.revision -}}
istio.io/rev: {{ .Values.revision | quote }}
{{- else -}}
istio: pilot
{{- end }}
{{- end }}

{{- /* Does istiod run in this cluster? A remote cluster may run one just for injection. */}}
{{- define "istiod.runs" -}}
{{- with .Values.istiodRemote }}{{ if or (not .enabled) .enabledLocalInjectorIstiod }}yes{{ end }}{{ end }}
{{- end }}

{{- /* Does some istiod act on this cluster with this chart's service account? */}}
{{- define "istiod.acts" -}}
{{- if or (include "istiod.runs" .) .Values.global.configCluster }}yes{{ end }}
{{- end }}

{{- /* IPv4, IPv6, or nothing when the remote control plane is known by name. */}}
{{- define "istiod.remoteFamily" -}}
{{- $address := .Values.global.remotePilotAddress }}
{{- if regexMatch `^([0-9]*\.){3}[0-9]*$` $address }}IPv4
{{- else if regexMatch `^([0-9a-fA-F]*:)+[0-9a-fA-F]*$` $address }}IPv6
{{- end }}
{{- end }}

{{- /* Ports of the Service in front of istiod. */}}
{{- define "istiod.ports" -}}
- {name: grpc-xds, port: 15010, protocol: TCP} # plain text
- {name: https-dns, port: 15012, protocol: TCP} # mutual TLS
- {name: https-webhook, port: 443, targetPort: 15017, protocol: TCP}
- {name: http-monitoring, port: 15014, protocol: TCP}
{{- end }}

{{- /* Address families of a Service; takes the map that holds the two settings. */}}
{{- define "istiod.families" -}}
{{- with .ipFamilyPolicy }}
ipFamilyPolicy: {{ . }}
{{- end }}
{{- with .ipFamilies }}
ipFamilies:
{{- range . }}
  - {{ . }}
{{- end }}
{{- end }}
{{- end }}

{{- /* API groups of Istio's own resources, with those of past releases: an older istiod may still run beside this one. */}}
{{- define "istiod.groups" -}}
[config.istio.io, security.istio.io, networking.istio.io, authentication.istio.io, rbac.istio.io, telemetry.istio.io, extensions.istio.io]
{{- end }}

{{- /* API group of multi-cluster services. */}}
{{- define "istiod.mcs" }}{{ .Values.env.MCS_API_GROUP | default "multicluster.x-k8s.io" | quote }}{{ end }}
