#!/bin/bash
# The stub's config.sh; see README.md beside it.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
source ./protocol.sh
take_inputs

url=${input[URL]}
forge=$(sed -E 's,^([a-z]+://[^/]+).*,\1,' <<<"$url")

form() {
  if [[ -n ${input[POOL]:-} ]]; then
    field pool "${input[POOL]}"
    field name "${input[AGENT]}"
  else
    field page "${url#"$forge"}"
    field name "${input[NAME]}"
  fi
  [[ -z ${input[RUNNERGROUP]:-} ]] || field group "${input[RUNNERGROUP]}"
  field token "${input[TOKEN]}"
  field labels "${input[LABELS]:-}"
  printf 'ephemeral=true'
}

# The stand-in knows no removal by the runner itself; Mayfly removes by the API.
if [[ ${1:-} == remove ]]; then
  echo "Http response code: NotFound from 'POST $forge/actions/runner-registration'"
  exit 1
fi
die_if UNREGISTERED
if ! post register --data @- < <(form); then
  case $status in
    "$UPGRADE_REQUIRED") echo "Your runner version is out of date and can no longer register with GitHub." ;;
    "$CONFLICT") echo "A runner exists with the same name ${input[NAME]:-${input[AGENT]:-}}." ;;
    *) echo "Response status code does not indicate success: $status. $answer" ;;
  esac >&2
  exit 1
fi
configured=.runner
[[ -z ${input[POOL]:-} ]] || configured=.agent
printf '%s\n%s\n' "$forge" "$answer" >"$configured"
chmod 600 "$configured"
echo "√ Runner successfully added"
