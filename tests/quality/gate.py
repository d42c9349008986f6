"""The quality gate: towns in, figures that may not fall out.

    python -m tests.quality.gate             # figures against their floors
    python -m tests.quality.gate --update    # raise the floors to what is reached now

A floor never goes down unless ``--allow-regression`` says so aloud. The hash of a corpus, and that
of all constants and lists, stand beside the floors, so that none changes without the others.
"""

import ast
import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from math import floor
from pathlib import Path
from typing import Any, Final

from jobs.evaluate.corpus import own_authors, read_corpus
from jobs.evaluate.gold import read_gold
from jobs.evaluate.measures import Figures
from jobs.evaluate.naming import titles, wording_of
from jobs.evaluate.run import run
from jobs.evaluate.score import evaluate
from jobs.settings import load_for_analysis

ROOT: Final = Path(__file__).parent.parent.parent
FLOORS: Final = Path(__file__).parent / "floors.json"
DECIMALS: Final = 3
"""One post of a thousand; floors are rounded down to it."""


@dataclass(frozen=True, slots=True)
class Town:
    """A labelled corpus and the file that describes its municipality."""

    name: str
    folder: Path
    config: Path


TOWNS: Final = (
    Town("heidebeek", ROOT / "jobs" / "demo" / "heidebeek", ROOT / "sources.toml"),
    *(
        Town(
            name,
            ROOT / "tests" / "quality" / name,
            ROOT / "tests" / "quality" / name / "sources.toml",
        )
        for name in ("rochevaux", "akker", "brumont", "kaldenvenn", "rensvoort", "wiel")
    ),
)
HELD_OUT: Final = "wiel"
"""The town that nothing is fitted to and no list is written from."""
OF_WORDING: Final = frozenset(
    {
        *("accounts.toml", "advice.toml", "dates.toml", "mail.toml", "policy.toml"),
        *("lead.toml", "report.toml", "rules.py", "tact.py", "tact.toml", "wording.py"),
    }
)
"""Files of a language that only say how things are put."""
SHELL: Final = "job.py"
"""The module of a stage that reads and writes, and decides nothing."""
CEILINGS: Final = frozenset({"clustering.of_which_not_about_municipality"})
"""Figures that are better when lower; their floor is a ceiling."""
GATED: Final = (
    "mention.f1",
    "mention.average_precision",
    "clustering.pooled.b3_f1",
    "clustering.pooled.pair_f1",
    "clustering.story_recall",
    "clustering.signal_precision",
    "clustering.of_which_not_about_municipality",
    "continuity.f1",
    "continuity.precision",
    "department.accuracy",
    "department.accuracy_where_given",
    "department.per_story",
    "intent.accuracy",
    "intent.macro_f1",
    "needs_answer.f1",
    "title.says_matter",
    "needs_answer.precision",
    "needs_answer.recall",
    "advice.political.precision",
    "advice.political.recall",
    "advice.house_rule.precision",
    "advice.house_rule.recall",
    "advice.other_body.precision",
    "advice.other_body.recall",
    "advice.rumour.precision",
    "advice.rumour.recall",
    "advice.thanks.precision",
    "advice.thanks.recall",
)
"""Figures that may not fall."""


