{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}{{ end }}

{{- /* All that tells the two charts of istioctl's gateways apart. Their other templates are the same files. */}}
{{- define "gw.kind" }}egress{{ end }}
{{- define "gw.component" }}EgressGateways{{ end }}
