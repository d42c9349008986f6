#!/usr/bin/env bash
# Installs what the tests in this folder start: a forum, a comment server and a PDF validator.
# Everything lands in .cache/servers and is kept; a second call is silent.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
mkdir -p .cache/servers

# environment NAME REQUIREMENT... : a virtual environment of its own, as the servers' own
# requirements contradict ours.
environment() {
  local name=$1; shift
  local folder=.cache/servers/$name
  if grep -qsxF "$*" "$folder/installed"; then return; fi
  printf '→ installing %s\n' "$*" >&2
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" install --quiet --disable-pip-version-check "$@"
  printf '%s\n' "$*" >"$folder/installed"
}

environment spirit 'django-spirit==0.14.3' 'setuptools<81'
environment isso 'isso==0.14.0' 'setuptools<81'
if [ -x tests/real/verapdf/setup.sh ]; then tests/real/verapdf/setup.sh; fi
