"""Who is told what, and when: once, to the right address, and never about itself."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import partial
from itertools import product
from urllib.parse import unquote

import pytest

from jobs.deliver.bounce import Bounce
from jobs.deliver.job import take_bounce
from jobs.deliver.outbox import wait
from jobs.language import LANGUAGES
from jobs.language.wording import load_wording
from jobs.model import (
    AT_ONCE,
    LEAD,
    NOTICES,
    SUSPENDED,
    TRIES_OF_A_DAY,
    Cursor,
    Delivery,
    DeliveryState,
    RunState,
    SourceId,
    SourceState,
    SourceStatus,
    Stage,
    Week,
)
from jobs.tell import job
from tests.deliver.office import PDF, READERS, PostOffice, Town, address, post_office, queue
from tests.fakes import NOW
from tests.make import WEEK

OPERATOR = "beheer@heidebeek.example"
LEADS = "communicatie@heidebeek.example"
LEASE = timedelta(minutes=1)
KEY = bytes(range(32))


def pass_by(town: Town, post: PostOffice) -> None:
    """Do what the service does each minute."""
    job.ask(town.store, town.settings, KEY, town.clock())
    town.deliver(post.port)
    if job.tell(town.store, town.settings, town.clock()):
        town.deliver(post.port)


def made(town: Town, state: RunState = RunState.DONE, stage: Stage = Stage.REPORT) -> None:
    """Write in the ledger how a stage ended."""
    town.store.runs.ensure(stage, WEEK)
    run = town.store.runs.claim(stage, WEEK, town.clock(), LEASE)
    assert run is not None
    if state is RunState.DONE:
        town.store.runs.finish(run, {}, town.clock())
    elif state is RunState.FAILED:
        town.store.runs.fail(run, "the disk is full", town.clock() + LEASE, town.clock())


def to(post: PostOffice, who: str) -> list[EmailMessage]:
    """Return the mails that *who* got, in order."""
    return [
        message_from_bytes(mime, policy=policy.default)
        for recipient, mime in post.taken
        if recipient == who
    ]


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return " ".join(str(part.get_content()).split())


@pytest.fixture
def held(town: Town) -> Town:
    """Return the town with approval asked for, and the editions of two departments held."""
    for reader in READERS:
        row = town.rows[reader]
        town.store.outbox.drop(row.id)
    town.change(approve=True, operator=OPERATOR)
    queue(town.store, town.folder, "sport", "jeugd", state=DeliveryState.HELD)
    queue(town.store, town.folder, LEAD)
    made(town)
    return town


def test_only_the_lead_gets_mail_before_somebody_approves(held: Town) -> None:
    with post_office() as post:
        for _ in range(3):
            pass_by(held, post)
            held.clock.tick(timedelta(hours=1))

    assert set(post.recipients) == {address(LEAD), LEADS, OPERATOR}
    (asked,) = to(post, LEADS)
    assert asked["Subject"] == "Ter goedkeuring: signaalrapporten week 46, Heidebeek"
    assert asked["Auto-Submitted"] == "auto-generated"
    assert [(part.get_filename(), part.get_content()) for part in asked.iter_attachments()] == [
        ("signaalrapport-2026-W46-jeugd.pdf", PDF), ("signaalrapport-2026-W46-sport.pdf", PDF),
    ]  # fmt: skip
    said = text_of(asked)
    assert "De diensten kregen ze nog niet." in said
    assert f"sport: {address('sport')}" in said
    assert "op dinsdag 17 november om 07:00" in said
    assert {held.states["sport"], held.states["jeugd"]} == {DeliveryState.ASKED}


def test_what_is_approved_goes_out_once(held: Town) -> None:
    with post_office() as post:
        pass_by(held, post)
        ids = [row.id for row in held.store.outbox.waiting()]
        assert held.store.outbox.approve(ids, held.clock()) == 2
        assert held.store.outbox.approve(ids, held.clock()) == 0
        for _ in range(3):
            held.clock.tick(timedelta(days=1))
            pass_by(held, post)

    assert post.recipients.count(address("sport")) == post.recipients.count(address("jeugd")) == 1
    assert len(to(post, LEADS)) == 1


def test_the_lead_approves_by_one_mail(held: Town) -> None:
    held.change(feedback="antwoord@heidebeek.example")
    with post_office() as post:
        pass_by(held, post)
        (asked,) = to(post, LEADS)
        said = text_of(asked)
        assert "buurtsignaal approve" not in said
        (link,) = re.findall(r"mailto:antwoord@heidebeek\.example\?subject=(\S+)", said)
        subject = unquote(link)
        hear = partial(job.hear, held.store, held.settings)
        assert not hear(KEY, "Re: " + str(asked["Subject"]), held.clock())
        assert not hear(bytes(32), subject, held.clock())
        queue(held.store, held.folder, "cultuur", state=DeliveryState.HELD)  # made after that
        for _ in range(2):  # the same mail twice lets go once
            assert hear(KEY, f"RE: {subject}", held.clock())
        pass_by(held, post)

    assert post.recipients.count(address("sport")) == post.recipients.count(address("jeugd")) == 1
    assert held.states["cultuur"] is DeliveryState.ASKED
    (entry,) = (one for one in held.store.audit.entries() if one.action == "approve")
    assert (entry.actor, entry.subject, entry.detail) == ("lead", "2026-W46", "2 mails")


def test_without_an_answer_the_reports_stay_and_the_operator_is_told_once(held: Town) -> None:
    with post_office() as post:
        for _ in range(30):
            pass_by(held, post)
            held.clock.tick(timedelta(hours=1))

    assert not {address("sport"), address("jeugd")} & set(post.recipients)
    told = [text_of(mail) for mail in to(post, OPERATOR)]
    assert len(told) == 2
    assert "De andere mails wachten op goedkeuring." in told[0]
    assert "Niemand keurde de rapporten van week 46 op tijd goed. Ze blijven liggen." in told[1]
    assert "buurtsignaal approve 2026-W46" in told[1]


def test_without_an_answer_the_reports_go_where_the_town_wants_that(held: Town) -> None:
    held.change(without_approval="send")
    with post_office() as post:
        for _ in range(30):
            pass_by(held, post)
            held.clock.tick(timedelta(hours=1))

    assert post.recipients.count(address("sport")) == post.recipients.count(address("jeugd")) == 1
    assert "worden ze toch verstuurd" in text_of(to(post, LEADS)[0])
    assert "Ze zijn zonder goedkeuring verstuurd" in text_of(to(post, OPERATOR)[1])
    (entry,) = (one for one in held.store.audit.entries() if one.action == "approve")
    assert (entry.actor, entry.subject, entry.detail) == ("tell", "2026-W46", "2 unanswered")


def test_without_an_operator_the_lead_hears_that_nobody_approved(held: Town) -> None:
    held.change(operator=None)
    with post_office() as post:
        for _ in range(30):
            pass_by(held, post)
            held.clock.tick(timedelta(hours=1))

    assert ["op tijd goed" in text_of(mail) for mail in to(post, LEADS)] == [False, True]


def test_an_edition_that_is_made_later_is_asked_about_too(held: Town) -> None:
    with post_office() as post:
        pass_by(held, post)
        queue(held.store, held.folder, "cultuur", state=DeliveryState.HELD)
        held.store.runs.reopen(Stage.REPORT, WEEK)
        run = held.store.runs.claim(Stage.REPORT, WEEK, held.clock(), LEASE)
        assert run is not None
        pass_by(held, post)
        assert len(to(post, LEADS)) == 1  # more may come while they are being made
        held.store.runs.finish(run, {}, held.clock())
        pass_by(held, post)
        pass_by(held, post)

    _, again = to(post, LEADS)
    assert len(list(again.iter_attachments())) == 3
    assert {row.next_at for row in held.store.outbox.waiting()} == {NOW + timedelta(days=1)}


def test_when_the_reports_are_too_large_the_lead_hears_where_they_lie(held: Town) -> None:
    held.change(reports_at="//server/rapporten/")
    with post_office(size=7000) as post:
        pass_by(held, post)

    (asked,) = to(post, LEADS)
    assert list(asked.iter_attachments()) == []
    assert "U vindt ze hier: //server/rapporten/heidebeek/2026-W46" in text_of(asked)


def test_a_good_week_gives_the_operator_one_line_once(town: Town) -> None:
    town.change(operator=OPERATOR)
    with post_office() as post:
        pass_by(town, post)
        assert to(post, OPERATOR) == []  # the reports are not known to be made
        made(town)
        for _ in range(3):
            pass_by(town, post)
            town.clock.tick(timedelta(days=1))

    (mail,) = to(post, OPERATOR)
    assert mail["Subject"] == "Signaalrapport Heidebeek: week 46 is rond"
    assert "Gemaakt: 4 rapporten. Verstuurd: 4 van de 4 mails." in text_of(mail)
    assert "Alles werkt zoals het hoort." in text_of(mail)


def test_a_week_of_long_ago_is_not_told_of(town: Town) -> None:
    made(town)
    town.clock.tick(timedelta(days=8))
    town.change(operator=OPERATOR)
    with post_office() as post:
        pass_by(town, post)

    assert to(post, OPERATOR) == []


def test_a_week_is_not_done_while_a_mail_is_under_way(town: Town) -> None:
    made(town)
    town.change(operator=OPERATOR)
    with post_office({"groen": "451 later"}) as post:
        pass_by(town, post)
        assert to(post, OPERATOR) == []
        post.answers.clear()
        town.clock.tick(LEASE)
        pass_by(town, post)

    assert len(to(post, OPERATOR)) == 1


def test_what_is_not_well_is_told_in_one_mail_and_once(town: Town) -> None:
    town.change(operator=OPERATOR)
    made(town)
    made(town, RunState.FAILED, Stage.CLUSTER)
    gone = SourceStatus(
        source_id=SourceId("forum-heidebeek"), cursor=Cursor.start(), failures=9,
        state=SourceState.BROKEN, reason="selector-drift", read_at=NOW - timedelta(days=3),
    )  # fmt: skip
    town.store.sources.put(gone)
    with post_office({"groen": "550 no such user"}) as post:
        for _ in range(4):
            pass_by(town, post)
            town.clock.tick(LEASE)

        (mail,) = to(post, OPERATOR)
        said = text_of(mail)
        assert mail["Subject"] == "Signaalrapport Heidebeek: 3 punten vragen aandacht"
        assert "De stap cluster van week 46 is mislukt: the disk is full." in said
        assert "is niet meer gelezen sinds 13 november" in said
        assert f"De mail aan {address('groen')} (week 46, groen) is niet aangenomen: 550" in said
        assert "Verstuurd: 3 van de 4 mails." in said

        town.store.outbox.requeue(town.rows["groen"].id, town.clock())  # and it fails again
        town.store.sources.put(replace(gone, read_at=NOW - timedelta(days=4)))  # another outage
        pass_by(town, post)
        assert len(to(post, OPERATOR)) == 2


def test_a_mail_about_the_program_that_fails_gives_no_mail_about_itself(town: Town) -> None:
    town.change(operator=OPERATOR)
    made(town)
    with post_office({"beheer": "550 no such user"}) as post:
        for _ in range(5):
            pass_by(town, post)
            town.clock.tick(timedelta(hours=1))

    assert to(post, OPERATOR) == []
    told = [row for row in town.store.outbox.of_week(WEEK) if row.reader in NOTICES]
    assert [(row.state, row.recipient) for row in told] == [(DeliveryState.FAILED, OPERATOR)]


def test_without_an_operator_the_lead_hears_of_what_failed_and_to_pass_it_on(town: Town) -> None:
    made(town)
    made(town, RunState.FAILED, Stage.CLUSTER)
    town.store.sources.put(
        SourceStatus(
            source_id=SourceId("forum-heidebeek"), cursor=Cursor.start(), failures=9,
            state=SourceState.BROKEN, reason="http-500", read_at=NOW - timedelta(days=9),
        )
    )  # fmt: skip
    with post_office({"groen": "550 no such user"}) as post:
        for _ in range(3):
            pass_by(town, post)
            town.clock.tick(LEASE)

    (mail,) = to(post, LEADS)
    said = text_of(mail)
    assert mail["Subject"] == "Signaalrapport Heidebeek: 2 punten vragen aandacht"
    assert f"De mail aan {address('groen')} (week 46, groen) is niet aangenomen: 550" in said
    assert "stuur hem door naar wie het programma beheert" in said


def came_back(town: Town, *weeks: Week, status: str = "5.1.1") -> None:
    """Have the mails to a department of *weeks*, after one another, come back."""
    with post_office() as post:
        for week in weeks:
            if week != WEEK:
                queue(town.store, town.folder, "groen", week=week)
            town.deliver(post.port)
            mark = f"<{week}.groen.r1@heidebeek.example>"
            assert take_bounce(
                town.store, Bounce(message_id=mark, status=status, mark=mark), town.clock()
            )
            town.clock.tick(timedelta(days=7))


def groen_of(town: Town, week: Week) -> Delivery:
    return next(row for row in town.store.outbox.of_week(week) if row.reader == "groen")


def test_a_mailbox_that_is_gone_gets_no_mail_until_a_person_sends_one_again(town: Town) -> None:
    town.change(operator=OPERATOR)
    came_back(town, WEEK, WEEK.plus(1))
    queue(town.store, town.folder, "groen", "sport", week=WEEK.plus(2))
    with post_office() as post:
        for _ in range(2):
            pass_by(town, post)
        assert post.recipients.count(address("groen")) == 0
        assert post.recipients.count(address("sport")) == 1
        row = groen_of(town, WEEK.plus(2))
        assert (row.state, row.reply) == (DeliveryState.FAILED, SUSPENDED)
        (told,), (heard,) = to(post, OPERATOR), to(post, LEADS)
        assert f"Naar {address('groen')} gaat geen mail meer" in text_of(told)
        assert "kreeg het rapport van week 48 niet" in text_of(heard)
        assert "buurtsignaal" not in text_of(heard)

        town.store.outbox.requeue(row.id, town.clock())
        pass_by(town, post)
        queue(town.store, town.folder, "groen", week=WEEK.plus(3))
        pass_by(town, post)

    assert post.recipients.count(address("groen")) == 2


@pytest.mark.parametrize(
    ("weeks", "status"),
    [((WEEK,), "5.1.1"), ((WEEK, WEEK.plus(1)), "5.2.2"), ((WEEK, WEEK.plus(1)), "5.7.1")],
)
def test_one_week_a_full_mailbox_or_a_filter_stops_no_mail(
    town: Town, weeks: tuple[Week, ...], status: str
) -> None:
    came_back(town, *weeks, status=status)
    queue(town.store, town.folder, "groen", week=WEEK.plus(5))
    with post_office() as post:
        town.deliver(post.port)

    assert post.recipients == [address("groen")]


def test_what_cannot_wait_goes_to_a_mailbox_that_is_gone_too(town: Town) -> None:
    came_back(town, WEEK, WEEK.plus(1))
    notice = replace(groen_of(town, WEEK), id=0, reader=AT_ONCE, message_id="<at-once@h.example>")
    queued = replace(notice, state=DeliveryState.QUEUED, reply="", sent_at=None, mime=None)
    carried = town.store.reports.of(groen_of(town, WEEK))
    assert carried is not None
    town.store.reports.save(replace(carried, reader=AT_ONCE, pdf_path=None), [queued])
    with post_office() as post:
        town.deliver(post.port)

    assert post.recipients == [address("groen")]


def test_a_source_that_was_read_yesterday_is_not_told_of(town: Town) -> None:
    town.change(operator=OPERATOR)
    for name, read in (("forum-heidebeek", NOW - timedelta(days=1)), ("gone-from-the-file", None)):
        town.store.sources.put(
            SourceStatus(
                source_id=SourceId(name), cursor=Cursor.start(), failures=9,
                state=SourceState.BROKEN, reason="http-500", read_at=read,
            )
        )  # fmt: skip
    with post_office() as post:
        pass_by(town, post)

    assert to(post, OPERATOR) == []


def test_the_operator_hears_of_a_mail_that_waits_for_a_day_and_again_when_it_is_given_up(
    town: Town,
) -> None:
    town.change(operator=OPERATOR)
    with post_office({"groen": "451 not now"}) as post:
        for _ in range(55):
            pass_by(town, post)
            town.clock.tick(timedelta(hours=1))

    assert ["wacht al een dag" in text_of(mail) for mail in to(post, OPERATOR)] == [True, False]


def test_the_tries_of_a_day_take_a_day() -> None:
    waited = sum((wait(tries) for tries in range(1, TRIES_OF_A_DAY)), timedelta())

    assert timedelta(days=1) - timedelta(hours=1) < waited <= timedelta(days=1)


def test_while_the_server_is_down_what_is_to_be_told_waits_with_the_rest(town: Town) -> None:
    town.change(operator=OPERATOR)
    made(town, RunState.FAILED, Stage.DETECT)
    assert job.tell(town.store, town.settings, town.clock())
    assert not job.tell(town.store, town.settings, town.clock())
    with post_office() as post:
        town.deliver(post.port)

    assert len(to(post, OPERATOR)) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mail_is_whole_in_every_language(held: Town, language: str) -> None:
    municipality = held.settings.municipality.model_copy(update={"language": language})
    held.settings = held.settings.model_copy(update={"municipality": municipality})
    made(held, RunState.FAILED, Stage.CLUSTER)
    with post_office() as post:
        for _ in range(26):
            pass_by(held, post)
            held.clock.tick(timedelta(hours=1))

    mails = [*to(post, LEADS), *to(post, OPERATOR)]
    assert len(mails) == 3
    for mail in mails:
        part = mail.get_body(("html",))
        assert part is not None
        html = str(part.get_content())
        assert f'<html lang="{language}">' in html
        assert not re.search(r"[{}]", text_of(mail) + html)
        assert mail["Content-Language"] == language


FACTS: Mapping[str, str | int] = {"week": 46, "iso": "2026-W46"}


@pytest.mark.parametrize(("language", "how"), list(product(LANGUAGES, ("hold", "send"))))
def test_there_are_words_for_both_ways_to_go_on_without_approval(language: str, how: str) -> None:
    words = load_wording(language)

    assert words.say(f"notice.unapproved_{how}", **FACTS)
    assert words.say(f"approval.{how}", day=words.day(Week(2026, 47).monday), clock="06:30")
