#!/usr/bin/env bash
# Generates the plans of all examples, or of the named ones: make-plans.sh [EXAMPLE…]
# Needs terraform 1.11 or later and python3, but no provider, account or network.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT

# The plans must not depend on the caller's settings.
unset "${!TF_@}"
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1

# Replaces the current configuration with that of a folder, translated to terraform_data.
configure() {
  find "$work/run" -name '*.tf' -delete
  python3 "$here/as_aws.py" configuration "$1" "$work/run"
  terraform -chdir="$work/run" init -input=false -no-color >"$work/log"
}

# plan EXAMPLE STATE CONFIGURATION OUTPUT [OPTION…]: writes the plan that changes the state created by the
# folder STATE (`-`: no state) to the configuration in the folder CONFIGURATION.
plan() {
  local example="$here/$1" state="$2" configuration="$3" output="$4"
  shift 4
  rm -rf "$work/run"
  mkdir "$work/run"
  if [[ "$state" != - ]]; then
    configure "$example/$state"
    terraform -chdir="$work/run" apply -auto-approve -input=false -no-color >"$work/log"
  fi
  configure "$example/$configuration"
  terraform -chdir="$work/run" plan -input=false -no-color -out=made.tfplan "$@" >"$work/log"
  terraform -chdir="$work/run" show -json made.tfplan >"$work/made.json"
  python3 "$here/as_aws.py" plan "$example/$configuration" <"$work/made.json" >"$work/plan.json"
  mv "$work/plan.json" "$example/$output"
  echo "$(basename "$example")/$output: $(sed -n 's/^Plan: \(.*\)\.$/\1/p' "$work/log")"
}

examples=("$@")
if [[ $# -eq 0 ]]; then
  examples=(
    terraform-destroy two-replicas behind-a-load-balancer unknown-decides safe-refactoring
    snapshot-first
  )
fi
for name in "${examples[@]}"; do
  case "$name" in
    terraform-destroy)
      plan "$name" before before plan.json -destroy
      plan "$name" before safe-plan safe-plan.json
      ;;
    two-replicas)
      plan "$name" before plan plan.json
      plan "$name" before safe-plan safe-plan.json
      ;;
    behind-a-load-balancer)
      plan "$name" before plan plan.json
      plan "$name" before instance-only-plan instance-only-plan.json
      plan "$name" before safe-plan safe-plan.json
      ;;
    unknown-decides)
      plan "$name" - plan plan.json
      plan "$name" - safe-plan safe-plan.json
      ;;
    safe-refactoring)
      plan "$name" before plan plan.json
      plan "$name" before plan-without-moved plan-without-moved.json
      ;;
    snapshot-first)
      plan "$name" before plan plan.json
      plan "$name" before create-first-plan create-first-plan.json
      plan "$name" snapshot-taken safe-plan safe-plan.json
      ;;
    *)
      echo "make-plans.sh: no example is named $name" >&2
      exit 2
      ;;
  esac
done
