# Read by demo and test: brings a bare Debian machine with python3 to a filled .venv.
# Every step says what it does the first time and is silent when there is nothing to do.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
export PIP_DISABLE_PIP_VERSION_CHECK=1
unset PYTHONDONTWRITEBYTECODE  # each of our processes would compile all modules again, for 0.7 s

step() { printf '→ %s\n' "$*" >&2; }
fail() { printf '✗ %s\n' "$*" >&2; exit 1; }

# native PACKAGE... : install the Debian packages that are missing, or say how and stop.
native() {
  local missing=() package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q '^install ok installed$' \
      || missing+=("$package")
  done
  if [ ${#missing[@]} -eq 0 ]; then return; fi
  local install="apt-get install --yes --no-install-recommends ${missing[*]}"
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null && sudo -n true 2>/dev/null \
      || fail "some Debian packages are missing; run this line, then try again: sudo $install"
    as_root=(sudo)
  fi
  step "installing ${missing[*]}"
  mkdir -p .cache
  "${as_root[@]}" apt-get update --quiet=2 >.cache/apt.log 2>&1 || true
  # shellcheck disable=SC2086  # the line is ours, split on purpose
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive $install >>.cache/apt.log 2>&1 \
    || { tail -n 5 .cache/apt.log >&2; fail "apt-get could not install them: $install"; }
}

# python_environment EXTRA : make .venv with this project and its EXTRA dependencies.
python_environment() {
  local extra=$1 stamp
  command -v python3 >/dev/null || fail "python3 is missing; run: apt-get install python3"
  python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
    || fail "Python 3.11 or newer is needed; this is $(python3 --version)"
  python3 -c 'import ensurepip, venv' 2>/dev/null || native python3-venv
  stamp="$extra $(python3 --version) $(sha256sum pyproject.toml | cut -c1-16)"
  if grep -qsxF "$stamp" .venv/installed; then return; fi
  if [ ! -x .venv/bin/python ]; then
    step "making .venv"
    python3 -m venv .venv
  fi
  step "installing Python packages (a minute the first time)"
  mkdir -p .cache
  .venv/bin/pip install --quiet --editable ".[$extra]" >.cache/pip.log 2>&1 \
    || { tail -n 5 .cache/pip.log >&2; fail "pip could not install the packages; see .cache/pip.log"; }
  printf '%s\n' "$stamp" >>.venv/installed
}

# What WeasyPrint draws with: text layout, font subsets (2.7 times faster with), fonts, emoji.
rendering() {
  native libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig \
    fonts-dejavu-core fonts-noto-color-emoji
}
