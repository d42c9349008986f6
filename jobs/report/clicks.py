"""A signal in, the answers that its department may give by one click out: addresses of mails.

Each opens a mail to the feedback address with a token in it that holds nothing of a person
(`jobs.model.token`). Where more may be said, a line of it asks.
"""

from collections import Counter
from collections.abc import Iterable
from string import ascii_uppercase
from typing import Final
from urllib.parse import quote

from jobs.model import Answer, Click, DepartmentId, Post, Signal, ThreadId
from jobs.model.token import Token
from jobs.report.desk import Pen
from jobs.report.text import cap

MAX_OWNERS: Final = 2
"""Other departments with a click of their own; any other is written in the mail."""
MAX_NAMES: Final = 700
"""Graphemes of the departments that a mail lists; see `MAX_THREADS`."""
MAX_THREADS: Final = 10
"""Conversations that a mail lists; longer addresses are not opened by every mail program."""


def clicks_of(
    pen: Pen, signal: Signal, answers: Iterable[Answer] = tuple(Answer), *, owners: bool = True
) -> tuple[Click, ...]:
    """Return the *answers* to *signal*; none for the lead, and none without a feedback address.

    With *owners*, other departments that it may belong to have a click of their own.
    """
    if pen.lead or pen.desk.seal is None or pen.desk.settings.delivery.feedback is None:
        return ()
    found = []
    for answer in answers:
        found.append(_click(pen, signal, answer, None))
        if answer is Answer.NOT_OURS and owners:
            found += [_click(pen, signal, answer, owner) for owner in likely_owners(pen, signal)]
    return tuple(found)


def _click(pen: Pen, signal: Signal, answer: Answer, owner: DepartmentId | None) -> Click:
    words, desk = pen.words, pen.desk
    label = words.say(f"reply.{answer}.label")
    if owner is not None:
        label = words.say("reply.not_ours.label_for", department=pen.department(owner))
    token = Token(
        week=signal.week,
        department=DepartmentId(pen.reader),
        signal_id=signal.id,
        answer=answer,
        owner=owner,
    )
    sealed = desk.seal(token) if desk.seal is not None else ""
    subject = words.say("reply.subject", answer=label, signal=signal.id, token=sealed)
    asked = _asked(pen, signal, answer) if owner is None else ()
    marker = words.say(f"reply.{answer}.marker") if asked else ""
    line = ("", words.say("word.label", label=marker) + " ") if asked else ()
    told = asked or (words.say("reply.send"),)
    lines = (*told, *line, "", words.say("reply.keep"), sealed, "")
    address = quote(desk.settings.delivery.feedback or "", safe="@")
    body = quote("\r\n".join(lines))  # RFC 6068
    url = f"mailto:{address}?subject={quote(subject)}&body={body}"
    listed = asked[1:] if answer is Answer.GROUPING else ()
    return Click(text=label, url=url, token=sealed, marker=marker, choices=listed)


def _asked(pen: Pen, signal: Signal, answer: Answer) -> tuple[str, ...]:
    """Return the lines that ask for more than the click says; none when it says all."""
    words = pen.words
    if answer is Answer.PLANNED:
        return (words.say("reply.planned.ask"),)
    if answer is Answer.NOT_OURS:
        others = (d for d in pen.desk.settings.departments if d.id != pen.reader)
        names = cap(", ".join(one.name for one in others), MAX_NAMES)
        return (words.say("reply.not_ours.ask", departments=names),)
    if answer is Answer.GROUPING and len(_threads(pen, signal)) > 1:
        return (words.say("reply.grouping.ask"), *_listed(pen, signal))
    return ()


def _listed(pen: Pen, signal: Signal) -> list[str]:
    """Return a line a conversation: its letter, where it is and when it began; nothing of it."""
    return [
        pen.words.say(
            "reply.grouping.thread",
            letter=letter,
            place=pen.place_word(post.source_id),
            day=pen.words.short_day(pen.local_day(post.posted_at)),
        )
        for letter, post in zip(ascii_uppercase, _threads(pen, signal).values(), strict=False)
    ][:MAX_THREADS]


def _threads(pen: Pen, signal: Signal) -> dict[ThreadId, Post]:
    """Return the conversations of *signal* in order of time, each with its first post."""
    first: dict[ThreadId, Post] = {}
    for post in pen.posts(signal.posts):
        first.setdefault(post.thread_id, post)
    return first


def likely_owners(pen: Pen, signal: Signal) -> list[DepartmentId]:
    """Return the other departments that posts of *signal* point to, most posts first."""
    there = {DepartmentId(one.id) for one in pen.desk.settings.departments} - {pen.reader}
    labels = (pen.desk.labels[one] for one in signal.posts if one in pen.desk.labels)
    named = Counter(one.department for one in labels if one.department in there)
    ordered = sorted((name for name in named if name), key=lambda name: (-named[name], name))
    return ordered[:MAX_OWNERS]