def corpus_hash(town: Town) -> str:
    """Return the SHA-256 of the posts, their labels, and what the analysis knows of the town."""
    settings, _ = load_for_analysis(town.config)
    known = [settings.municipality.model_dump_json()]
    known += [venue.model_dump_json() for venue in settings.venues]
    known += [f"{one.id} {one.about} {one.keywords}" for one in settings.departments]
    digest = hashlib.sha256("\n".join(known).encode())
    for file in sorted(town.folder.glob("posts-*.jsonl")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def constants_hash() -> str:
    """Return the SHA-256 of the lists and constants that the figures come from.

    Of a module only its constants count, so that code may be put another way.
    """
    jobs = ROOT / "jobs"
    stages = [jobs / name for name in ("detect", "cluster", "advise", "language")]
    files = [file for stage in stages for file in sorted(stage.glob("*.[pt]*"))]
    files += sorted((jobs / "language").glob("*/*.t*"))
    files += sorted((jobs / "settings" / "gazetteer").glob("[!_]*.[ct]*"))
    digest = hashlib.sha256()
    for file in files:
        wording = file.name in OF_WORDING and file.parent.name != "advise"
        if not wording and file.name != SHELL:
            held = file.read_bytes()
            digest.update(constants_of(held.decode()).encode() if file.suffix == ".py" else held)
    return digest.hexdigest()


def constants_of(source: str) -> str:
    """Return the names in capitals that a module gives a value, each with that, one a line."""
    return "\n".join(
        f"{target.id} = {ast.unparse(one.value)}"
        for one in ast.parse(source).body
        if isinstance(one, ast.Assign | ast.AnnAssign) and one.value is not None
        for target in (one.targets if isinstance(one, ast.Assign) else [one.target])
        if isinstance(target, ast.Name) and target.id.isupper()
    )


def measure(town: Town) -> dict[str, float]:
    """Return the gated figures that the pipeline reaches on *town* now."""
    settings, _ = load_for_analysis(town.config)
    own = own_authors(settings)
    outcome = run(read_corpus(town.folder, settings, own))
    said = {one.id: one for one in outcome.predictions}
    gold = read_gold(town.folder)
    found = flatten(evaluate(gold, said, own))
    found |= flatten({"title": titles(gold, said, own, wording_of(settings))})
    return {name: found[name] for name in GATED if name in found}


def flatten(report: Figures, prefix: str = "") -> dict[str, float]:
    """Return the numbers of *report* under their dotted names."""
    found: dict[str, float] = {}
    for key, value in report.items():
        if isinstance(value, dict):
            found |= flatten(value, f"{prefix}{key}.")
        elif isinstance(value, int | float):
            found[f"{prefix}{key}"] = value
    return found


def rounded(name: str, value: float) -> float:
    """Return *value* rounded to the side on which it still is reached."""
    scale: int = 10**DECIMALS
    return -floor(-value * scale) / scale if name in CEILINGS else floor(value * scale) / scale


def is_worse(name: str, value: float, limit: float) -> bool:
    """Say whether *value* falls short of *limit*."""
    return value > limit if name in CEILINGS else value < limit


def read_floors() -> dict[str, dict[str, object]]:
    """Return the floors by town: ``corpus``, its hash, and ``floors``, by figure."""
    floors: dict[str, dict[str, object]] = read_file()["towns"]
    return floors


def read_file() -> dict[str, Any]:
    """Return the whole file: ``constants``, their hash, and ``towns``."""
    whole: dict[str, Any] = json.loads(FLOORS.read_text(encoding="utf-8"))
    return whole


def floors_of(town: Town) -> Mapping[str, float]:
    """Return the floors of *town*."""
    found = read_floors().get(town.name, {}).get("floors", {})
    assert isinstance(found, dict)
    return found


def raised(town: Town, now: Mapping[str, float], *, regress: bool) -> dict[str, float]:
    """Return the new floors of *town*; with *regress* they may go down.

    Raises:
        SystemExit: A figure fell, and that was not asked for.
    """
    old = floors_of(town) if FLOORS.exists() else {}
    fallen = [name for name, limit in old.items() if is_worse(name, now.get(name, 0.0), limit)]
    if fallen and not regress:
        sys.exit(f"{town.name}: fell: {', '.join(fallen)}; see --allow-regression")
    return {name: rounded(name, value) for name, value in now.items()}


def main(arguments: list[str]) -> None:
    """Show every figure with its floor; with ``--update``, raise the floors."""
    floors: dict[str, dict[str, object]] = {}
    for town in TOWNS:
        now = measure(town)
        limits = floors_of(town) if FLOORS.exists() else {}
        for name, value in now.items():
            limit = limits.get(name)
            mark = " FELL" if limit is not None and is_worse(name, value, limit) else ""
            print(f"{town.name:<10} {name:<46} {value:.4f} {limit}{mark}")
        if "--update" in arguments:
            new = raised(town, now, regress="--allow-regression" in arguments)
            floors[town.name] = {"corpus": corpus_hash(town), "floors": new}
    if "--update" in arguments:
        whole = {"constants": constants_hash(), "towns": floors}
        FLOORS.write_text(json.dumps(whole, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
