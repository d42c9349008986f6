"""The flowchart: every rule once, this week's counts on the ways, and no word outside its box."""

from dataclasses import replace
from functools import cache
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from jobs.advise.policy import load_policy
from jobs.language import LANGUAGES
from jobs.model import LEAD, Action, Ladder, Policy, Rung, Subject
from jobs.report.assets import Assets
from jobs.report.charts.ladder import (
    ABOVE,
    ASKED,
    BELOW,
    DONE,
    INSET,
    LEAD_IN,
    SIZE,
    Laddered,
    draw,
    wrap,
)
from jobs.report.edition import edit
from jobs.report.flow import ladders_of
from jobs.report.html import Sheets
from tests.advise.town import make_settings, shipped_policy
from tests.report.scenes import rich_desk, words

ASSETS = Assets.of(Path("/nonexistent"))
OWN = """
version = 4
name = "Beekdorp"
[[rule]]
name = "veel-stemmen-over-een-opiniestuk-of-een-klacht-in-de-krant"
before = "complaint"
when = { voices = { min = 25 }, kind = ["complaint", "opinion"], sources = { min = 3, max = 9 } }
unless = { political = true, danger = ["threat", "missing"], house_rule = ["insult", "spam"] }
then = "publish"
who = "lead"
where = "own_page"
"""


def own_policy(folder: Path) -> Policy:
    (folder / "policy.toml").write_text(OWN, encoding="utf-8")
    return load_policy(make_settings(folder=folder, policy={"file": "policy.toml"}))


@cache
def widths(name: str) -> dict[str, float]:
    """Return how wide the letters of one of our fonts are, in ems."""
    with TTFont(BytesIO(ASSETS.look().faces[name])) as font:
        size = font["head"].unitsPerEm
        found = font.getBestCmap().items()
        return {chr(point): font["hmtx"][glyph][0] / size for point, glyph in found}


def width(text: str, name: str) -> float:
    return SIZE * sum(widths(name)[letter] for letter in text)


def overflowing(drawing: Laddered) -> list[str]:
    """Return the lines that are wider than their box, set in our own fonts."""
    asked = [line for rail in drawing.rails for _, line in rail.asked_lines]
    done = [line for rail in drawing.rails for _, line in rail.done_lines]
    return [line for line in asked if width(line, "regular") > ASKED - LEAD_IN - INSET] + [
        line for line in done if width(line, "semibold") > DONE - 2 * INSET
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_fits_in_its_box(tmp_path: Path, language: str) -> None:
    """None is cut either, but for the many conditions of a municipality's own rule."""
    drawn = [draw(one) for one in ladders_of(own_policy(tmp_path), words(language))]

    assert [line for one in drawn for line in overflowing(one)] == []
    cut = [rail.rung for one in drawn for rail in one.rails if "…" in str(rail.asked_lines)]
    assert [rung.own for rung in cut] == [True]
    assert not any("…" in str(rail.done_lines) for one in drawn for rail in one.rails)


LETTERS = st.text(st.characters(codec="latin-1", exclude_categories=("Cc", "Cf")), max_size=300)


@given(LETTERS)
def test_any_name_is_broken_and_cut_to_fit(text: str) -> None:
    lines = wrap(text, 100)

    assert len(lines) <= 3
    assert all(width(line, "regular") <= 100 for line in lines)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=80))
def test_a_drawing_holds_every_rule_and_no_box_stands_on_another(lengths: list[int]) -> None:
    rungs = tuple(
        Rung(number=number, question="vraag " * size, outcome="Volgen", own=False)
        for number, size in enumerate(lengths, start=1)
    )
    drawing = draw(
        Ladder(
            title="t", caption="c", alternative="a", begin="b", end="e", yes="ja", no="nee",
            rungs=rungs,
        )
    )  # fmt: skip
    boxes = [rail.asked for rail in drawing.rails]

    assert tuple(rail.rung for rail in drawing.rails) == rungs
    assert all(a.y + a.height < b.y for a, b in pairwise(boxes))
    assert all(box.x + box.width <= drawing.width for box in drawing.boxes)
    assert boxes[0].y >= ABOVE
    assert boxes[-1].y + boxes[-1].height + BELOW <= drawing.height + 0.01


def test_the_counts_of_the_week_stand_on_the_ways() -> None:
    """What comes in leaves: at each question those who went out, and those who went on."""
    desk = rich_desk()
    assert desk.policy is not None
    ladder, posts = ladders_of(desk.policy, words(), desk.advices)
    left = [rung.count or 0 for rung in ladder.rungs]

    assert ladder.begin == f"{len(desk.signals)} onderwerpen"
    assert sum(left) == len(desk.signals)
    for place, rung in enumerate(ladder.rungs):
        assert rung.past == sum(left[place + 1 :])
    assert sum(rung.count or 0 for rung in posts.rungs) == sum(
        one.post_id is not None for one in desk.advices
    )
    assert {rung.past for rung in posts.rungs} == {None}


def test_the_headline_says_where_most_came_out() -> None:
    desk = rich_desk()
    assert desk.policy is not None
    signals, posts = ladders_of(desk.policy, words(), desk.advices)
    followed = sum(rung.count or 0 for rung in signals.rungs if rung.outcome == "Volgen")

    assert followed == 21
    assert signals.title == "Over een signaal als geheel: 21 van de 36 kwamen uit bij ‘Volgen’"
    assert posts.title.endswith("uitzondering: 1 van de 2 kwam uit bij ‘Meteen doorgeven’")


