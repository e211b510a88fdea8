{{- /* `global` lies flat in this chart: global.network is network. */}}
{{- define "values.flat" }}yes{{ end }}
{{- define "values.prefix" }}{{ end }}

{{- /* Name of all objects. Helm's stand-in for a missing release name doesn't count. */}}
{{- define "gateway.name" -}}
{{- $release := ternary "" .Release.Name (eq .Release.Name "RELEASE-NAME") }}
{{- coalesce .Values.name $release "istio-ingressgateway" }}
{{- end }}

{{- /* Label istio: what Gateway resources select by. */}}
{{- define "gateway.role" }}{{ if .Values.labels.istio }}{{ .Values.labels.istio | quote }}{{ else }}{{ include "gateway.name" . | trimPrefix "istio-" }}{{ end }}{{ end }}

{{- define "gateway.selector" -}}
app: {{ if .Values.labels.app }}{{ .Values.labels.app | quote }}{{ else }}{{ include "gateway.name" . }}{{ end }}
istio: {{ include "gateway.role" . }}
{{- end }}

{{- /* Labels that a user adds; app and istio are part of the selector. */}}
{{- define "gateway.added" -}}
{{- range $key, $value := omit .Values.labels "app" "istio" }}
{{ $key | quote }}: {{ $value | quote }}
{{- end }}
{{- end }}

{{- define "gateway.labels" -}}
app.kubernetes.io/name: {{ include "gateway.name" . }}
{{ include "common.labels" . }}
{{ include "gateway.selector" . }}
{{- include "gateway.added" . }}
{{- end }}

{{- define "gateway.account" -}}
{{- .Values.serviceAccount.name | default (ternary (include "gateway.name" .) "default" (not (not .Values.serviceAccount.create))) }}
{{- end }}

{{- /* How many replicas there will be at least. */}}
{{- define "gateway.replicas" -}}
{{- with .Values }}{{ ternary .autoscaling.minReplicas .replicaCount (not (not .autoscaling.enabled)) | int }}{{ end }}
{{- end }}
