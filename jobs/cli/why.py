"""``buurtsignaal why``: why the program thinks so, in words, from what the store holds."""

import json
from pathlib import Path
from typing import Annotated

import typer

from jobs.cli.options import Config


def why(
    reference: Annotated[
        str,
        typer.Argument(
            metavar="POST|SIGNAL|STORY",
            help="id, or its beginning, or words of a title",
            show_default=False,
        ),
    ],
    *,
    as_json: Annotated[bool, typer.Option("--json", help="for a program to read")] = False,
    config: Config = Path("sources.toml"),
) -> None:
    """Explain one post, signal or story; no author is in it, for none is kept."""
    from jobs.cli.why_find import find
    from jobs.cli.why_rows import explain
    from jobs.explain.town import Town
    from jobs.wiring import open_workplace

    with open_workplace(config, create=False) as work:
        found = find(work.store, reference)
        told = explain(work.store, found, Town(settings=work.settings))
    if as_json:
        print(json.dumps(told.facts(), ensure_ascii=False, indent=2))
        return
    for line in told.lines():
        print(line)
