#!/bin/sh
# Makes a Temporal namespace ready for Mayfly: it exists, keeps closed lives long enough, and knows
# the search attributes. Running it again changes nothing; a longer retention is left alone.
#
#   TEMPORAL_ADDRESS         host:port of the frontend (required; TEMPORAL_TLS… and so on work too)
#   TEMPORAL_NAMESPACE       default: default
#   MAYFLY_RETENTION_HOURS   default and least: 168, seven days
#   MAYFLY_WAIT_SECONDS      how long to wait for the server (default 120)
set -eu

: "${TEMPORAL_ADDRESS:?set TEMPORAL_ADDRESS to host:port of the Temporal frontend}"
export TEMPORAL_ADDRESS
TEMPORAL_NAMESPACE=${TEMPORAL_NAMESPACE:-default}
export TEMPORAL_NAMESPACE

retention_hours=${MAYFLY_RETENTION_HOURS:-168}
wait_seconds=${MAYFLY_WAIT_SECONDS:-120}

# All of type Keyword; dev.mayfly.workflows.temporal.SearchAttributes.ALL, and a test compares the two.
attributes="MayflyPhase MayflyOutcome MayflyPool MayflyRepository"

say() { echo "setup-namespace: $*"; }
fail() {
  echo "setup-namespace: $*" >&2
  exit 1
}

# try SECONDS WHAT COMMAND…: repeats the command until it succeeds, and says what it waited for.
try() {
  limit=$1
  what=$2
  shift 2
  waited=0
  until answer=$("$@" 2>&1); do
    case $answer in
      *"different type"*) fail "$what failed: $answer" ;;
    esac
    [ "$waited" -lt "$limit" ] || fail "$what failed for $limit s. The last answer was: $answer"
    sleep 1
    waited=$((waited + 1))
  done
}

# The retention of the namespace in seconds; empty when there is no such namespace.
retention_seconds() {
  temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" --output json 2>/dev/null |
    sed -n 's/.*"workflowExecutionRetentionTtl": *"\([0-9]*\)s".*/\1/p'
}

case $retention_hours in
  '' | *[!0-9]*) fail "MAYFLY_RETENTION_HOURS must be a whole number of hours, but is '$retention_hours'" ;;
esac
[ "$retention_hours" -ge 168 ] ||
  fail "MAYFLY_RETENTION_HOURS is $retention_hours, but must be at least 168: for as long as a closed life is kept, a repeated delivery of its job is recognised"

try "$wait_seconds" "asking $TEMPORAL_ADDRESS for its health" \
  temporal operator cluster health --command-timeout 5s

kept=$(retention_seconds)
if [ -z "$kept" ]; then
  try 30 "creating namespace $TEMPORAL_NAMESPACE" \
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention "${retention_hours}h"
  say "created namespace $TEMPORAL_NAMESPACE, retention ${retention_hours}h"
elif [ "$kept" -lt $((retention_hours * 3600)) ]; then
  try 30 "raising the retention of namespace $TEMPORAL_NAMESPACE" \
    temporal operator namespace update --namespace "$TEMPORAL_NAMESPACE" --retention "${retention_hours}h"
  say "raised the retention of namespace $TEMPORAL_NAMESPACE to ${retention_hours}h"
else
  say "namespace $TEMPORAL_NAMESPACE exists, retention $((kept / 3600))h"
fi

# A new namespace is known to every part of the server only after some seconds: hence the patience.
for attribute in $attributes; do
  try 60 "creating search attribute $attribute" \
    temporal operator search-attribute create --namespace "$TEMPORAL_NAMESPACE" --name "$attribute" --type Keyword
done
say "namespace $TEMPORAL_NAMESPACE knows the search attributes $attributes"
