#!/usr/bin/env bash
# Installs the peers that test_bench_peers.py and test_bench_pages.py compare with, into an
# environment of their own: nothing of ours imports them. It is kept in .cache/bench; a second call is silent.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
folder=.cache/bench/peers
wanted=(
  umap-learn==0.5.12 hdbscan==0.8.44 numba==0.68.1 scikit-learn==1.9.1 scipy==1.17.1 numpy==2.4.6
  pandas==3.1.1 plotly==7.1.0 tqdm==4.70.1 pyyaml==6.0.4 leidenalg==0.12.0 igraph==1.0.0
  typst==0.15.2
)
# without what it requires: sentence-transformers brings torch, and vectors are given to it
bare=bertopic==0.17.4

if grep -qsxF "${wanted[*]} $bare" "$folder/installed"; then exit; fi
printf '→ installing %s %s\n' "${wanted[*]}" "$bare" >&2
rm -rf "$folder"
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check "${wanted[@]}"
"$folder/bin/pip" install --quiet --disable-pip-version-check --no-deps "$bare"
printf '%s\n' "${wanted[*]} $bare" >"$folder/installed"
