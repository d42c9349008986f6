"""What the FAQ lacks and what is coming up, as the lead reads it."""

import tomllib
from dataclasses import replace
from datetime import date

import pytest

from jobs.language import LANGUAGES
from jobs.model import LEAD, DepartmentId, Draft, Outlook, Signal
from jobs.report.desk import Desk, Pen
from jobs.report.entries import entries_of
from jobs.report.radar import MAX_DRAFTS, coming_of, questions_of
from jobs.settings.schema import Settings
from tests.report.scenes import rich_desk, settings, words


def pen_of(desk: Desk, language: str = "nl") -> Pen:
    return Pen(desk=desk, reader=LEAD, words=words(language))


def quoted(desk: Desk) -> tuple[Draft, Signal]:
    """Return a draft whose question is quoted, and its signal."""
    pen = pen_of(desk)
    return next(
        (draft, signal)
        for draft in desk.drafts
        for signal in pen.shown
        if signal.id in draft.signals and set(pen.asking(signal)) & set(draft.questions)
    )


def tables(desk: Desk) -> list[dict[str, str]]:
    found: list[dict[str, str]] = tomllib.loads(entries_of(pen_of(desk))).get("faq", [])
    return found


def test_a_draft_says_what_people_ask_how_many_since_when_and_whom_to_ask() -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)

    note = questions_of(pen_of(replace(desk, drafts=(draft,))))[0]

    assert note.title == signal.title
    assert note.quote is not None
    assert note.quote.text in {" ".join(desk.posts[one].text.split()) for one in draft.questions}
    assert note.text.startswith(f"{draft.voices} stem, sinds ")
    assert "Vraag het aan " in note.text
    assert note.text.endswith(" tegen woensdag 18 november.")


def test_a_draft_without_department_says_so() -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)
    lost = tuple(replace(one, department=None) if one == signal else one for one in desk.signals)
    lone = replace(draft, department=None)

    note = questions_of(pen_of(replace(desk, signals=lost, drafts=(lone,))))[0]

    assert note.text.endswith("Geen dienst herkend: kies wie het antwoord kent.")


def test_a_draft_over_two_signals_is_a_row_for_each_that_asks() -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)
    pen = pen_of(desk)
    other = next(
        one
        for one in desk.signals
        if one.shown
        and one.id != signal.id
        and any(pen.quotable(post) for post in pen.posts(pen.asking(one)))
    )
    asked = (*draft.questions, *pen.asking(other))
    wide = replace(draft, signals=(signal.id, other.id), questions=asked)

    first, second = questions_of(pen_of(replace(desk, drafts=(wide,))))[:2]

    assert (first.title, second.title) == (signal.title, other.title)
    assert f"Vraag het aan {pen.department(other.department)}" in second.text


def test_a_draft_is_asked_of_the_department_that_the_table_asks() -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)
    pen = pen_of(desk)
    other = next(d.id for d in desk.settings.departments if d.id != signal.department)
    lone = replace(draft, signals=(signal.id,), department=DepartmentId(other))
    desk = replace(desk, drafts=(lone,))

    note = questions_of(pen_of(desk))[0]
    (table,) = tables(desk)

    assert f"Vraag het aan {pen.department(signal.department)} " in note.text
    assert table["department"] == signal.department


def test_at_most_a_few_drafts_stand_in_the_report_and_the_rest_is_counted() -> None:
    desk = rich_desk()
    draft, _ = quoted(desk)

    notes = questions_of(pen_of(replace(desk, drafts=(draft,) * (MAX_DRAFTS + 1))))

    asked = {post for signal in desk.signals for post in signal.open_questions}
    rest = len(asked - set(draft.questions))
    assert len(notes) == MAX_DRAFTS + 1
    assert notes[-1].text.startswith(
        f"Hierboven staan {len(asked) - rest} van de {len(asked)} berichten die op een antwoord "
        f"wachten. De {rest} andere staan in de lijst"
    )


@pytest.mark.parametrize("voices", [1, 2])
def test_no_question_of_a_signal_of_too_few_voices_is_quoted(voices: int) -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)
    small = replace(desk, signals=(replace(signal, voices=voices),), drafts=(draft,))

    (rest,) = questions_of(pen_of(small))
    (table,) = tables(small)

    assert rest.quote is None
    assert table["question"] == ""
    assert not any(desk.posts[one].text[:30] in entries_of(pen_of(small)) for one in signal.posts)


def test_entries_can_be_pasted_but_not_be_taken_for_approved() -> None:
    desk = rich_desk()
    draft, _ = quoted(desk)

    (table,) = tables(replace(desk, drafts=(draft,)))

    assert table["id"] == "2026-w46-1"
    assert table["department"] == draft.department
    assert table["answer"] == ""
    with pytest.raises(ValueError, match="answer"):
        settings(faq=[table])
    completed = settings(faq=[table | {"answer": "Ja."}])
    assert isinstance(completed, Settings)


