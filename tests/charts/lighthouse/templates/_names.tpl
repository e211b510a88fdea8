{{- /* Names and labels, in one place. */ -}}
{{- define "lighthouse.name" -}}
{{- default .Chart.Name .Values.name | trunc 40 | trimSuffix "-" -}}
{{- end }}
{{- define "lighthouse.labels" -}}
app: {{ include "lighthouse.name" . }}
chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | quote }}
coast: {{ .Values.global.coast }}
{{- with .Values.extraLabels }}
{{ toYaml . }}
{{- end }}
{{- end }}
