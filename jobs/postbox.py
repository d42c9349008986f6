"""The mailbox that is answered to: settings in, the mails in it out, each to who it is for.

Answers of departments are for `jobs.feedback`, the consent of the lead for `jobs.tell`, and what
could not be delivered for `jobs.deliver`. The door is that of the collector ``mailbox``; what comes
through it here never becomes a post.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from jobs import clock
from jobs.collect.collectors.mailbox.letters import Caller, Seen, letters
from jobs.collect.collectors.mailbox.letters import Letter as Arrived
from jobs.collect.collectors.mailbox.mail import Mail, read_mail
from jobs.collect.visits import secret_of
from jobs.deliver import job as deliver_job
from jobs.deliver.bounce import read_bounce
from jobs.errors import BuurtsignaalError, UsageError
from jobs.feedback import job as feedback_job
from jobs.feedback.job import Letter
from jobs.model import Counts, SourceId
from jobs.settings.schema import Mailbox, Settings
from jobs.settings.secrets import may_read_private
from jobs.store import Store
from jobs.tell import job as tell_job

NAME: Final = SourceId("feedback")
"""What errors call the mailbox."""


async def hear(store: Store, settings: Settings, key: bytes) -> Counts:
    """Take what came in since the last time; nothing where there is no mailbox.

    Raises:
        SourceError: The mailbox could not be read, or no further; what was taken is kept.
    """
    if settings.delivery.mailbox is None:
        return {}
    letters = partial(mails, settings, now=clock.now(), aside=partial(_aside, store, settings, key))
    return await feedback_job.run(store, settings, key, clock.now, letters)


def _aside(store: Store, settings: Settings, key: bytes, one: Arrived) -> bool:
    """Take a mail that is no answer of a department; return whether it was one.

    Taking it twice, as after a crash, changes nothing.
    """
    bounce = read_bounce(one.raw)
    if bounce is not None:
        deliver_job.take_bounce(store, bounce, clock.now())
        return True
    subject = "" if one.mail is None else one.mail.subject
    return tell_job.hear(store, settings, key, subject, clock.now())


def _nothing(one: Arrived) -> bool:
    del one
    return False


async def mails(
    settings: Settings, seen: str, now: datetime, aside: Callable[[Arrived], bool] = _nothing
) -> AsyncGenerator[Letter, None]:
    """Yield the mails that came in after *seen*.

    Args:
        settings: Of the municipality.
        seen: How far the mailbox was read.
        now: The moment, UTC.
        aside: Takes a mail that is no answer, and says so.

    Raises:
        SourceError: The mailbox could not be read, or no further.
        UsageError: sources.toml names no mailbox.
    """
    mailbox = mailbox_of(settings)
    caller = Caller(
        name=NAME,
        folder=settings.folder,
        password=secret_of(NAME, mailbox.password),
        allow_private=may_read_private(),
    )
    async with aclosing(letters(mailbox, caller, Seen.parse(seen), now)) as found:
        async for one in found:
            elsewhere = await asyncio.to_thread(aside, one)
            yield replace(_letter(str(one.seen), one.mail), elsewhere=elsewhere)


def letter_of(raw: bytes) -> Letter:
    """Return what we look at of one mail that lies outside the mailbox."""
    return _letter("", read_mail(raw))


def mailbox_of(settings: Settings) -> Mailbox:
    """Return the mailbox of answers; raise `UsageError` when sources.toml names none."""
    if settings.delivery.mailbox is None:
        message = "sources.toml has no [delivery.mailbox]; give files with answers instead"
        raise UsageError(message)
    return settings.delivery.mailbox


def try_mailbox(settings: Settings) -> str:
    """Look into the mailbox and take nothing; return "" or what is wrong."""
    try:
        asyncio.run(_look(settings))
    except BuurtsignaalError as error:
        return str(error)
    return ""


async def _look(settings: Settings) -> None:
    async with aclosing(mails(settings, "", clock.now())) as found:
        async for _ in found:
            return


def _letter(seen: str, mail: Mail | None) -> Letter:
    if mail is None:
        return Letter(seen=seen, subject=None, text="")
    return Letter(seen=seen, subject=mail.subject, text=mail.text)
