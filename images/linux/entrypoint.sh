#!/bin/bash
# Makes one container one runner for one job: GitHub's, or with AZDO_URL the agent of Azure DevOps. The contract (variables, exit codes, signals) is in
# images/README.md and is tested against a stub runner by dev.mayfly.local.images.
#
# It runs twice. First as the container's process: it moves the secret from the environment, which
# every process of the same user can read in /proc for as long as the process lives, into a pipe,
# and becomes an init without it. Then as that init's child, which reads the pipe and supervises.
#
# Whatever USER its image has, Batch starts it as the user of its task: as root where the pool's
# elevation is admin, which it leaves in between, else as a user of the node whom no image knows. Rule batch-user-of-the-task.
{ set +xv; } 2>/dev/null # not even `bash -x` may print what follows
set -euo pipefail

# Not 6, which the runner's own listener ends with (actions/runner, Constants.cs, ReturnCode). Rule gh-runner-exit-codes.
readonly DONE=0 MISUSED=1 FAILED=2 REFUSED=3 NO_JOB=4 USED=5 DEPRECATED=7 FORBIDDEN=8
readonly OWNER=1001 # uid and gid of the image's user
# Of a pool that gives its jobs Docker (MAYFLY_DOCKER): the node's socket, a folder that the node has by the same path, and the data of
# a daemon of its own. Mayfly mounts them (RunOptions).
readonly SOCKET=/var/run/docker.sock SHARED=/mnt/mayfly DATA=/var/lib/mayfly-docker
# What an observer saw, as bits of its exit status.
readonly SAW_JOB=1 SAW_USED=2 SAW_DEPRECATED=4 SAW_LISTENING=8 SAW_DELETED=16

say() { printf 'entrypoint: %s\n' "$*"; }
fail() {
  local code=$1
  shift
  printf 'entrypoint: %s\n' "$*" >&2
  exit "$code"
}

# --- First run: from the environment into a pipe ---

hand_over() {
  trap 'exit 143' TERM # the first process of a container ignores a signal that it does not trap
  trap 'exit 130' INT
  local kind secret
  if [[ -n ${ACTIONS_RUNNER_INPUT_JITCONFIG:-} ]]; then
    kind=jit secret=$ACTIONS_RUNNER_INPUT_JITCONFIG
  elif [[ -n ${AZDO_URL:-} ]]; then
    kind=agent secret=${AZDO_TOKEN:-}
    [[ -n $secret ]] || fail $MISUSED "AZDO_TOKEN is not set"
    [[ -n ${AZDO_POOL:-} ]] || fail $MISUSED "AZDO_POOL is not set"
  else
    kind=token secret=${ActionsRunner_TOKEN:-${ACTIONS_RUNNER_INPUT_TOKEN:-}}
    export ActionsRunner_URL=${ActionsRunner_URL:-${ACTIONS_RUNNER_INPUT_URL:-}}
    export ActionsRunner_LABELS=${ActionsRunner_LABELS:-${ACTIONS_RUNNER_INPUT_LABELS:-}}
    export ActionsRunner_AGENT=${ActionsRunner_AGENT:-${ACTIONS_RUNNER_INPUT_NAME:-}}
    export ActionsRunner_POOL=${ActionsRunner_POOL:-${ACTIONS_RUNNER_INPUT_RUNNERGROUP:-}}
    export ActionsRunner_WORK=${ActionsRunner_WORK:-${ACTIONS_RUNNER_INPUT_WORK:-}}
    [[ -n $secret ]] || fail $MISUSED "ActionsRunner_TOKEN is not set, nor ACTIONS_RUNNER_INPUT_JITCONFIG"
    [[ -n $ActionsRunner_URL ]] || fail $MISUSED "ActionsRunner_URL is not set"
    [[ -n $ActionsRunner_LABELS ]] || fail $MISUSED "ActionsRunner_LABELS is not set"
  fi

  add_certificates
  local drop=() reset=() as_owner=()
  read_names_to_drop
  ((EUID != 0)) || [[ -n ${RUNNER_ALLOW_RUNASROOT:-} ]] || leave_root
  # A shell cannot trap, nor a child get back, a signal that was ignored when it was started. Not
  # every env can help that (uutils/coreutils #9658).
  ! env --default-signal true 2>/dev/null || reset=(--default-signal)
  exec 3< <(printf '%s' "$secret")
  exec "${as_owner[@]}" env "${reset[@]}" "${drop[@]}" tini -s -- "$BASH" "$0" supervise "$kind"
}

