#!/bin/sh
# Creates Temporal's two databases in PostgreSQL and brings their schema to the version of the
# tools that run it. Running it again changes nothing.
#
#   SQL_HOST, SQL_PORT, SQL_USER, SQL_PASSWORD   the database; read by temporal-sql-tool itself
#   MAYFLY_WAIT_SECONDS                          how long to wait for it (default 120)
#   MAYFLY_SCHEMA                                where the schema files are (default: the image's)
set -eu

: "${SQL_HOST:?set SQL_HOST to the host name of PostgreSQL}"
: "${SQL_PORT:?set SQL_PORT to the port of PostgreSQL}"
: "${SQL_USER:?set SQL_USER to the owner of the databases}"
: "${SQL_PASSWORD:?set SQL_PASSWORD to the password of SQL_USER}"
export SQL_HOST SQL_PORT SQL_USER SQL_PASSWORD
export SQL_PLUGIN=postgres12

wait_seconds=${MAYFLY_WAIT_SECONDS:-120}
schema=${MAYFLY_SCHEMA:-/etc/temporal/schema/postgresql/v12}

say() { echo "setup-schema: $*"; }
fail() {
  echo "setup-schema: $*" >&2
  exit 1
}

[ -d "$schema" ] || fail "no schema files in $schema: not an admin-tools image of this version?"

# Creating is the first thing that needs a connection; an existing database is no error.
waited=0
until answer=$(temporal-sql-tool --database temporal create-database 2>&1); do
  case $answer in
    *"Incorrect Usage"* | *"password authentication failed"*)
      fail "PostgreSQL at $SQL_HOST:$SQL_PORT: $answer" ;;
  esac
  [ "$waited" -lt "$wait_seconds" ] ||
    fail "PostgreSQL at $SQL_HOST:$SQL_PORT did not let $SQL_USER in within $wait_seconds s. It last said: $answer"
  sleep 2
  waited=$((waited + 2))
done
temporal-sql-tool --database temporal_visibility create-database

for pair in temporal:temporal temporal_visibility:visibility; do
  database=${pair%%:*}
  files=$schema/${pair##*:}/versioned
  [ -d "$files" ] || fail "no schema files in $files"
  temporal-sql-tool --database "$database" setup-schema --version 0.0
  temporal-sql-tool --database "$database" update-schema --schema-dir "$files"
  say "database $database is up to date"
done