def test_a_question_with_quotes_backslashes_and_lines_stays_one_toml_string() -> None:
    desk = rich_desk()
    draft, _ = quoted(desk)
    nasty = 'Staat "\\n" op de site?\n[[faq]]\nid = "x" # hoe kan dat\u2028dan zo lang duren?'
    posts = desk.posts | {
        one: replace(desk.posts[one], text=nasty + " of" * 300) for one in draft.questions
    }

    (table,) = tables(replace(desk, drafts=(draft,), posts=posts))

    assert table["question"].startswith('Staat "\\n" op de site? [[faq]] id = "x" # hoe kan dat')
    assert isinstance(settings(faq=[table | {"answer": "Ja."}]), Settings)


def test_other_wordings_stand_above_the_entry_as_comments() -> None:
    desk = rich_desk()
    draft, _ = quoted(desk)
    extra = next(
        p.id
        for p in desk.posts.values()
        if p.id not in draft.questions and pen_of(desk).quotable(p)
    )
    told = entries_of(
        pen_of(replace(desk, drafts=(replace(draft, questions=(*draft.questions, extra)),)))
    )

    assert "# Ook gevraagd: ‘" in told


def test_what_may_not_be_about_the_municipality_makes_no_entry() -> None:
    desk = rich_desk()
    draft, signal = quoted(desk)
    unsure = replace(desk, drafts=(draft,), confidence=dict.fromkeys(signal.posts, 0.1))

    assert tables(unsure) == []
    assert entries_of(pen_of(unsure)).startswith("# Geen open vragen zonder antwoord in de FAQ")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_words(language: str) -> None:
    pen = pen_of(rich_desk(), language)

    assert len(tomllib.loads(entries_of(pen))["faq"]) == len(pen.desk.drafts)
    assert [bool(note.text) for note in coming_of(pen)] == [True, True]


def looks(**changed: object) -> tuple[str, str]:
    """Return what is said of an announcement just past and of one ahead, both changed."""
    desk = rich_desk()
    outlooks = tuple(replace(one, **changed) for one in desk.outlooks)  # type: ignore[arg-type]  # any field
    past, ahead = coming_of(pen_of(replace(desk, outlooks=outlooks)))
    return past.text, ahead.text


def test_an_announcement_ahead_says_what_it_touches_and_what_the_faq_lacks() -> None:
    ahead = looks()[1]

    assert ahead.startswith("Op dinsdag 24 november (Afval en milieu). Raakt aan ‘")
    assert "In de FAQ: ‘Wanneer wordt het restafval opgehaald vanaf 2027?’" in ahead
    assert ahead.endswith("1 vraag erover staat nog niet in de FAQ.")


def test_without_a_faq_one_is_to_be_written() -> None:
    assert "Nog geen antwoord in de FAQ: schrijf er een." in looks(faq=())[1]


def test_a_touched_signal_without_open_questions_lacks_nothing() -> None:
    assert "nog niet in de FAQ" not in looks(signals=())[1]
    assert "Geen signaal van deze week gaat erover." in looks(signals=())[1]


def test_afterwards_it_says_what_was_asked_and_whether_the_answer_landed() -> None:
    past = looks()[0]

    assert past.startswith("Was op dinsdag 10 november (Burgerzaken).")
    assert "3 vragen gesteld, 2 beantwoord." in past
    assert "Na ons antwoord nog 1 bericht met een vraag of ongenoegen." in past
    assert "Na ons antwoord geen vragen of ongenoegen meer." in looks(against=())[0]


def test_an_answer_that_was_not_given_did_not_land() -> None:
    past = looks(answered=(), against=())[0]

    assert "3 vragen gesteld, 0 beantwoord." in past
    assert "Na ons antwoord" not in past


def test_nothing_asked_is_said_too() -> None:
    assert looks(asked=(), answered=(), against=())[0].endswith("Er is niets over gevraagd.")


def test_an_announcement_that_left_the_settings_is_left_out() -> None:
    desk = rich_desk()
    gone = Outlook(
        week=desk.week,
        announcement="weg",
        signals=(),
        faq=(),
        asked=(),
        answered=(),
        against=(),
    )

    assert coming_of(pen_of(replace(desk, outlooks=(gone,)))) == ()


def test_the_day_itself_is_ahead_for_who_reads_it_that_monday() -> None:
    desk = rich_desk()
    monday = settings().announcements[0].model_copy(update={"date": date(2026, 11, 16)})
    town = desk.settings.model_copy(update={"announcements": (monday,)})

    note = coming_of(pen_of(replace(desk, settings=town)))[0]

    assert note.text.startswith("Op maandag 16 november")