# As run.sh would, which is not used here. With nothing of the environment, where the secret still is. Rule gh-update-ca-certs.
add_certificates() {
  local as_root=()
  [[ -n ${RUNNER_UPDATE_CA_CERTS:-} ]] || return 0
  ((EUID == 0)) || as_root=(sudo -n)
  env -i "PATH=$PATH" "${as_root[@]}" update-ca-certificates >/dev/null 2>&1 ||
    say "RUNNER_UPDATE_CA_CERTS is set, but user $EUID could not run update-ca-certificates: what /usr/local/share/ca-certificates has is not trusted; build it into the image, or give the pool elevation: admin"
}

leave_root() {
  local home=${RUNNER_HOME:-/home/runner} groups=--clear-groups
  ! getent passwd $OWNER >/dev/null || groups=--init-groups
  case ${MAYFLY_DOCKER:-} in
    socket) share_node ;;
    rootless)
      chown "$OWNER:$OWNER" "$DATA" 2>/dev/null || true
      chmod 0666 /dev/net/tun 2>/dev/null || true # the container's own; not every system has it so
      ;;
  esac
  # The bounding set stays: a job's sudo, where the image has one, needs it.
  as_owner=(setpriv "--reuid=$OWNER" "--regid=$OWNER" "$groups" --inh-caps=-all)
  "${as_owner[@]}" true ||
    fail $FORBIDDEN "was started as root and may not become user $OWNER: the container needs CAP_SETUID and CAP_SETGID"
  # Of an image that was made otherwise. Where not even root may, it is copied later.
  [[ ! -d $home || $(stat --format=%u "$home") == "$OWNER" ]] || chown -R "$OWNER:$OWNER" "$home" 2>/dev/null || true
}

# The runner's user gets the socket by its group, whatever that is on the node.
share_node() {
  local own
  [[ -S $SOCKET ]] || fail $FORBIDDEN "jobs are to get the node's Docker, and $SOCKET is no socket"
  own=$(getent passwd $OWNER | cut -d: -f1) || true
  groups=--groups=$(stat --format=%g "$SOCKET")${own:+,$(id -G "$own" | tr ' ' ,)}
  chown "$OWNER:$OWNER" "$SHARED" || fail $FORBIDDEN "jobs are to get the node's Docker, and $SHARED cannot be handed over"
}

# The runner takes ACTIONS_RUNNER_INPUT_anything in any case for an argument, a REPLACE among them, the
# agent VSTS_AGENT_INPUT_anything. Rule gh-runner-inputs.
# Read from /proc, since a name may hold characters that bash has no variables for.
read_names_to_drop() {
  local entry
  shopt -s nocasematch
  while IFS= read -r -d '' entry; do
    case ${entry%%=*} in
      ACTIONS_RUNNER_INPUT_* | ActionsRunner_TOKEN | AZ_BATCH_AUTHENTICATION_TOKEN)
        drop+=(-u "${entry%%=*}")
        ;;
      VSTS_AGENT_INPUT_* | AZDO_TOKEN) drop+=(-u "${entry%%=*}") ;;
      # Would hand this script's own options to config.sh and to the job's shells.
      SHELLOPTS | BASHOPTS | BASH_XTRACEFD) drop+=(-u "${entry%%=*}") ;;
    esac
  done <"/proc/$$/environ"
  shopt -u nocasematch
}

# --- Second run: supervise the runner ---

secret=''      # empty once a job runs
current=0      # the process that is waited for, also its process group
gentle=''      # the signal that asks it to leave; empty: let it finish
ending=0       # 128 + the signal that this container got
asked=0        # whether a process was asked to leave
watchdog=0     # kills what does not leave
leash=''       # where the watchdog is told whom
facts=0
stdout=''      # the container's own output
started=''     # where a process that was started says its id
lines=''       # what the command that is observed says
report=''      # where an observer says what it saw

