{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}{{ end }}
