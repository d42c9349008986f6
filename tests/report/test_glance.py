"""The first page of the lead's edition: what to answer, what to ask first, what to leave."""

import re
from dataclasses import replace
from datetime import date

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, Action, Advice
from jobs.report.glance import MAX_NAMED
from tests.report.scenes import edition_of, rich_desk, words


def told(advices: tuple[Advice, ...], language: str = "nl") -> dict[str, str]:
    edition = edition_of(LEAD, replace(rich_desk(), advices=advices, conduct=()), language)
    return {line.title: line.text for line in edition.glance}


def whole(action: Action) -> tuple[Advice, ...]:
    """Return the advices of the scene on whole signals, all with *action*."""
    return tuple(replace(a, action=action) for a in rich_desk().advices if a.post_id is None)


def test_each_decision_names_what_it_is_about_in_the_order_of_the_table() -> None:
    edition = edition_of(LEAD)
    titles = [line.title for line in edition.glance]

    assert [title.partition(" (")[0] for title in titles[:3]] == [
        "Te lang zonder antwoord",
        "Antwoorden",
        "Eerst navragen, dan antwoorden",
    ]
    assert len(set(titles)) == len(titles)
    assert all(line.quote is None and "‘" in line.text for line in edition.glance[1:])
    assert edition.glance[0].see == words().say("heading.conduct")


@pytest.mark.parametrize("language", LANGUAGES)
def test_at_most_a_few_are_named_and_the_rest_is_counted(language: str) -> None:
    shown = [signal for signal in rich_desk().signals if signal.shown]
    lines = told(whole(Action.LEAVE), language)
    more = words(language).count("glance.more", len(shown) - MAX_NAMED)

    assert len(shown) > MAX_NAMED
    said = words(language).say("action.leave.label")
    assert list(lines) == [f"{said} ({len(rich_desk().signals)})"]
    assert more in next(iter(lines.values()))


def test_what_is_too_small_to_be_shown_is_only_counted() -> None:
    (line,) = told(whole(Action.MONITOR)).values()
    small = [signal for signal in rich_desk().signals if not signal.shown]

    assert small
    assert not any(signal.title in line for signal in small)
    assert words().count("choice.more", len(small)) in line


def test_what_a_department_is_asked_stands_with_its_name() -> None:
    (line,) = told(whole(Action.CHECK_FIRST)).values()

    assert "(Afval en milieu" in line


def test_a_post_that_can_be_answered_is_named_with_its_signal() -> None:
    signal = next(signal for signal in rich_desk().signals if not signal.shown)
    advice = next(a for a in rich_desk().advices if a.post_id is None)
    answer = replace(advice, signal_id=signal.id, post_id=signal.posts[0], action=Action.ANSWER)

    assert told((answer,))["Antwoorden (1)"] == f"‘{signal.title}’"


def test_without_advice_all_is_followed_and_without_signals_there_is_no_glance() -> None:
    assert list(told(())) == [f"Volgen ({len(rich_desk().signals)})"]
    empty = edition_of(LEAD, replace(rich_desk(), signals=(), advices=()))
    assert (empty.glance, empty.glance_sum) == ((), "")


def test_what_is_due_on_another_day_than_the_rest_says_so() -> None:
    wednesday = [replace(one, due=date(2026, 11, 18)) for one in whole(Action.CHECK_FIRST)]
    first = max(rich_desk().signals, key=lambda signal: signal.voices).id
    days = [replace(a, due=date(2026, 11, 17)) if a.signal_id == first else a for a in wednesday]
    (alike,), (line,) = told(tuple(wednesday)).values(), told(tuple(days)).values()

    assert "dinsdag" not in alike
    assert line.startswith("Tegen woensdag 18 november: ")
    assert line.count(", tegen dinsdag 17 november)") == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_of_many_that_are_not_named_it_says_with_which_departments_they_are(language: str) -> None:
    desk = rich_desk()
    (line,) = told(whole(Action.CHECK_FIRST), language).values()
    figures = [int(n) for n in re.findall(r"\u00a0(\d+)", line.rpartition("(")[2])]

    assert len(desk.signals) > 2 * MAX_NAMED
    assert len(figures) == MAX_NAMED
    assert figures == sorted(figures, reverse=True)
    assert sum(figures) <= len(desk.signals) - MAX_NAMED


@pytest.mark.parametrize("language", LANGUAGES)
def test_whom_to_write_in_private_has_a_line_of_its_own_with_its_day(language: str) -> None:
    signal = next(one for one in rich_desk().signals if one.shown)
    advices = whole(Action.CHECK_FIRST)
    first = next(one for one in advices if one.signal_id == signal.id)
    apart = replace(
        first, post_id=signal.posts[0], action=Action.MOVE_PRIVATE, due=date(2026, 11, 17)
    )
    lines = told((*advices, apart), language)
    line = lines[words(language).say("glance.private_title")]

    assert words(language).quoted(signal.title) in line
    assert words(language).day(date(2026, 11, 17)) in line
