# shellcheck shell=bash
# What the stub's programs share: the stand-in forge's protocol for runners. Sourced; the folder is the package's.
readonly VERSION=2.999.0 # newer than any
readonly UPGRADE_REQUIRED=426 NOT_FOUND=404 CONFLICT=409

# Like the real one: takes its arguments from the environment, in any case, and removes them there.
take_inputs() {
  local name key
  declare -gA input=()
  for name in $(compgen -e); do
    key=${name^^}
    case $key in
      ACTIONS_RUNNER_INPUT_* | VSTS_AGENT_INPUT_*)
        input[${key#*_INPUT_}]=${!name}
        unset "$name"
        ;;
    esac
  done
}

# Writes a field of a form; what is in it is on no command line.
field() {
  printf '%s=' "$1"
  printf '%s' "$2" | jq --slurp --raw-input --join-output @uri
  printf '&'
}

# Sets status and answer; fails unless the forge took it.
post() {
  understand "$(request "$@")"
}

request() {
  local path=$1
  shift
  curl --silent --max-time 60 --request POST --write-out '\n%{http_code}' "$@" "$forge/_runner/$path"
}

understand() {
  status=${1##*$'\n'} answer=${1%$'\n'*}
  ((status >= 200 && status < 300)) # 000 where nobody answered
}

# Reads the answer, a properties file: each name in `properties`.
read_properties() {
  local line name
  declare -gA properties=()
  while IFS= read -r line; do
    [[ $line != '#'* && $line == *=* ]] || continue
    # The first = that no backslash escapes; a name here holds nothing else that is escaped.
    name=${line%%=*}
    properties[$name]=$(unescaped "${line#*=}")
  done <<<"$answer"
}

# \: \= \# \! and \  are the character; \n, \t and \\ are printf's own.
unescaped() {
  local text
  text=$(sed -E ':again; s/((^|[^\\])(\\\\)*)\\([^\\nrtfu])/\1\4/; t again' <<<"$1"; echo .)
  printf '%b' "${text%$'\n'.}"
}

# Ends the container as a node that fails does, without a word to anybody: with its init's child the init ends (137).
die_if() {
  local process=$$ parent
  [[ ${STAND_IN_DEATH:-} == "$1" ]] || return 0
  while parent=$(awk '/^PPid:/ { print $2 }' "/proc/$process/status") && ((parent > 1)); do
    process=$parent
  done
  kill -KILL "$process"
  sleep 60
}

# What a job may not see; the entrypoint has taken the rest.
leave_nothing_for_the_job() {
  unset STAND_IN_DEATH ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE
}
