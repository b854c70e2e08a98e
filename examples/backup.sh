#!/usr/bin/env bash
# Packs a directory into a dated archive, checks the archive, and reports the result to Lubdub.
#
#   HEARTBEAT_URL=http://localhost:4000/api/v1/heartbeat/ldb_... ./backup.sh SOURCE_DIR TARGET_DIR
#
# Without HEARTBEAT_URL, or when Lubdub is away, the backup still runs: the exit status is the backup's own.
set -uo pipefail

source_dir=${1:?Usage: backup.sh SOURCE_DIR TARGET_DIR}
target_dir=${2:?Usage: backup.sh SOURCE_DIR TARGET_DIR}
run=$(date -u +%Y%m%dT%H%M%SZ)-$$
archive=$target_dir/$(basename "$source_dir")-$run.tar.gz
log=$(mktemp)
facts=''

# beat SIGNAL [curl options]: later options override those in here.
beat() {
  local signal=$1
  shift
  [[ -n ${HEARTBEAT_URL:-} ]] || return 0
  curl -fsS -m 10 --retry 8 --retry-connrefused --retry-max-time "${HEARTBEAT_RETRY_SECONDS:-150}" -o /dev/null \
    -H "Idempotency-Key: $run-$signal" "$@" "$HEARTBEAT_URL/$signal?run=$run&host=${HOSTNAME:-}$facts" ||
    echo "backup: the beat '$signal' did not reach Lubdub" >&2
}

# At any end of the script, its exit status and the end of its output are sent with the last beat.
finish() {
  local status=$?
  trap - EXIT
  cat "$log"
  tail -c 100000 "$log" | beat "$status" -H 'Content-Type: text/plain' --data-binary @-
  rm -f "$log" "$archive.partial"
  exit "$status"
}

back_up() {
  mkdir -p "$target_dir" || return
  tar -czf "$archive.partial" -C "$source_dir" .
  local status=$?
  # 1 means that a file changed while tar read it: the archive is complete.
  ((status <= 1)) || return "$status"
  local files
  files=$(tar -tzf "$archive.partial" | wc -l) || return
  mv "$archive.partial" "$archive" || return
  local bytes
  bytes=$(wc -c <"$archive")
  facts="&metric.bytes=$((bytes))&metric.files=$((files))"
  echo "$archive: $((files)) entries, $((bytes)) bytes"
}

trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A start must not delay the work: one quick try and one more.
beat start -m 5 --retry 1
back_up >"$log" 2>&1
exit $?
