{{/* What every part has, written once. Each of these takes a dict: root, and part (its name). */}}

{{- define "elkvision.name" -}}
{{- printf "%s-%s" .root.Release.Name .part | trunc 63 | trimSuffix "-" -}}
{{- end }}

{{- define "elkvision.selector" -}}
app.kubernetes.io/name: elkvision
app.kubernetes.io/instance: {{ .root.Release.Name }}
app.kubernetes.io/component: {{ .part }}
{{- end }}

{{- define "elkvision.labels" -}}
{{ include "elkvision.selector" . }}
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version }}
{{- end }}

{{- define "elkvision.image" -}}
{{- $image := .root.Values.image -}}
{{- $repository := ternary $image.embeddedRepository $image.repository (eq .part "single") -}}
{{- if $image.digest -}}
{{ $repository }}@{{ $image.digest }}
{{- else -}}
{{ $repository }}:{{ $image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{- define "elkvision.securityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: {drop: [ALL]}
{{- end }}

{{- define "elkvision.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
fsGroupChangePolicy: OnRootMismatch
seccompProfile: {type: RuntimeDefault}
{{- end }}

{{- define "elkvision.place" -}}
automountServiceAccountToken: false
{{- with .root.Values.imagePullSecrets }}
imagePullSecrets: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.nodeSelector }}
nodeSelector: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.tolerations }}
tolerations: {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .root.Values.affinity }}
affinity: {{- toYaml . | nindent 2 }}
{{- end }}
topologySpreadConstraints:
  - maxSkew: 1
    topologyKey: kubernetes.io/hostname
    whenUnsatisfiable: ScheduleAnyway
    labelSelector:
      matchLabels: {{- include "elkvision.selector" . | nindent 8 }}
{{- end }}

{{/* Secrets by reference, addresses of the other parts, and what was set. */}}
{{- define "elkvision.environment" -}}
{{- $secret := .root.Values.secret -}}
{{- $secrets := dict "ELKVISION_SECRET_KEY" "secret-key" "ELKVISION_INTERNAL_KEY" "internal-key" "ELKVISION_NOTIFY_KEY" "notify-key" "ELKVISION_DATABASE" "database" "ELKVISION_REDIS_URL" "redis" "ELKVISION_STORE" "store" -}}
{{- if .root.Values.metadata }}{{ $_ := set $secrets "ELKVISION_METADATA" "metadata" }}{{ end -}}
{{- if .root.Values.smtp }}{{ $_ := set $secrets "ELKVISION_SMTP_URL" "smtp" }}{{ end -}}
{{- range $name, $key := $secrets }}
- name: {{ $name }}
  valueFrom: {secretKeyRef: {name: {{ $secret }}, key: {{ $key }}}}
{{- end }}
- name: ELKVISION_INTAKE_URL
  value: http://{{ include "elkvision.name" (dict "root" .root "part" "gateways") }}:8091
- name: ELKVISION_DELIVERY_URL
  value: http://{{ include "elkvision.name" (dict "root" .root "part" "gateways") }}:8092
- name: ELKVISION_PUBLIC_URL
  value: https://{{ .root.Values.host }}
- name: ELKVISION_ALLOWED_HOSTS
  value: https://{{ .root.Values.host }},{{ include "elkvision.name" (dict "root" .root "part" "web") }}
- name: ELKVISION_HTTPS
  value: "true"
- name: ELKVISION_TRUSTED_PROXIES
  value: {{ join "," .root.Values.ingress.trusted | quote }}
{{- range $name, $value := .root.Values.settings }}
- name: {{ $name }}
  value: {{ $value | quote }}
{{- end }}
{{- end }}
