{{- define "values.flat" }}{{ end }}
{{- define "values.prefix" }}cni{{ end }}

{{- define "cni.labels" -}}
app.kubernetes.io/name: istio-cni
{{ include "common.labels" . }}
{{- end }}

{{- /* With this, objects that istioctl may prune. The revision is unquoted here, unlike elsewhere. */}}
{{- define "cni.component" -}}
operator.istio.io/component: Cni
release: {{ .Release.Name }}
istio.io/rev: {{ .Values.revision | default "default" }}
install.operator.istio.io/owning-resource: {{ .Values.ownerName | default "unknown" }}
{{ include "cni.labels" . }}
{{- end }}

{{- /* Folder of CNI plugins. Without a setting, clusters of Google's are told by their version. */}}
{{- define "cni.binDir" -}}
{{- .Values.cniBinDir | default (ternary "/home/kubernetes/bin" "/opt/cni/bin" (contains "-gke" .Capabilities.KubeVersion.GitVersion)) }}
{{- end }}
