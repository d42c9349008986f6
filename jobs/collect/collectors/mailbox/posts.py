"""One mail in, the posts that it tells of out, each with who captured it; or why it has none."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, Final, Literal

from pydantic import Field, StringConstraints, model_validator

from jobs.collect.collectors.capture import Provenance, Role
from jobs.collect.collectors.mailbox.imap import Piece
from jobs.collect.collectors.mailbox.mail import Mail, read_mail
from jobs.collect.collectors.mailbox.text import announced, heard, posted
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.language.folding import skeleton
from jobs.model import RawPost
from jobs.model.token import FOUND
from jobs.settings.schema import Line, Table

_VIA: Final = re.compile(r"\s(?:via|sur|auf|op|\()\s?.*", re.IGNORECASE)
"""What a service puts behind a name: ``Jan Peeters via Forum``."""

UNREADABLE: Final = "unreadable"
"""Code of a mail that could not be had, or taken apart."""

Sender = Annotated[str, StringConstraints(pattern=r"^[^\s@]*@[^\s@]+$", to_lower=True)]
"""An address, or ``@`` and a domain for all of that domain."""


class Rules(Table):
    """Whose mails are taken, and of which groups.

    Attributes:
        use: ``notifications`` of an account, or a ``staff`` inbox.
        roles: Address or ``@domain`` of who may send → in which role.
        groups: Only what was said in these groups; for a staff inbox all when none is given.
    """

    use: Literal["notifications", "staff"]
    roles: Annotated[dict[Sender, Role], Field(min_length=1)]
    groups: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _of_known_groups(self) -> "Rules":
        if self.use == "notifications" and not self.groups:
            message = 'an account gets mails of all sorts; write groups = ["…"] to keep only those'
            raise ValueError(message)
        return self


_Found = list[tuple[RawPost, Provenance]]


def posts_in(piece: Piece, visit: Visit, rules: Rules) -> _Found | str:
    """Return the posts of one mail and whence they come, or the code of why it gives none."""
    mail = read_mail(piece.raw, quotes=rules.use == "staff")
    if mail is None:
        return UNREADABLE
    if FOUND.search("".join(mail.subject.split())):
        return "feedback"  # an answer of a department that went astray is no post
    role = rules.roles.get(mail.sender) or rules.roles.get(f"@{mail.sender.rpartition('@')[2]}")
    if role is None:
        return "no-role"
    moment = _moment(visit, mail.date) or _moment(visit, piece.came)
    said = _notified(mail, rules) if rules.use == "notifications" else _heard(mail, rules)
    found = [
        (
            RawPost(
                source_id=visit.source_id,
                native_id=one.native,
                thread_native_id=one.thread,
                parent_native_id=one.parent,
                author=one.author,
                title=html.escape(one.title, quote=False),
                body=html.escape(one.text, quote=False),
                posted_at=_moment(visit, one.when) or moment,
            ),
            # only a name that we listed is kept: what a colleague types may name somebody
            Provenance(
                role=role,
                group=one.group if rules.groups else "",
                on=(moment or visit.now).date(),
            ),
        )
        for one in said
    ]
    return found or "no-group"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """One thing that was said in a group, as a mail tells it."""

    native: str
    group: str
    text: str = field(repr=False)
    author: str | None = field(default=None, repr=False)
    title: str = field(default="", repr=False)
    when: str = ""
    thread: str | None = None
    parent: str | None = None


def _notified(mail: Mail, rules: Rules) -> Iterator[_Said]:
    group = _listed(rules, mail.subject, "")
    if group:
        told = announced(mail.subject)
        thread = None if mail.root == mail.id else mail.root
        yield _Said(
            native=mail.id,
            group=group,
            text=posted(mail.text, told),
            author=(told.author if told else "") or _sender(mail, group),
            title=told.title if told and thread is None else "",
            thread=thread,
            parent=mail.parent if thread else None,
        )


def _sender(mail: Mail, group: str) -> str | None:
    """Return who sent *mail* by the display name; None when that is the group or the platform."""
    name = _VIA.sub("", mail.name).strip(" '\"")
    bare, (_, _, domain) = skeleton(name), mail.sender.partition("@")
    return None if bare == skeleton(group) or bare in domain else name


def _heard(mail: Mail, rules: Rules) -> Iterator[_Said]:
    for place, one in enumerate(heard(mail.text, mail.subject, [mail.name])):
        group = _listed(rules, one.group, one.group)
        if group:
            native = f"{mail.id}#{place}" if place else mail.id
            yield _Said(native=native, group=group, text=one.text, when=one.when)


def _listed(rules: Rules, text: str, group: str) -> str:
    """Return the group of ours that *text* names, or *group* when all are ours; else nothing."""
    bare = skeleton(text)
    named = (one for one in rules.groups if _stands(skeleton(one), bare))
    return max(named, key=len, default="" if rules.groups else group)


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


def _moment(visit: Visit, when: str) -> datetime | None:
    """Return the moment that the header of a mail tells; None when it tells none that can be."""
    moment, doubtful = to_utc(when, now=visit.now, zone=visit.zone)
    return None if doubtful else moment
