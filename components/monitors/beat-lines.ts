export interface BeatLines {
  id: string
  title: string
  /** What to do with the lines. */
  note: string
  text: string
}

interface Options {
  name: string
  /** The monitor's cron expression and its zone. Null: it has another schedule. */
  cron: string | null
  timezone?: string | null
  postOnly?: boolean
}

/** Lines that send beats to a monitor's URL, ready to paste, for each kind of job. */
export function beatLines(url: string, { name, cron, timezone = null, postOnly = false }: Options): BeatLines[] {
  const lines = [
    { id: 'curl', title: 'curl', note: 'Send a success at the end of the job.', text: curl(url) },
    {
      id: 'bash',
      title: 'bash',
      note: 'Start, steps, and the end with the exit status and the last output.',
      text: bash(url),
    },
    { id: 'crontab', title: 'crontab', note: crontabNote(timezone), text: crontab(url, { cron, timezone }) },
    {
      id: 'python',
      title: 'Python',
      note: 'Standard library only; a beat that fails never stops the job.',
      text: python(url),
    },
    {
      id: 'kubernetes',
      title: 'Kubernetes',
      note: 'A CronJob whose pod sends its result.',
      text: kubernetes(url, { name, cron, timezone }),
    },
  ]
  if (!postOnly) return lines
  return lines.map((line) => ({ ...line, text: line.text.replaceAll('curl -fsS ', 'curl -fsS -X POST ') }))
}

const curl = (url: string) => `curl -fsS -m 10 --retry 8 --retry-connrefused '${url}'`

const bash = (url: string) => `#!/usr/bin/env bash
set -euo pipefail
beat() { curl -fsS -m 10 --retry 8 --retry-connrefused -o /dev/null "$@" || true; }
url='${url}'
log=$(mktemp)
exec 3>&1 >"$log" 2>&1
finish() {
  status=$?
  exec >&3 2>&3
  cat "$log"
  beat --data-binary "@$log" -H 'Content-Type: text/plain' "$url/$status"
  rm -f "$log"
}
trap finish EXIT

beat "$url/start"

beat "$url/start?step=extract"
./extract.sh
beat "$url/success?step=extract"

beat "$url/start?step=load"
./load.sh
beat "$url/success?step=load"
`

type Times = Pick<Options, 'cron'> & { timezone: string | null }

// Without its zone a job runs at another time than expected.
const crontab = (url: string, { cron, timezone }: Times) =>
  `${timezone ? `CRON_TZ=${timezone}\n` : ''}${cron ?? '0 2 * * *'} curl -fsS -m 10 -o /dev/null '${url}/start'; /path/to/job; curl -fsS -m 10 --retry 8 --retry-connrefused -o /dev/null "${url}/$?"`

const crontabNote = (timezone: string | null) =>
  `Reports the start and the exit status.${timezone ? ` If cron does not support CRON_TZ (Debian, Ubuntu), the machine’s zone must be ${timezone}.` : ''}`

const python = (url: string) => `import json
import urllib.request

URL = "${url}"


def beat(signal, **fields):
    request = urllib.request.Request(
        f"{URL}/{signal}",
        data=json.dumps(fields).encode(),
        headers={"Content-Type": "application/json"},
    )
    try:
        urllib.request.urlopen(request, timeout=10).close()
    except OSError as error:
        print(f"beat not sent: {error}")


items = range(100)

beat("start")
try:
    for done, item in enumerate(items, start=1):
        print(item)  # the work
        if done % 10 == 0:
            beat("progress", done=done, total=len(items), unit="items")
except BaseException as error:
    beat("fail", message=repr(error))
    raise
beat("success")
`

const kubernetes = (url: string, { name, cron, timezone }: Times & { name: string }) => `apiVersion: batch/v1
kind: CronJob
metadata:
  name: ${kubernetesName(name)}
spec:
  schedule: "${cron ?? '0 2 * * *'}"${timezone ? `\n  timeZone: "${timezone}"` : ''}
  concurrencyPolicy: Forbid
  jobTemplate:
    spec:
      backoffLimit: 0
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: job
              image: your-image:latest # has a shell and curl
              env:
                - name: HEARTBEAT_URL
                  value: ${url}
                - name: RUN_KEY
                  valueFrom:
                    fieldRef:
                      fieldPath: metadata.labels['batch.kubernetes.io/job-name']
              command: ["/bin/sh", "-c"]
              args:
                - |
                  curl -fsS -m 10 "$HEARTBEAT_URL/start?run=$RUN_KEY"
                  /app/job; status=$?
                  curl -fsS -m 10 --retry 8 --retry-connrefused "$HEARTBEAT_URL/$status?run=$RUN_KEY"
                  exit $status
`

function kubernetesName(name: string): string {
  const plain = name
    .toLowerCase()
    .replace(/[^a-z0-9-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 52)
    .replace(/-+$/, '')
  return plain || 'job'
}