supervise() {
  local kind=$1
  IFS= read -r -d '' secret <&3 || true
  exec 3<&-
  secret=${secret//[[:space:]]/}
  exec {stdout}>&1
  open_pipes
  set -m # a process group for each child
  trap 'on_signal TERM 143' TERM
  trap 'on_signal INT 130' INT
  trap 'secret=""' USR1 # from the observer: a job runs
  trap : PIPE

  settle
  [[ $kind == agent ]] || introduce
  unset MAYFLY_SETUP_INFO MAYFLY_JOB_CREATED # nothing for the job
  [[ ${MAYFLY_DOCKER:-} != rootless ]] || start_docker
  start_watchdog
  local code=$DONE
  [[ $kind == jit ]] || register || code=$?
  ((code != DONE || ending)) || serve "$kind" || code=$?
  # From here on it leaves, with or without another signal.
  trap '' TERM INT
  kill -KILL -- "-$watchdog" 2>/dev/null || true
  ((!ending)) || code=$ending
  deregister "$kind"
  say "$(meaning "$code") (exit code $code)"
  exit "$code"
}

# Goes where the runner may write, since it keeps its state beside its programs: to its folder, else
# to a copy of it.
settle() {
  local home=${RUNNER_HOME:-/home/runner} why
  [[ -d $home ]] || fail $MISUSED "there is no runner in $home"
  [[ -x $home && -r $home ]] ||
    fail $FORBIDDEN "user $EUID may not read the runner in $home: make it readable for all, or give the pool elevation: admin"
  if [[ ${MAYFLY_DOCKER:-} == socket ]]; then
    copy "$SHARED"
  elif [[ ! -w $home && ! -e $home/.mayfly-started ]]; then
    copy
  fi
  cd "$home"
  # A container that is started again must not be a second runner.
  if ! why=$( (set -o noclobber && : >.mayfly-started) 2>&1); then
    [[ ! -e .mayfly-started ]] || fail $USED "this container has been a runner before"
    fail $FAILED "cannot write in $home: ${why##*: }"
  fi
  [[ -n ${HOME:-} && -w $HOME ]] || export HOME=$home
}

# Its programs, which find all else by where they are themselves, and its scripts. The interpreters
# in externals are half a gigabyte and only read.
# Where the node's Docker mounts it into containers of jobs it must be whole, and by the same path there: rule gh-runner-same-paths. A
# second runner on that node finds the first one's.
copy() {
  local scratch=${1:-${TMPDIR:-/tmp}} copied file link=(ln -s)
  [[ -z ${1:-} ]] || link=(cp -R)
  [[ -n ${1:-} || -w $scratch ]] || scratch=/tmp
  copied=$scratch/mayfly-runner
  why=$({ : >>"$home/.mayfly-started"; } 2>&1) || true
  [[ ! -e $copied ]] || fail $USED "this container has been a runner before"
  mkdir "$copied" 2>/dev/null ||
    fail $FORBIDDEN "user $EUID may write neither in $home (${why##*: }) nor in $scratch: give the pool elevation: admin, or the container a file system that it may write to"
  for file in "$home"/* "$home"/.env "$home"/.path "$home"/.setup_info; do
    if [[ -f $file || $file == "$home/bin" ]]; then
      cp -R "$file" "$copied" || fail $FAILED "cannot copy the runner from $home to $copied"
    fi
  done
  [[ ! -e $home/externals ]] || "${link[@]}" "$home/externals" "$copied" || fail $FAILED "cannot copy $home/externals to $copied"
  [[ -x $copied/config.sh ]] ||
    fail $FORBIDDEN "user $EUID may not write in $home (${why##*: }), and what is in $scratch may not be executed"
  home=$copied
}

# Tells the runner what to print in its job's log, step "Set up job"; an image's own text is left. Without it the runner is as good.
# Rule gh-setup-info. Rule batch-own-variables.
introduce() {
  local text=${MAYFLY_SETUP_INFO:-} created=${MAYFLY_JOB_CREATED:-} started waited=
  [[ -n $text && ! -e .setup_info ]] || return 0
  text=${text// | /$'\n'}
  TZ=UTC0 printf -v started '%(%FT%TZ)T' -1
  # By the clocks of two machines. Ten digits, so that nothing else is reckoned with.
  if [[ $created =~ ^[0-9]{1,10}$ ]] && ((waited = EPOCHSECONDS - 10#$created, waited >= 0)); then
    text+=$'\n'"Waited: $waited s until its container started at $started by the node's clock, as far as the two clocks agree"
  else
    text+=$'\n'"Started: its container at $started by the node's clock"
  fi
  [[ -z ${AZ_BATCH_NODE_ID:-} ]] || text+=$'\n'"Node: $AZ_BATCH_NODE_ID in pool ${AZ_BATCH_POOL_ID:-} of Azure Batch"
  { printf '[{"group":"Mayfly","detail":%s}]\n' "$(in_json "$text")" >.setup_info; } 2>/dev/null || rm -f .setup_info || true
}

in_json() {
  local text=${1//\\/\\\\}
  text=${text//\"/\\\"}
  text=${text//$'\n'/\\n}
  printf '"%s"' "${text//[[:cntrl:]]/}"
}

# By user namespaces: Docker's documentation, Rootless mode. The second address is where the runner mounts a socket from (actions/runner,
# ContainerInfo.cs); it is in the daemon's own /run, which is nobody else's.
start_docker() {
  local place=${TMPDIR:-/tmp}/mayfly-docker tries daemon
  export DOCKER_HOST=unix://$place/docker.sock
  mkdir -m 0700 "$place" || fail $FORBIDDEN "user $EUID may not write in ${place%/*}"
  # Where Debian and Ubuntu put the script.
  PATH=$PATH:/usr/sbin:/sbin:/usr/share/docker.io/contrib XDG_RUNTIME_DIR=$place \
    dockerd-rootless.sh --data-root "$DATA" --host "$DOCKER_HOST" --host "unix://$SOCKET" \
    </dev/null >"$place/log" 2>&1 {stdout}>&- {lines}>&- {report}>&- {leash}>&- {started}>&- &
  daemon=$!
  disown "$daemon"
  for ((tries = 0; tries < 60 && !ending; tries++)); do
    ! docker version >/dev/null 2>&1 || return 0
    kill -0 "$daemon" 2>/dev/null || break
    read -r -t 0.5 -u "$started" _ || true
  done
  ((ending)) || fail $FORBIDDEN "jobs are to get a Docker of their own, and none starts: $(tail -n 2 "$place/log" | tr '\n' ' ')"
}

meaning() {
  case $1 in
    "$DONE") echo "done: the runner ran a job" ;;
    "$FAILED") echo "failed: the runner ended without saying why" ;;
    "$REFUSED") echo "refused: the forge did not register this runner" ;;
    "$NO_JOB") echo "no job taken: the registration ended before a job came" ;;
    "$USED") echo "used: the name is registered, or the just-in-time configuration is spent" ;;
    "$FORBIDDEN") echo "forbidden: it may not read or write what a runner needs" ;;
    "$DEPRECATED") echo "version deprecated: rebuild the image with a newer runner" ;;
    *) echo "terminated" ;;
  esac
}

register() {
  local name=${ActionsRunner_AGENT:-${AZDO_AGENT:-Agent_$HOSTNAME}} status=0
  ((!ending)) || return 0
  say "registers as $name"
  gentle='' # killed half-way it might leave a registration that nobody here can remove
  if [[ $kind == agent ]]; then
    observed as_agent "$name" ./config.sh --unattended --acceptTeeEula || status=$?
  else
    observed as_arguments "$name" ./config.sh --unattended --ephemeral --no-default-labels --disableupdate || status=$?
  fi
  ((status != 0)) || return 0
  ((!(facts & SAW_DEPRECATED))) || return $DEPRECATED
  ((!(facts & SAW_USED))) || return $USED
  return $REFUSED
}

# By environment: a command line can be read by everybody, and config.sh splits it at spaces.
as_arguments() {
  local name=$1
  shift
  export ACTIONS_RUNNER_INPUT_TOKEN=$secret ACTIONS_RUNNER_INPUT_URL=$ActionsRunner_URL
  export ACTIONS_RUNNER_INPUT_NAME=$name ACTIONS_RUNNER_INPUT_LABELS=$ActionsRunner_LABELS
  [[ -z ${ActionsRunner_POOL:-} ]] || export ACTIONS_RUNNER_INPUT_RUNNERGROUP=$ActionsRunner_POOL
  [[ -z ${ActionsRunner_WORK:-} ]] || export ACTIONS_RUNNER_INPUT_WORK=$ActionsRunner_WORK
  leave_nothing_for_the_job
  exec "$@"
}

# Entra ID's token is taken, too, where a personal access token is asked for.
as_agent() {
  local name=$1
  shift
  export VSTS_AGENT_INPUT_URL=$AZDO_URL VSTS_AGENT_INPUT_POOL=$AZDO_POOL VSTS_AGENT_INPUT_AGENT=$name
  export VSTS_AGENT_INPUT_AUTH=pat VSTS_AGENT_INPUT_TOKEN=$secret
  [[ -z ${AZDO_WORK:-} ]] || export VSTS_AGENT_INPUT_WORK=$AZDO_WORK
  # It does not read that by itself. Rule azdo-agent-proxy.
  [[ -z ${https_proxy:-} ]] || export VSTS_AGENT_INPUT_PROXYURL=$https_proxy
  leave_nothing_of_the_agent
  exec "$@"
}

# The listener itself, not run.sh, which answers 0 to almost everything.
serve() {
  local kind=$1 status tries=0 all=0 listener=(as_listener "$1" ./bin/Runner.Listener run)
  [[ $kind != agent ]] || listener=(as_capable ./bin/Agent.Listener run --once)
  while :; do
    status=0
    gentle=INT
    observed "${listener[@]}" || status=$?
    all=$((all | facts))
    [[ $kind != jit ]] || secret='' # it is in the listener's files by now
    # 2: worth another try, 6: its configuration was refreshed. Ephemeral, so never after a job.
    ((!ending && !(all & SAW_JOB) && (status == 2 || status == 6) && ++tries < 6)) || break
    pause
    ((!ending)) || break
  done
  verdict "$kind" "$status" "$all"
}

as_listener() {
  local kind=$1
  shift
  if [[ $kind == jit && -n $secret ]]; then
    export ACTIONS_RUNNER_INPUT_JITCONFIG=$secret
  fi
  # Else it answers 1 where it means 7 (since 2.333.0).
  export ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE=1
  leave_nothing_for_the_job
  exec "$@"
}

leave_nothing_for_the_job() { unset "${!ActionsRunner_@}"; }
leave_nothing_of_the_agent() { unset "${!AZDO_@}"; }

# An agent's variables are its capabilities, which the demands of jobs are compared with.
as_capable() {
  local label labels capabilities=()
  IFS=, read -r -a labels <<<"${AZDO_LABELS:-}"
  for label in "${labels[@]}"; do
    printenv "$label" >/dev/null || capabilities+=("$label=1")
  done
  leave_nothing_of_the_agent
  exec env "${capabilities[@]}" "$@"
}

verdict() {
  local kind=$1 status=$2 saw=$3
  if ((saw & SAW_JOB)); then
    ((status == 0)) && return $DONE
    return $FAILED
  fi
  # 3 and 4: it wants to update itself, which a container that lives for one job must not.
  ((!(saw & SAW_DEPRECATED))) || return $DEPRECATED
  case $status in 3 | 4 | 7) return $DEPRECATED ;; 5) return $USED ;; esac
  if ((saw & (SAW_DELETED | SAW_USED) && !(saw & SAW_LISTENING))); then
    return $USED
  fi
  ((status != 0 && !(saw & SAW_DELETED))) || return $NO_JOB
  [[ $kind == token ]] || ((saw & SAW_LISTENING)) || return $REFUSED
  return $FAILED
}

pause() {
  local second
  for ((second = 0; second < ${ActionsRunner_RETRY_SECONDS:-5} && !ending; second++)); do
    read -r -t 1 -u "$started" _ || true
  done
}

# A registration token may remove, too, as far as is known, within its hour. Rule gh-token-removes. A just-in-time runner
# cannot remove itself, and an ephemeral one that had a job is removed by the forge. Mayfly removes by the API in any case.
deregister() {
  local configured=.runner remover=as_remover
  [[ $1 != agent ]] || configured=.agent remover=as_agent_remover
  [[ $1 != jit && -n $secret && -e $configured ]] || return 0
  ((code != DONE)) || return 0
  say "removes its registration"
  if observed "$remover" timeout -k 2 10 ./config.sh remove; then
    say "the registration is removed"
  else
    say "the registration could not be removed from here"
  fi
}

as_remover() {
  export ACTIONS_RUNNER_INPUT_TOKEN=$secret
  leave_nothing_for_the_job
  exec "$@"
}

as_agent_remover() {
  export VSTS_AGENT_INPUT_UNATTENDED=true VSTS_AGENT_INPUT_AUTH=pat VSTS_AGENT_INPUT_TOKEN=$secret
  leave_nothing_of_the_agent
  exec "$@"
}

# --- Processes and signals ---

# Runs a command in the background, its output through an observer; returns its exit status and
# leaves what was seen in `facts`. A process without traps waits for it, and the status comes as a
# line: a `wait` loses the end of a process that coincides with a trap, about once in a hundred
# times; a `read` loses nothing. The end of the output is a line, too: what a job left behind may
# keep the pipe open.
observed() {
  local status end=end-$SRANDOM$SRANDOM$SRANDOM
  observe "$end" $$ <&"$lines" >&"$report" &
  (
    set -m # a process group for the command, and SIGINT not ignored in it
    "$@" </dev/null >&"$lines" 2>&1 {lines}>&- {report}>&- {stdout}>&- {leash}>&- {started}>&- &
    printf '%s\n' $! >&"$started"
    status=0
    wait $! || status=$?
    printf '%s %s\n' "$end" "$status" >&"$lines"
  ) 2>/dev/null &
  read -r -u "$started" current
  ((!ending)) || ask_to_leave # the signal came while this one was started
  read -r -u "$report" status facts
  current=0
  return "$status"
}

# Prints what it reads, and at the end says the exit status and what it saw to its own output.
observe() {
  local end=$1 supervisor=$2 line status=$FAILED saw=0
  trap '' INT TERM USR1
  while IFS= read -r line || [[ -n $line ]]; do
    if [[ $line =~ (.*)"$end "([0-9]+)$ ]]; then
      status=${BASH_REMATCH[2]} line=${BASH_REMATCH[1]}
      [[ -z $line ]] || show "$line"
      break
    fi
    # A job's name is its author's text, so nothing after it counts.
    if ((!(saw & SAW_JOB))); then
      case $line in
        *"Running job: "*)
          saw=$((saw | SAW_JOB))
          show "$line"
          secret=''
          kill -USR1 "$supervisor" 2>/dev/null || true
          continue
          ;;
        *"Listening for Jobs"*) saw=$((saw | SAW_LISTENING)) ;;
        # Rule gh-version-runtime. Rule gh-version-floor.
        *"is deprecated and cannot receive messages"* | *"can no longer register with GitHub"* | *"minimum runner version required to register"*)
          saw=$((saw | SAW_DEPRECATED))
          ;;
        *"A runner exists with the same name"* | *"already contains an agent with name"* | *"already configured"* | *"A session for this runner already exists"*)
          saw=$((saw | SAW_USED))
          ;;
        # Rule gh-runner-gone.
        *"registration has been deleted from the server"* | *"runner no longer exists on the server"*)
          saw=$((saw | SAW_DELETED))
          ;;
      esac
    fi
    show "$line"
  done
  printf '%s %s\n' "$status" "$saw"
}

show() {
  local line=$1
  [[ -z $secret ]] || line=${line//"$secret"/***}
  printf '%s\n' "$line" >&"$stdout"
}

# This and what it calls run in a trap, where nothing may be started: bash would lose sight of it.
on_signal() {
  ((!ending)) || return 0
  ending=$2
  say "got SIG$1, leaves within ${ActionsRunner_STOP_SECONDS:-30} s"
  ((!current)) || ask_to_leave
}

ask_to_leave() {
  ((!asked)) || return 0
  asked=1
  [[ -z $gentle ]] || kill "-$gentle" "$current" 2>/dev/null || true
  printf '%s %s\n' "$current" "$gentle" >&"$leash"
}

# To oneself: neither side waits until the other has opened it. Before there is any trap: one that
# runs while bash expands a `<(…)` is a syntax error, about once in three hundred times.
open_pipes() {
  exec {lines}<> <(:)
  exec {leash}<> <(:)
  exec {started}<> <(:)
  exec {report}<> <(:)
}

# Waits until it is told of a process, and then for as long as that may take to leave.
start_watchdog() {
  local process signal
  (
    trap '' INT
    read -r -u "$leash" process signal
    sleep 1
    # It may have been just starting, and have missed it.
    [[ -z $signal ]] || kill "-$signal" "$process" || true
    sleep "${ActionsRunner_STOP_SECONDS:-30}"
    kill -KILL -- "-$process"
  ) >/dev/null 2>&1 {stdout}>&- &
  watchdog=$!
  disown "$watchdog" # its end is no news
}

if [[ ${1:-} == supervise ]]; then
  supervise "$2"
else
  hand_over
fi
