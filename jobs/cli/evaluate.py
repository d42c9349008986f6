"""``buurtsignaal evaluate``: the analysis on any labelled corpus, and how well it did."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.display import progress_display

if TYPE_CHECKING:
    from jobs.evaluate.run import Outcome
    from jobs.settings import Settings


def evaluate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="holds posts-*.jsonl")],
    config: Annotated[
        Path | None,
        typer.Option("--config", "-c", help="sources.toml of the town, when DIR has none"),
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option("--predictions", "-p", help="write one prediction a post here")
    ] = None,
    own_account: Annotated[
        list[str] | None,
        typer.Option(help="author of the own posts; without it: those of [[account]]"),
    ] = None,
    min_voices: Annotated[
        int, typer.Option(min=1, help="authors that make a signal, posts that make a story")
    ] = 3,
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="print one JSON object instead of a table")
    ] = False,
) -> None:
    """Run the analysis on the posts in DIR on a throw-away store; score it where labels are."""
    from jobs.evaluate.corpus import own_authors, read_corpus
    from jobs.evaluate.gold import has_gold, read_gold
    from jobs.evaluate.naming import titles, wording_of
    from jobs.evaluate.predictions import write_predictions
    from jobs.evaluate.run import run
    from jobs.evaluate.score import evaluate as score

    settings = _settings(folder, config)
    own = frozenset(own_account or own_authors(settings))
    corpus = read_corpus(folder, settings, own)
    with progress_display() as progress:
        outcome = run(corpus, progress)
    if predictions is not None:
        write_predictions(predictions, outcome.predictions)
    report: dict[str, object] = {"counts": outcome.counts, "seconds": _seconds(outcome)}
    if has_gold(folder):
        said = {one.id: one for one in outcome.predictions}
        gold = read_gold(folder)
        named = titles(gold, said, own, wording_of(settings), min_voices)
        report = score(gold, said, own, min_voices) | {"title": named} | report
    _show(report, as_json=as_json)


def _settings(folder: Path, config: Path | None) -> "Settings":
    """Return the settings of the town: its own file, the one that was named, or the demo's."""
    from jobs.cli.demo import shipped_config
    from jobs.settings import load_for_analysis

    own = folder / "sources.toml"
    chosen = own if own.is_file() else config or shipped_config()
    settings, left_out = load_for_analysis(chosen)
    print(f"{settings.municipality.name}, by {chosen}", file=sys.stderr)
    for problem in left_out:
        print(f"left out: {problem}", file=sys.stderr)
    return settings


def _seconds(outcome: "Outcome") -> dict[str, float]:
    return {stage: round(spent, 3) for stage, spent in outcome.seconds.items()} | {
        "all": round(sum(outcome.seconds.values()), 3)
    }


def _show(report: dict[str, object], *, as_json: bool) -> None:
    from jobs.evaluate.score import lines

    print(json.dumps(report, indent=1) if as_json else "\n".join(lines(report)))
