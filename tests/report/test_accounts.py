"""How own accounts did, in words: only what the figures say, each with posts, in four languages."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from jobs.language import LANGUAGES
from jobs.model import (
    LEAD,
    Action,
    Case,
    Conduct,
    Edition,
    Finding,
    Measure,
    Moderation,
    ModerationAct,
    Post,
    Speaker,
)
from jobs.report.accounts import conduct_of
from jobs.report.desk import Desk, Pen
from jobs.report.edition import edit
from tests.make import MONDAY
from tests.report.scenes import WEEK, rich_desk, settings, words

PAGE = "fbp-gemeente-heidebeek"


def found_in(
    *figures: Conduct, language: str = "nl", desk: Desk | None = None
) -> tuple[Finding, ...]:
    desk = replace(desk or rich_desk(), conduct=figures)
    return conduct_of(Pen(desk=desk, reader=LEAD, words=words(language)))


def page_posts(desk: Desk, speaker: Speaker = Speaker.VOICE) -> list[Post]:
    posts = desk.posts.values()
    return [post for post in posts if post.source_id == PAGE and post.speaker is speaker]


def figure(measure: Measure, posts: Sequence[Post], *, weeks: int = 1, value: int = -1) -> Conduct:
    ids = tuple(post.id for post in posts)
    counted = len(ids) if value < 0 else value
    return Conduct(week=WEEK, measure=measure, weeks=weeks, value=counted, posts=ids)


def asked(*numbers: int, weeks: int) -> list[Conduct]:
    names = (Measure.ASKED, Measure.ANSWERED, Measure.HELPED)
    return [
        figure(name, (), weeks=weeks, value=number)
        for name, number in zip(names, numbers, strict=True)
    ]


def test_questions_are_told_for_the_week_and_for_four_weeks_with_the_wait() -> None:
    wait = figure(Measure.WAIT, (), weeks=4, value=129)
    (finding,) = found_in(*asked(8, 1, 0, weeks=1), *asked(28, 11, 2, weeks=4), wait)

    assert finding.text == (
        "Deze week 8 vragen: 1 beantwoord door de gemeente en 7 zonder antwoord. "
        "De laatste vier weken 28 vragen: 11 beantwoord door de gemeente, 2 door inwoners en 15 "
        "zonder antwoord. "
        "De helft van die antwoorden kwam binnen 3 uur, geteld tijdens de kantooruren."
    )


@pytest.mark.parametrize(
    ("minutes", "told"),
    [(0, "1 minuut"), (59, "59 minuten"), (60, "1 uur"), (959, "16 uur"), (961, "3 werkdagen")],
)
def test_a_wait_is_rounded_up_so_that_it_is_true(minutes: int, told: str) -> None:
    wait = figure(Measure.WAIT, (), weeks=4, value=minutes)
    (finding,) = found_in(*asked(1, 1, 0, weeks=1), *asked(1, 1, 0, weeks=4), wait)

    assert f"binnen {told}," in finding.text


def test_a_week_without_questions_says_so_and_four_weeks_without_any_say_nothing() -> None:
    (finding,) = found_in(*asked(0, 0, 0, weeks=1), *asked(3, 3, 0, weeks=4))

    assert finding.text.startswith("Deze week stelde niemand er een vraag. De laatste vier weken 3")
    assert found_in(*asked(0, 0, 0, weeks=1), *asked(0, 0, 0, weeks=4)) == ()
    assert found_in() == ()


def test_an_office_holder_on_the_page_is_told_by_role_with_the_posts() -> None:
    desk = rich_desk()
    posts = page_posts(desk, Speaker.OFFICE_HOLDER)
    (finding,) = found_in(figure(Measure.BARRED, posts), desk=desk)

    assert finding.text.startswith("Een mandataris antwoordde 2 keer op Gemeentepagina Heidebeek.")
    assert [trace.url for trace in finding.traces] == [post.url for post in posts]
    assert not any(post.id[:8] in str(finding) for post in posts)  # a link leads there
    assert "terlinck" not in str(finding).casefold()


def test_an_office_holder_who_is_told_of_there_is_no_house_rule_case() -> None:
    desk = rich_desk()
    post = page_posts(desk, Speaker.OFFICE_HOLDER)[0]
    advice = replace(
        desk.advices[0],
        signal_id=desk.signals[0].id,
        post_id=post.id,
        action=Action.PASS_ON,
        rule="office-holder-on-own-page",
    )
    desk = replace(desk, advices=(*desk.advices, advice))
    told = lead(replace(desk, conduct=(figure(Measure.BARRED, [post]),)))

    assert any("mandataris" in case.title for case in lead(desk).cases)
    assert not any("mandataris" in case.title for case in told.cases)
    assert [finding.title for finding in told.conduct] == [
        "Antwoord van een account dat daar niet mag antwoorden"
    ]


def test_posts_are_named_up_to_a_handful_and_the_rest_counted() -> None:
    desk = rich_desk()
    posts = page_posts(desk)[:9]
    (finding,) = found_in(figure(Measure.OPEN, posts, weeks=4), desk=desk)

    assert finding.text == (
        "9 vragen van de laatste vier weken kregen na 3 werkdagen nog geen antwoord. "
        "Vraag ze vandaag na bij de dienst."
    )
    assert 1 < len(finding.traces) < len(posts)  # those of one matter stand together
    assert any(" berichten, sinds " in trace.text for trace in finding.traces)
    apart = replace(desk, signals=(), earlier=())
    (finding,) = found_in(figure(Measure.OPEN, posts, weeks=4), desk=apart)
    assert len(finding.traces) == 8
    assert finding.more == "en nog 1 onderwerp"


def test_an_open_question_says_what_it_is_about_and_whose_that_is() -> None:
    desk = rich_desk()
    signal = next(s for s in desk.signals if s.shown and s.department and s.open_questions)
    post = desk.posts[signal.open_questions[0]]
    (finding,) = found_in(figure(Measure.OPEN, [post], weeks=4), desk=desk)
    whose = next(d.name for d in desk.settings.departments if d.id == signal.department)

    assert f"‘{signal.title}’, {whose}" in finding.traces[0].text


def test_an_open_question_that_tells_of_somebodys_own_life_has_no_address() -> None:
    desk = rich_desk()
    post = next(post for post in page_posts(desk) if post.url)
    shown = replace(post, text="Ik zit in een rolstoel. Wanneer is de lift weer in orde?")
    for told, linked in ((post, True), (shown, False)):
        with_it = replace(desk, posts={**desk.posts, post.id: told})
        (finding,) = found_in(figure(Measure.OPEN, [told], weeks=4), desk=with_it)
        assert bool(finding.traces[0].url) is linked
        assert (post.id[:8] in finding.traces[0].text) is not linked


def test_without_an_address_a_reference_leads_to_the_post() -> None:
    desk = rich_desk()
    post = replace(page_posts(desk)[0], url=None)
    bare = replace(desk, posts={**desk.posts, post.id: post})
    (finding,) = found_in(figure(Measure.OPEN, [post], weeks=4), desk=bare)

    assert finding.traces[0].text.endswith(post.id[:8])


def test_what_vanished_is_not_said_to_have_been_removed() -> None:
    desk = rich_desk()
    (finding,) = found_in(figure(Measure.VANISHED, page_posts(desk)[:1]), desk=desk)

    assert finding.title == "Verdwenen zonder genoteerde reden"
    assert "Misschien haalde de schrijver het zelf weg." in finding.text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words_in_every_language_and_none_of_a_post(language: str) -> None:
    desk = rich_desk()
    posts = page_posts(desk)[:2]
    figures = [
        *asked(2, 1, 1, weeks=1),
        *asked(2, 1, 1, weeks=4),
        figure(Measure.OPEN, posts, weeks=4),
        figure(Measure.BARRED, page_posts(desk, Speaker.OFFICE_HOLDER)),
        figure(Measure.PAST_LIMIT, posts),
        figure(Measure.VANISHED, posts),
    ]
    findings = found_in(*figures, language=language, desk=desk)

    assert len(findings) == 5
    assert all("{" not in finding.title + finding.text for finding in findings)
    assert not any(post.text in str(findings) for post in posts)


def lead(desk: Desk) -> Edition:
    made = edit(desk, LEAD, words())
    assert made is not None
    return made


def cases_of(desk: Desk, page: str) -> tuple[Case, ...]:
    """Return the house-rule cases of *desk*, all of them moved to *page*."""
    broken = {a.post_id for a in desk.advices if a.action is Action.APPLY_HOUSE_RULE}
    posts = {
        key: replace(post, source_id=page) if key in broken else post  # type: ignore[arg-type]  # an id is a text
        for key, post in desk.posts.items()
    }
    return lead(replace(desk, posts=posts)).cases


def test_a_house_rule_case_on_an_own_page_has_the_sentence_to_give_and_others_have_none() -> None:
    own, elsewhere = cases_of(rich_desk(), PAGE), cases_of(rich_desk(), "forum-heidebeek")

    assert own[0].give == (
        "“We haalden een bericht weg uit dit gesprek, omdat het ingaat tegen deze huisregel: "
        "Geen beledigingen. Kritiek mag hard zijn. Vragen daarover? Stuur ons een bericht.”"
    )
    assert elsewhere[0].give == ""


def test_a_case_that_was_logged_says_so() -> None:
    desk = rich_desk()
    post = next(a.post_id for a in desk.advices if a.action is Action.APPLY_HOUSE_RULE)
    assert post is not None
    logged = Moderation(
        post_id=post,
        source_id=desk.posts[post].source_id,
        act=ModerationAct.HIDDEN,
        rule="insult",
        reason="",
        at=MONDAY,
        by="communication lead",
    )
    (case, *_) = lead(replace(desk, moderations=(logged,))).cases

    assert case.text.endswith("Verborgen; de reden is genoteerd op 9 november.")


def test_a_department_reads_nothing_of_own_accounts() -> None:
    made = edit(rich_desk(), "groen", words())

    assert made is not None
    assert made.conduct == ()


def test_the_office_hours_of_the_town_make_its_days() -> None:
    desk = replace(rich_desk(), settings=settings(policy={"office_hours": "09:00-10:00"}))
    wait = figure(Measure.WAIT, (), weeks=4, value=150)
    (finding,) = found_in(*asked(1, 1, 0, weeks=1), *asked(1, 1, 0, weeks=4), wait, desk=desk)

    assert "binnen 3 werkdagen," in finding.text
