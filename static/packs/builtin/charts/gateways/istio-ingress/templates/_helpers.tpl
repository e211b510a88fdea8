{{- /* Where this gateway's settings are: values.gateways.<key>. */}}
{{- define "gw.key" }}istio-{{ include "gw.kind" . }}gateway{{ end }}

{{- /* Labels of every object but the pods; the gateway's own labels come beside them. */}}
{{- define "gw.labels" -}}
app.kubernetes.io/name: {{ include "gw.key" . }}
operator.istio.io/component: {{ include "gw.component" . }}
release: {{ .Release.Name }}
{{ include "common.owner" . }}
{{ include "common.labels" . }}
{{- end }}

{{- /* Node affinity: architectures to choose from, with a weight each, and a node selector. */}}
{{- define "gw.nodeAffinity" -}}
{{- $arches := dict }}
{{- range $arch, $weight := .global.arch }}{{ if gt (int $weight) 0 }}{{ $_ := set $arches $arch (int $weight) }}{{ end }}{{ end }}
{{- $selector := .nodeSelector | default .global.defaultNodeSelector }}
nodeAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
  {{- if or .global.arch $selector }}
    nodeSelectorTerms:
      - matchExpressions:
        {{- if .global.arch }}
          - key: kubernetes.io/arch
            operator: In
            values:
            {{- range $arch, $_ := $arches }}
              - {{ $arch | quote }}
            {{- end }}
        {{- end }}
        {{- range $label, $value := $selector }}
          - {key: {{ $label }}, operator: In, values: [{{ $value | quote }}]}
        {{- end }}
  {{- end }}
  preferredDuringSchedulingIgnoredDuringExecution:
  {{- range $arch, $weight := $arches }}
    - weight: {{ $weight }}
      preference:
        matchExpressions:
          - {key: kubernetes.io/arch, operator: In, values: [{{ $arch | quote }}]}
  {{- end }}
{{- end }}

{{- /* Pod anti-affinity from two lists of selectors: what must, and what should, be kept apart. */}}
{{- define "gw.podAntiAffinity" -}}
{{- with .podAntiAffinityLabelSelector }}
requiredDuringSchedulingIgnoredDuringExecution:
{{- range . }}
  - {{ include "gw.apart" . | nindent 4 | trim }}
    {{- with .namespaces }}
    namespaces:
    {{- range splitList "," . }}
      - {{ . | quote }}
    {{- end }}
    {{- end }}
{{- end }}
{{- end }}
{{- with .podAntiAffinityTermLabelSelector }}
preferredDuringSchedulingIgnoredDuringExecution:
{{- range . }}
  - weight: 100
    podAffinityTerm:
      {{- include "gw.apart" . | nindent 6 }}
{{- end }}
{{- end }}
{{- end }}

{{- define "gw.apart" -}}
labelSelector:
  matchExpressions:
    - key: {{ .key }}
      operator: {{ .operator }}
      {{- with .values }}
      values:
      {{- range splitList "," . }}
        - {{ . | quote }}
      {{- end }}
      {{- end }}
topologyKey: {{ .topologyKey }}
{{- end }}
