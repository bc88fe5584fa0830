#!/bin/bash
# The stub's config.sh of the agent of Azure DevOps; what is not here is the stub runner's.
cd "$(dirname "${BASH_SOURCE[0]}")" || exit 1
source ./stub.sh
INPUTS=VSTS_AGENT_INPUT_
take_inputs
arguments="$*"
collect "config-$$"

[[ ${input[AUTH],,} == pat ]] || { echo "Invalid auth"; exit 1; }
[[ -e $STUB/tokens/${input[TOKEN]} ]] || {
  echo "VS30063: You are not authorized to access https://dev.azure.example. token=${input[TOKEN]};" >&2
  exit 1
}
if [[ ${1:-} == remove ]]; then
  name=$(cat .agent) || exit 1
  rm -r "$STUB/runners/$name" .agent
  echo "token $name" >>"$STUB/removed"
  echo "Removing agent from the server"
  exit 0
fi
runner=$STUB/runners/${input[AGENT]}
mkdir "$runner" 2>/dev/null || {
  echo "Pool ${input[POOL]} already contains an agent with name ${input[AGENT]}." >&2
  exit 1
}
printf '%s' "$arguments" >"$runner/arguments"
# Rule azdo-agent-proxy.
for key in URL POOL WORK PROXYURL; do
  printf '%s' "${input[$key]:-}" >"$runner/${key,,}"
done
printf '%s' "${input[AGENT]}" >.agent
echo "Successfully added the agent"
