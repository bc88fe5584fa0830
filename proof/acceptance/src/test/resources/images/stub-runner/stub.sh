# shellcheck shell=bash
# What the stub's programs share. Sourced; the folder is $STUB.
fault() { [[ -e $STUB/faults ]] && grep -qxF "$1" "$STUB/faults"; }

# What a job, or anybody on the machine, could read now: every process's arguments and environment.
collect() {
  local moment=$STUB/evidence/$1 file files=()
  mkdir -p "$moment"
  env -0 >"$moment/own-environment"
  [[ ! -e .setup_info ]] || cp .setup_info "$moment/setup-info"
  printf '%s %s' "$(id -u)" "$(id -G)" >"$moment/user"
  for file in /proc/[0-9]*/environ; do
    [[ $file == "/proc/$$/environ" || $file == "/proc/${2:-none}/environ" ]] || files+=("$file")
  done
  # Some of them end meanwhile, and some belong to others.
  cat /proc/[0-9]*/cmdline >"$moment/arguments" 2>/dev/null
  cat "${files[@]}" >"$moment/environments" 2>/dev/null
}

# shellcheck disable=SC2034 # those who source this use `input`
# Like the runner: takes its arguments from the environment, in any case, and removes them there. Rule gh-runner-inputs.
take_inputs() {
  local name key prefix=${INPUTS:-ACTIONS_RUNNER_INPUT_}
  declare -gA input=()
  for name in $(compgen -e); do
    key=${name^^}
    if [[ $key == "$prefix"* ]]; then
      input[${key#"$prefix"}]=${!name}
      unset "$name"
    fi
  done
}
