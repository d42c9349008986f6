"""An alarm and its post in, the mail about it out: `Notice`, and the same as plain text.

It says where to look and what the policy says to do. Who wrote it is not known, and what it says
only of a danger on the street that several people speak of.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from jobs.language.rules import label_of, reason_of
from jobs.language.wording import Wording
from jobs.model import (
    AT_ONCE,
    LEAD,
    MIN_VOICES,
    NEWS,
    Action,
    Alarm,
    Delivery,
    Notice,
    Policy,
    Post,
    Report,
    Speaker,
)
from jobs.report.desk import Desk, Pen
from jobs.report.matter import imprint_of
from jobs.report.naming import alarm_id, header
from jobs.report.text import LINE_CAP, cap
from jobs.settings.schema import Settings

TOLD_OPENLY: Final = "hazard"
"""The one danger that is told in the words of whoever reports it."""
REFERENCE: Final = 8
"""Characters of a post's id that are printed; `buurtsignaal why` takes the beginning of one."""


def notice_of(
    alarm: Alarm,
    post: Post,
    thread: Iterable[Post],
    settings: Settings,
    words: Wording,
    policy: Policy | None = None,
) -> Notice:
    """Return what is told at once about *alarm*.

    Args:
        alarm: What was found.
        post: The post it is about.
        thread: All posts of its thread.
        settings: Of the municipality.
        words: Of the language of the mail.
        policy: What the alarm follows; None when that was not kept.
    """
    pen = _pen(alarm, settings, words)
    what = words.first_of(
        [f"danger.{alarm.danger}", f"rule.{alarm.rule}.label", "action.escalate.label"]
    )
    quote = pen.quote(post) if _may_be_quoted(pen, alarm, post, thread) else None
    contact = cap(settings.policy.safety_contact, LINE_CAP)
    caution = [words.say("alarm.caution"), words.say("alarm.once")]
    return Notice(
        language=words.language,
        subject=header(
            words.say("alarm.subject", what=what, municipality=settings.municipality.name)
        ),
        title=words.say("alarm.title", what=what),
        where=_where(alarm, post, pen),
        advice=cap(reason_of(alarm.rule, Action.ESCALATE, policy, words), LINE_CAP),
        call=words.say("alarm.call", contact=contact) if contact else "",
        quote=quote,
        url=pen.link(post),
        source=words.say(
            "alarm.source",
            rule=cap(label_of(alarm.rule, words), LINE_CAP),
            reference=post.id[:REFERENCE],
        ),
        caution=" ".join(caution if quote else [words.say("alarm.unquoted"), *caution]),
        imprint=imprint_of(pen),
    )


def plain_notice(notice: Notice, words: Wording) -> str:
    """Return *notice* as plain text."""
    quote = notice.quote
    told = "" if quote is None else f"{words.say('word.speech', text=quote.text)} ({quote.credit})"
    parts = (
        "\n".join((notice.title, notice.where, notice.url or "")),
        told,
        f"{notice.advice}\n{notice.call}",
        f"{notice.source}\n{notice.caution}",
        "\n".join(notice.imprint),
    )
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def mail_of(alarm: Alarm, notice: Notice, html: str, words: Wording) -> Report:
    """Return *notice* as what is stored and mailed; *html* is it as laid out."""
    return Report(
        week=alarm.week,
        reader=AT_ONCE,
        language=notice.language,
        revision=alarm.id,
        subject=notice.subject,
        text=plain_notice(notice, words),
        html=html,
        pdf_path=None,
        pdf_sha256=None,
        pages=0,
    )


def copies_of(
    alarm: Alarm, mail: Report, settings: Settings, now: datetime, knows: Iterable[str] = ()
) -> tuple[Delivery, ...]:
    """Return one copy of *mail* for each address that is told at once, to be sent *now*.

    Who *knows* of it from the weekly edition is not told again.
    """
    town, sender = settings.municipality.key, settings.delivery.sender
    return tuple(
        Delivery(
            id=0,
            week=mail.week,
            reader=mail.reader,
            language=mail.language,
            revision=mail.revision,
            recipient=address,
            message_id=alarm_id(town, alarm, address, sender),
            next_at=now,
        )
        for address in dict.fromkeys(settings.delivery.at_once)
        if address not in knows
    )


def _pen(alarm: Alarm, settings: Settings, words: Wording) -> Pen:
    """Return the pen of an edition that holds nothing; it knows places, links and quotes."""
    desk = Desk(
        week=alarm.week,
        settings=settings,
        signals=(),
        earlier=(),
        advices=(),
        labels={},
        posts={},
        coverage=(),
        links=(),
        version="",
    )
    return Pen(desk=desk, reader=LEAD, words=words)


def _where(alarm: Alarm, post: Post, pen: Pen) -> str:
    """Return where *post* stands and since when; an old one is told of because it was changed."""
    place, moment = pen.place_word(post.source_id), pen.words.moment(post.posted_at, pen.zone)
    where = pen.words.say("alarm.where", place=place, moment=moment)
    old = alarm.found_at - post.posted_at > NEWS
    return f"{where} {pen.words.say('alarm.changed')}" if old else where


def _may_be_quoted(pen: Pen, alarm: Alarm, post: Post, thread: Iterable[Post]) -> bool:
    """Tell whether the words of *post* may be printed, as they might be in an edition."""
    voices = {one.voice for one in thread if one.speaker is Speaker.VOICE and one.voice}
    return alarm.danger == TOLD_OPENLY and len(voices) >= MIN_VOICES and pen.quotable(post)
