"""``buurtsignaal policy``: the policy in force in words, as a drawing, or at work on one signal."""

import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jobs.cli.options import Config, parse_week
from jobs.errors import UsageError

if TYPE_CHECKING:
    from jobs.explain.parts import Explanation
    from jobs.model import Week


class Act(StrEnum):
    """What is to be done with the policy."""

    SHOW = "show"
    DRAW = "draw"
    EXPLAIN = "explain"


class Language(StrEnum):
    """In which words."""

    NL = "nl"
    FR = "fr"
    DE = "de"
    EN = "en"


def policy(  # noqa: PLR0913 - the options of three acts
    act: Annotated[
        Act,
        typer.Argument(
            help="show the rules, draw them, or explain one decision", show_default=False
        ),
    ],
    reference: Annotated[
        str,
        typer.Argument(
            metavar="[STORY|SIGNAL|POST]",
            help="to explain: id, or its beginning, or words of a title",
            show_default=False,
        ),
    ] = "",
    *,
    week: Annotated[
        str | None,
        typer.Option("--week", "-w", help="draw: with the counts of it; explain: of a story"),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="draw: file to write, such as policy.svg")
    ] = None,
    language: Annotated[
        Language | None, typer.Option("--language", "-l", help="without it: the municipality's")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="for a program to read")] = False,
    config: Config = Path("sources.toml"),
) -> None:
    """Show the policy in words, draw its flowchart, or explain how one signal was decided."""
    asked = parse_week(week) if week else None
    _refuse_misfit(act, reference, out, asked, as_json=as_json)
    match act:
        case Act.SHOW:
            _print(_shown(config, language), as_json=as_json)
        case Act.DRAW:
            _write(_drawn(config, language, asked), out)
        case Act.EXPLAIN:
            _print(_explained(config, language, reference, asked), as_json=as_json)


def _refuse_misfit(
    act: Act, reference: str, out: Path | None, week: "Week | None", *, as_json: bool
) -> None:
    """Refuse words that *act* does nothing with: who typed them expects something of them."""
    if act is Act.EXPLAIN and not reference:
        message = "name what to explain: buurtsignaal policy explain SIGNAL"
        raise UsageError(message)
    misfits = {
        f"{reference!r}": bool(reference) and act is not Act.EXPLAIN,
        "--out": out is not None and act is not Act.DRAW,
        "--json": as_json and act is Act.DRAW,
        "--week": week is not None and act is Act.SHOW,
    }
    for name, misfit in misfits.items():
        if misfit:
            message = f"policy {act} takes no {name}; see buurtsignaal policy --help"
            raise UsageError(message)


def _shown(config: Path, language: Language | None) -> "Explanation":
    from jobs.advise.policy import load_policy
    from jobs.explain.policy import explain_policy
    from jobs.language.wording import load_wording
    from jobs.settings import load_for_analysis

    settings, _ = load_for_analysis(config)
    words = load_wording(language or settings.municipality.language)
    return explain_policy(load_policy(settings), settings.policy, words)


def _drawn(config: Path, language: Language | None, week: "Week | None") -> str:
    from jobs.advise.policy import load_policy
    from jobs.language.wording import load_wording
    from jobs.report.assets import Assets
    from jobs.report.flow import ladders_of, title_of
    from jobs.report.html import Sheets
    from jobs.settings import load_for_analysis
    from jobs.wiring import open_workplace

    settings, _ = load_for_analysis(config)
    words = load_wording(language or settings.municipality.language)
    advices = None
    drawn = load_policy(settings)
    if week is not None:
        with open_workplace(config, settings, create=False) as work:
            advices = work.store.advices.of_week(week)
            kept = work.store.advices.policy(week)
        if not advices or kept is None:
            message = f"no advice of {week} is kept; run `buurtsignaal run advise --week {week}`"
            raise UsageError(message)
        drawn = kept
    title = title_of(drawn, words)
    if week is not None:
        title += f" · {words.say('document.period', week=week.number, span=words.span(week))}"
    sheets = Sheets(Assets.of(config.resolve().parent), lambda _: True)
    return sheets.picture(ladders_of(drawn, words, advices), title, words)


def _explained(
    config: Path, language: Language | None, reference: str, week: "Week | None"
) -> "Explanation":
    from jobs.cli.policy_rows import decision_of
    from jobs.cli.why_find import find
    from jobs.explain.decision import explain_decision
    from jobs.explain.town import Town
    from jobs.language.wording import load_wording
    from jobs.wiring import open_workplace

    with open_workplace(config, create=False) as work:
        words = load_wording(language or work.settings.municipality.language)
        found = find(work.store, reference)
        decision = decision_of(work.store, work.settings, found, week)
        return explain_decision(decision, Town(settings=work.settings), words)


def _print(told: "Explanation", *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(told.facts(), ensure_ascii=False, indent=2))
        return
    for line in told.lines():
        print(line)


def _write(drawing: str, out: Path | None) -> None:
    if out is None:
        print(drawing, end="")
        return
    try:
        out.write_text(drawing, encoding="utf-8")
    except OSError as error:
        message = f"{out} cannot be written ({error.strerror}); choose another --out"
        raise UsageError(message) from error
    print(f"{out} is written")
