"""A path in, an open store out: a new one is a copy of one that the program made before.

Making a store takes five times as long as copying one, and several hundred tests want a new
one; how a store is made is tested in ``tests/store``.
"""

import tempfile
from functools import cache
from pathlib import Path

from jobs.store import Store


def open_store(path: Path, municipality: str = "heidebeek") -> Store:
    """Open the store *path* of *municipality*; where there is none, a new one."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        for suffix, content in _files(municipality):
            copy = path.with_name(path.name + suffix)
            copy.write_bytes(content)
            copy.chmod(0o600)
    return Store.open(path, municipality, create=True)


@cache
def _files(municipality: str) -> tuple[tuple[str, bytes], ...]:
    """Return what a new store consists of: what its name ends in, and the content."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "store"
        Store.open(path, municipality, create=True).close()
        return tuple(
            (made.name.removeprefix(path.name), made.read_bytes())
            for made in sorted(Path(folder).glob(f"{path.name}*"))
        )
