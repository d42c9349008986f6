"""The shell of the stage: mails in; feedback, and the corrections that follow from it, stored.

A mail, what it led to and how far the mailbox was read are kept in one transaction, so that a
crash loses no answer and doubles none.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from jobs import log
from jobs.feedback.effect import ROLE, correction_of
from jobs.feedback.reply import day_in, department_in, filled_in, threads_in, token_in
from jobs.model import Answer, Counts, DepartmentId, Feedback, SignalId, Week
from jobs.model.decision import Authority, Matter, matter_of
from jobs.model.token import Refusal, Token, TokenError, hash_of, unseal
from jobs.settings.schema import Settings
from jobs.store import Store

SEEN: Final = "feedback_seen"
"""Key under which the store keeps how far the mailbox was read."""
_LOG = log.get(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One mail, as far as we look at it.

    Attributes:
        seen: How far the mailbox was read with it; the next reading is given it back.
        subject: Its subject, on one line; None when it could not be read.
        text: Its text.
        elsewhere: It was no answer, and was taken by who it is for.
    """

    seen: str
    subject: str | None
    text: str
    elsewhere: bool = False


Letters = Callable[[str], AsyncGenerator[Letter, None]]
"""How far a mailbox was read → the mails after that; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """An answer that was kept.

    Attributes:
        said: The answer.
        correction: Number of the correction that followed; None when none did.
    """

    said: Feedback
    correction: int | None


class Reader:
    """Takes replies of one municipality."""

    def __init__(
        self, store: Store, settings: Settings, key: bytes, now: Callable[[], datetime]
    ) -> None:
        """Keep what is needed; *key* is that of the installation."""
        self._store = store
        self._settings = settings
        self._key = key
        self._now = now

    def take(self, letter: Letter) -> Taken | Refusal:
        """Keep what *letter* answers; return that, or why it has no effect."""
        try:
            with self._store.transaction():
                found = self._taken(letter)
        except TokenError as error:
            _LOG.warning("feedback.refused", reason=error.why.value)
            return error.why
        _LOG.info("feedback.taken", week=str(found.said.week), department=found.said.department)
        return found

    def _taken(self, letter: Letter) -> Taken:
        if letter.subject is None:
            raise TokenError(Refusal.UNREADABLE)
        settings, now = self._settings, self._now()
        zone = ZoneInfo(settings.municipality.timezone)
        sealed = token_in(letter.subject, letter.text)
        token = unseal(
            self._key,
            settings.municipality.key,
            sealed,
            Week.of(now, zone),
            [DepartmentId(one.id) for one in settings.departments],
            self._signals,
        )
        matter = self._matter(token.signal_id)
        filled = filled_in(letter.text, token.answer)
        owner = token.owner or department_in(filled, settings.departments)
        said = Feedback(
            token_hash=hash_of(sealed),
            week=token.week,
            department=token.department,
            signal_id=token.signal_id,
            story_id=matter.signal.story_id,
            answer=token.answer,
            owner=owner if token.answer is Answer.NOT_OURS else None,
            day=day_in(filled, now.astimezone(zone).date()),
            said_at=now,
        )
        if self._store.feedback.add(said) is None:
            raise TokenError(Refusal.REPLAYED)
        return Taken(said=said, correction=self._correct(token, matter, filled, said))

    def _signals(self, week: Week) -> list[SignalId]:
        return [signal.id for signal in self._store.signals.of_week(week)]

    def _matter(self, name: SignalId) -> Matter:
        signal = self._store.signals.by_id(name)
        if signal is None:  # `unseal` has just found it, in this transaction
            raise TokenError(Refusal.NO_SIGNAL)
        return matter_of(signal, self._store.posts.by_id(signal.posts))

    def _correct(self, token: Token, matter: Matter, filled: str, said: Feedback) -> int | None:
        apart = threads_in(filled, matter.threads)
        who = Authority(ROLE, said.said_at)
        made = correction_of(token, matter, said.owner, apart, who)
        return None if made is None else self._store.corrections.add(made)


async def run(
    store: Store, settings: Settings, key: bytes, now: Callable[[], datetime], letters: Letters
) -> Counts:
    """Take every reply that came in since the last reading; return how many were, and were not.

    Raises:
        SourceError: The mailbox could not be read, or no further; what was taken is kept.
    """
    reader = Reader(store, settings, key, now)
    counts = {"read": 0, "taken": 0, "refused": 0}
    async with aclosing(letters(store.meta.get(SEEN) or "")) as mails:
        async for letter in mails:
            with store.transaction():
                found = None if letter.elsewhere else reader.take(letter)
                store.meta.put(SEEN, letter.seen)
            counts["read"] += 1
            if found is not None:
                counts["taken" if isinstance(found, Taken) else "refused"] += 1
    return counts
