{{- /* `global` lies flat in this chart: global.hub is hub. */}}
{{- define "values.flat" }}yes{{ end }}
{{- define "values.prefix" }}{{ end }}

{{- define "ztunnel.name" }}{{ .Values.resourceName | default "ztunnel" }}{{ end }}

{{- define "ztunnel.labels" -}}
app.kubernetes.io/name: ztunnel
{{ include "common.labels" . }}
{{- end }}

{{- /* Annotations of every object but the quota, as a whole field. */}}
{{- define "ztunnel.annotations" -}}
{{- $own := .Values.annotations }}
{{- with .Values.revision }}{{ $own = merge (dict "istio.io/rev" .) ($own | default dict) }}{{ end -}}
annotations:
  {{- toYaml $own | nindent 2 }}
{{- end }}

{{- /* Where to get certificates and configuration unless told otherwise. */}}
{{- define "ztunnel.istiod" -}}
istiod{{ include "common.suffix" . }}.{{ .Values.istioNamespace }}.svc:15012
{{- end }}