def test_what_is_drawn_can_be_read_aloud() -> None:
    desk = rich_desk()
    assert desk.policy is not None
    ladder, _ = ladders_of(desk.policy, words(), desk.advices)
    taken = next(rung for rung in ladder.rungs if rung.count)

    assert all(rung.question in ladder.alternative for rung in ladder.rungs)
    assert f"{taken.question} ja: {taken.outcome} ({taken.count})." in ladder.alternative


def test_without_a_week_nothing_is_counted() -> None:
    ladder, _ = ladders_of(shipped_policy(), words())

    assert ladder.begin == ""
    assert {(rung.count, rung.past) for rung in ladder.rungs} == {(None, None)}


def test_rules_of_the_municipality_are_marked_in_words_too(tmp_path: Path) -> None:
    ladder, _ = ladders_of(own_policy(tmp_path), words())
    own = [rung for rung in ladder.rungs if rung.own]

    assert len(own) == 1
    assert own[0].question.startswith("Veel stemmen over een opiniestuk")
    assert own[0].question.endswith(" · eigen regel")


def test_a_policy_without_rules_about_posts_has_one_ladder() -> None:
    policy = shipped_policy()
    signals = replace(policy, rules=policy.of(Subject.SIGNAL))

    assert [one.title for one in ladders_of(signals, words())] == ["Over een signaal als geheel"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_drawing_is_a_file_of_its_own(tmp_path: Path, language: str) -> None:
    """Well-formed, with a text alternative, its letters with it, and nothing from elsewhere."""
    policy = replace(own_policy(tmp_path), name="<b>Beek & dorp</b>")
    drawn = Sheets(ASSETS, lambda _: True).picture(
        ladders_of(policy, words(language)), policy.name, words(language)
    )
    tree = ET.fromstring(drawn)  # noqa: S314 - our own drawing
    space = "{http://www.w3.org/2000/svg}"
    outcomes = {words(language).say(f"action.{action}.label") for action in Action}

    assert tree.find(f"{space}title") is not None
    assert len(tree.findall(f"{space}svg/{space}title")) == 2
    said = " ".join(text.text or "" for text in tree.iter(f"{space}text"))
    assert all(outcome in said for outcome in outcomes)
    assert "<b>" not in drawn
    assert drawn.count("font/ttf;base64") == 2
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")


def test_the_lead_gets_the_flowchart_and_the_checklist() -> None:
    lead, department = (edit(rich_desk(), one, words()) for one in (LEAD, "publieke-ruimte"))

    assert lead is not None
    assert department is not None
    assert len(lead.ladders) == 2
    assert lead.policy == "Beleid: buurtsignaal, versie 2"
    assert lead.checklist[-1].startswith("Antwoord hoogstens 2 keer")
    assert (department.ladders, department.checklist) == ((), ())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lead_reads_the_flowchart_as_a_table(language: str) -> None:
    """A row a question, with where yes leads, how many left there, and how many went on."""
    lead = edit(rich_desk(), LEAD, words(language))
    assert lead is not None
    page = html.document_fromstring(Sheets(ASSETS, lambda _: True).page(lead, words(language), ""))
    tables = [one.findall(".//tbody/tr") for one in page.find_class("flow")]

    for ladder, rows in zip(lead.ladders, tables, strict=True):
        cells = [[cell.text_content().strip() for cell in row] for row in rows]
        for rung, (asked, yes, no) in zip(ladder.rungs, cells, strict=False):
            assert asked.split("\u2007")[-2:] == [f"{rung.number}", f" {rung.question}"]
            assert yes == f"→ {rung.outcome}" + (f" · {rung.count}" if rung.count else "")
            assert no == (f"↓ {rung.past}" if rung.count and rung.past else "")
        assert [row[0].rpartition("\u2007")[2] for row in cells[len(ladder.rungs) :]] == (
            [f" {ladder.end}"] if ladder.end else []
        )


def test_where_nothing_is_answered_there_is_no_checklist() -> None:
    desk = rich_desk()
    quiet = tuple(replace(one, action=Action.MONITOR, rule="nothing-asked") for one in desk.advices)
    lead = edit(replace(desk, advices=quiet), LEAD, words())

    assert lead is not None
    assert lead.checklist == ()


def test_of_a_week_whose_policy_was_not_kept_nothing_is_drawn() -> None:
    lead = edit(replace(rich_desk(), policy=None), LEAD, words())

    assert lead is not None
    assert (lead.ladders, lead.policy) == ((), "")


def test_the_municipality_s_own_reason_is_printed(tmp_path: Path) -> None:
    text = OWN + 'why = { nl = "Zo sprak het college af." }\n'
    (tmp_path / "policy.toml").write_text(text, encoding="utf-8")
    policy = load_policy(make_settings(folder=tmp_path, policy={"file": "policy.toml"}))
    own = next(rule for rule in policy.rules if rule.own)
    desk = rich_desk()
    advices = tuple(
        replace(one, rule=own.name) if one.action is Action.CHECK_FIRST else one
        for one in desk.advices
    )
    lead = edit(replace(desk, policy=policy, advices=advices), LEAD, words())

    assert lead is not None
    check = next(one for one in lead.verdicts if one.action is Action.CHECK_FIRST)
    assert check.why == "Zo sprak het college af."
