"""Write the table of kinds in docs/sources.md from the registry: what each reads and was tried on.

PYTHONPATH=. python scripts/make_sources_page.py
"""

from pathlib import Path
from typing import Final

from jobs.collect.collectors.registry import SHIPPED

PAGE: Final = Path(__file__).parents[1] / "docs" / "sources.md"
BEGIN: Final = "<!-- kinds: made by scripts/make_sources_page.py -->"
END: Final = "<!-- end of kinds -->"


def table() -> str:
    """Return the table, a line a kind, by name."""
    lines = ["| Kind | What it reads | Verified against |", "| --- | --- | --- |"]
    for kind, collector in sorted(SHIPPED.items()):
        first = (collector.__doc__ or "").splitlines()[0]
        lines.append(f"| [`{kind}`](#kind--{kind}) | {first} | {collector.VERIFIED} |")
    return "\n".join(lines)


def made(page: str) -> str:
    """Return *page* with the table of now between its two markers."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        message = f"{PAGE}: the markers {BEGIN} and {END} are not there; put them back"
        raise SystemExit(message)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{after}"


if __name__ == "__main__":
    PAGE.write_text(made(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
