{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}{{ end }}

{{- /* All that tells the two charts of istioctl's gateways apart. Their other templates are the same files. */}}
{{- define "gw.kind" }}ingress{{ end }}
{{- define "gw.component" }}IngressGateways{{ end }}
