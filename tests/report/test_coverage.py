"""What the report tells of each source: how often it was read, what it gave, how it stands."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Coverage, Readings, SourceLine, SourceState
from jobs.report.assets import Assets
from jobs.report.desk import Desk
from jobs.report.glyphs import known_in
from jobs.report.html import Sheets
from tests.report.scenes import BROKEN, SOURCES, edition_of, rich_desk, settings, words

ASSETS = Assets.of(Path("/nonexistent"))
SHEETS = Sheets(ASSETS, known_in(ASSETS))
DEPARTMENT = "publieke-ruimte"
PLACE = list(SOURCES)
SUNDAY = datetime(2026, 11, 15, 22, 59, tzinfo=UTC)
MONDAY = datetime(2026, 11, 15, 23, 0, tzinfo=UTC)
"""The week is over: 00:00 on the clocks of Brussels."""


def lines(desk: Desk) -> dict[str, SourceLine]:
    """Return what the lead's edition tells of each source."""
    return dict(zip(PLACE, edition_of(LEAD, desk).honesty.sources, strict=True))


def one(readings: Readings | None, **changes: object) -> SourceLine:
    """Return what is told of one source that was read so."""
    desk = rich_desk()
    first = replace(desk.coverage[0], **changes)  # type: ignore[arg-type]
    given = {} if readings is None else {first.source_id: readings}
    return lines(replace(desk, coverage=(first, *desk.coverage[1:]), readings=given))[PLACE[0]]


def test_the_lead_sees_of_every_source_how_often_it_was_read_and_what_it_gave() -> None:
    told = lines(rich_desk())

    assert set(told) == set(SOURCES)
    assert told[PLACE[0]] == SourceLine(
        name=SOURCES[PLACE[0]][0],
        read="28× gelezen",
        last="laatst op 15 nov",
        posts="27 berichten (anders 31)",
        gave="25 nieuw, 3 gewijzigd, 1 verdwenen",
        state="–",
    )
    assert told[BROKEN].read == "0× gelezen, 9× mislukt"
    assert (told[BROKEN].last, told[BROKEN].gave) == ("laatst op 8 nov", "–")
    assert told[BROKEN].state == "niet gelezen"


@pytest.mark.parametrize(
    ("readings", "read_at", "told"),
    [
        (Readings(done=1, read_at=SUNDAY), MONDAY, ("1× gelezen", "laatst op 15 nov")),
        (
            Readings(done=1, failed=2, read_at=SUNDAY),
            SUNDAY,
            ("1× gelezen, 2× mislukt", "laatst op 15 nov"),
        ),
        (Readings(failed=2), MONDAY, ("0× gelezen, 2× mislukt", "laatst na de week")),
        (None, MONDAY, ("–", "laatst na de week")),
        (None, SUNDAY, ("–", "laatst op 15 nov")),
        (None, None, ("–", "nooit gelezen")),
    ],
)
def test_a_reading_counts_for_the_week_it_was_made_in(
    readings: Readings | None, read_at: datetime | None, told: tuple[str, str]
) -> None:
    line = one(readings, read_at=read_at)

    assert (line.read, line.last) == told


@pytest.mark.parametrize("state", SourceState)
def test_every_state_has_a_word(state: SourceState) -> None:
    assert one(Readings(done=1, read_at=SUNDAY), state=state).state


def test_a_source_that_is_suddenly_silent_is_not_simply_read() -> None:
    assert one(Readings(done=1), posts=0, usual=6).state == "opvallend stil"
    assert one(Readings(done=1), posts=0, usual=5).state == "–"


def test_of_what_people_bring_by_hand_no_reading_is_told() -> None:
    desk = rich_desk()
    tables = [source.model_dump() for source in desk.settings.sources]
    tables[0] |= {"kind": "capture"}

    assert lines(replace(desk, settings=settings(source=tables)))[PLACE[0]].read == "met de hand"


def test_what_was_the_same_for_all_sources_is_told_by_the_summary_alone() -> None:
    desk = replace(rich_desk(), readings={})
    alike = tuple(
        replace(line, read_at=MONDAY, state=SourceState.OK, posts=5) for line in desk.coverage
    )

    assert edition_of(LEAD, replace(desk, coverage=alike)).honesty.sources == ()


def test_a_department_gets_one_line_and_no_table() -> None:
    honesty = edition_of(DEPARTMENT).honesty

    assert honesty.sources == ()
    assert honesty.summary.endswith(
        "De bronnen zijn 252 keer gelezen: 225 nieuw, 27 gewijzigd, 9 verdwenen."
    )
    assert "Hoe vaak we" not in SHEETS.page(edition_of(DEPARTMENT), words(), "")


def test_a_week_that_was_read_afterwards_says_so() -> None:
    desk = replace(rich_desk(), readings={})
    late = tuple(replace(line, read_at=MONDAY) for line in desk.coverage)
    never = tuple(replace(line, read_at=None) for line in desk.coverage)

    def summary(coverage: tuple[Coverage, ...]) -> str:
        return edition_of(DEPARTMENT, replace(desk, coverage=coverage)).honesty.summary

    assert "pas na deze week gelezen" in summary(late)
    assert summary(never).endswith("berichten deze week.")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_source_stands_in_the_edition_of_the_lead_in_every_language(language: str) -> None:
    edition = edition_of(LEAD, language=language)
    page = SHEETS.page(edition, words(language), "")

    assert page.count('<section class="coverage">') == 1
    for line in edition.honesty.sources:
        cells = (line.posts, line.read, line.last, line.gave, line.state)
        assert " · ".join(cell for cell in cells if cell != "–") in page
