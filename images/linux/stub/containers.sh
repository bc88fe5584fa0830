# shellcheck shell=bash
# The containers of a job, as actions/runner makes and refuses them (src/Runner.Worker); sourced by the stub's listener. No registry
# may be reached: what is not there is taken from a file that the image has.

network='' job_container='' made=()

pull() {
  docker image inspect "$1" >/dev/null 2>&1 || docker load --quiet --input /images.tar
}

# ContainerOperationProvider.cs, StartContainersAsync. Rule gh-runner-in-container.
start_containers() {
  local image=${properties[container]:-} number
  [[ -n $image || ${properties[services]:-0} != 0 ]] || return 0
  if grep --quiet --ignore-case ':/docker/' /proc/1/cgroup; then
    echo "##[error]Container feature is not supported when runner is already running inside container."
    return 1
  fi
  docker version --format '{{.Server.APIVersion}}' || return 1
  network=github_network_$$
  docker network create "$network" >/dev/null || return 1
  for ((number = 1; number <= properties[services]; number++)); do
    start_service "service.$number." || return 1
  done
  [[ -z $image ]] || start_job_container "$image"
}

start_service() {
  local prefix=$1 port publish=()
  for port in ${properties[${prefix}ports]}; do
    publish+=(--publish "$port")
  done
  pull "${properties[${prefix}image]}" || return 1
  start_container --network-alias "${properties[${prefix}name]}" "${publish[@]}" "${properties[${prefix}image]}"
}

# By the runner's own paths: ContainerOperationProvider.cs, ContainerInfo.cs. Rule gh-runner-same-paths.
start_job_container() {
  pull "$1" || return 1
  start_container --workdir "/__w/${work##*/}" --volume /var/run/docker.sock:/var/run/docker.sock \
    --volume "$PWD/_work:/__w" --volume "$PWD/externals:/__e:ro" --entrypoint tail "$1" -f /dev/null
  job_container=${made[-1]}
  docker exec "$job_container" test -e /__e/node || {
    echo "##[error]/__e/node: no such file or directory"
    return 1
  }
}

start_container() {
  local id
  id=$(docker create --network "$network" "$@") || return 1
  made+=("$id")
  docker start "$id" >/dev/null
}

stop_containers() {
  ((${#made[@]} == 0)) || docker rm --force --volumes "${made[@]}" >/dev/null
  [[ -z $network ]] || docker network rm "$network" >/dev/null
}

# The script of a step, by the path that it has there.
in_job_container() {
  exec docker exec "$job_container" sh -e "/__w/${1##*/}.sh"
}

# ContainerActionHandler.cs, which does not look where the runner is. Rule gh-runner-same-paths.
run_docker_action() {
  local image=${1#docker://}
  pull "$image" || exit 1
  exec docker run --rm --workdir /github/workspace --volume /var/run/docker.sock:/var/run/docker.sock \
    --volume "$work:/github/workspace" "$image"
}
