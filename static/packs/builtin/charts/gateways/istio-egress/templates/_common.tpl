{{- /* Helpers that every chart of this pack carries. The file is the same in all of them. */}}

{{- /* Labels of every object: what installed it, and from which chart. */}}
{{- define "common.labels" -}}
app.kubernetes.io/part-of: istio
{{- with .Release.Service }}
app.kubernetes.io/managed-by: {{ . | quote }}
{{- end }}
{{- with .Release.Name }}
app.kubernetes.io/instance: {{ . | quote }}
{{- end }}
{{- with .Chart.AppVersion }}
app.kubernetes.io/version: {{ . | quote }}
{{- end }}
{{- if .Chart.Version }}
helm.sh/chart: {{ print .Chart.Name "-" .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{- end }}
{{- end }}

{{- /* Who owns an object, in the words that istioctl looks for when it prunes. */}}
{{- define "common.owner" -}}
istio.io/rev: {{ .Values.revision | default "default" | quote }}
install.operator.istio.io/owning-resource: {{ .Values.ownerName | default "unknown" }}
{{- end }}

{{- /* "-REVISION", or nothing for the unnamed revision. */}}
{{- define "common.suffix" -}}
{{ with .Values.revision }}-{{ . }}{{ end }}
{{- end }}

{{- /*
resourceScope splits an installation between two people: one may write cluster-wide objects, one may not.
Both helpers take the setting itself.
*/}}
{{- define "scope.cluster" }}{{ if has . (list "all" "cluster") }}yes{{ end }}{{ end }}
{{- define "scope.namespace" }}{{ if has . (list "all" "namespace") }}yes{{ end }}{{ end }}

{{- /* HUB/IMAGE:TAG-VARIANT, unless the image is a full reference. Takes a dict of these four. */}}
{{- define "common.image" -}}
{{- if contains "/" .image }}{{ .image }}
{{- else }}{{ .hub }}/{{ .image }}:{{ .tag }}{{ with .variant }}-{{ . }}{{ end }}
{{- end }}
{{- end }}

{{- /* Resource limits and requests without the amounts that are null. */}}
{{- define "common.resources" -}}
{{- range $kind := list "limits" "requests" }}
{{- $amounts := dict }}
{{- range $name, $amount := index $ $kind }}
{{- if $amount }}{{ $_ := set $amounts $name $amount }}{{ end }}
{{- end }}
{{- with $amounts }}
{{ $kind }}:
{{- range $name, $amount := . }}
  {{ $name }}: {{ $amount }}
{{- end }}
{{- end }}
{{- end }}
{{- end }}

{{- /* A map as a list of environment variables. */}}
{{- define "common.env" -}}
{{- range $name, $value := . }}
- name: {{ $name }}
  value: "{{ $value }}"
{{- end }}
{{- end }}

{{- /* Secrets for pulling images, by name. */}}
{{- define "common.pullSecrets" -}}
{{- with . }}
imagePullSecrets:
{{- range . }}
  - name: {{ . }}
{{- end }}
{{- end }}
{{- end }}
