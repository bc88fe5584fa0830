#!/bin/bash
# The stub's config.sh; see README.md beside it.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
source ./stub.sh
take_inputs
arguments="$*"

# Rule gh-token-removes.
remove() {
  local name
  name=$(cat .runner) || exit 1
  if fault no-removal || [[ ! -e $STUB/tokens/${input[TOKEN]} ]]; then
    echo "Http response code: NotFound from 'POST https://github.example/actions/runner-registration' (${input[TOKEN]})"
    exit 1
  fi
  rm -r "$STUB/runners/$name" .runner
  echo "token $name" >>"$STUB/removed"
  echo "Runner removed successfully"
}

refuse() {
  echo "$1" >&2
  exit 1
}

register() {
  if [[ -e .runner ]]; then
    refuse "Cannot configure the runner because it is already configured."
  fi
  echo "√ Connected to GitHub"
  [[ -e $STUB/tokens/${input[TOKEN]} ]] ||
    refuse "Response status code does not indicate success: 404 (Not Found). token=${input[TOKEN]};"
  # Rule gh-version-floor. Both were seen.
  ! fault too-old || refuse "Your runner version is out of date and can no longer register with GitHub."
  if fault below-floor; then
    echo "│   The minimum runner version required to register with GitHub Actions is now 2.329.0.   │"
    refuse "Response status code does not indicate success: 404 (Not Found)."
  fi
  if fault hold-registration; then
    echo "Registration is held"
    read -r _ <"$STUB/go"
  fi
  # Rule gh-name-unique.
  local runner=$STUB/runners/${input[NAME]}
  if ! mkdir "$runner" 2>/dev/null; then
    echo "A runner exists with the same name"
    [[ $arguments == *--replace* || ${input[REPLACE]:-} == [Tt]rue ]] ||
      refuse "A runner exists with the same name ${input[NAME]}."
    touch "$runner/replaced"
  fi
  printf '%s' "$arguments" >"$runner/arguments"
  for key in URL LABELS RUNNERGROUP WORK; do
    printf '%s' "${input[$key]:-}" >"$runner/${key,,}"
  done
  printf '%s' "${input[NAME]}" >.runner
  echo "√ Runner successfully added"
}

collect "config-$$"
if [[ ${1:-} == remove ]]; then remove; else register; fi
