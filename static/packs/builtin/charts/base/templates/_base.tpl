{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}{{ end }}

{{- /* Groups whose resources istiod validates. */}}
{{- define "base.groups" -}}
[security.istio.io, networking.istio.io, telemetry.istio.io, extensions.istio.io]
{{- end }}
