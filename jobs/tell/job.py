"""How the program does in, mails about it in the outbox out: to the lead and to the operator.

The lead is asked about editions that are to be approved; the operator is told of what is not well
and of a week that is done. Each thing is said once, also after a crash, and nothing is said of the
mails in which it is said.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from jobs.language.wording import load_wording
from jobs.model import (
    APPROVAL,
    OPERATOR,
    Delivery,
    Report,
    SourceId,
    SourceState,
    Stage,
    Week,
)
from jobs.settings.schema import Settings
from jobs.store import Store
from jobs.tell import approval, notices
from jobs.tell.consent import Consent, consent_in, mailto, meant, seal
from jobs.tell.letter import Letter

_LOOKED_AT: Final = 4
"""Weeks of the ledger in which a failed stage is told of; older ones are not tried any more."""


def ask(store: Store, settings: Settings, key: bytes, now: datetime) -> None:
    """Ask the lead about the editions that wait for approval; *key* seals the answer."""
    _Speaker(store=store, settings=settings, now=now).ask(key)


def hear(store: Store, settings: Settings, key: bytes, subject: str, now: datetime) -> bool:
    """Let go what the lead approves with a mail of this *subject*; return whether it is one."""
    consent = consent_in(key, settings.municipality.key, subject)
    if consent is None:
        return False
    with store.transaction():
        mails = meant(consent, store.outbox.waiting())
        if mails:
            store.outbox.approve([mail.id for mail in mails], now)
            store.audit.add(now, "lead", "approve", str(consent.week), f"{len(mails)} mails")
    return True


def tell(store: Store, settings: Settings, now: datetime) -> bool:
    """Tell the operator what is new, and let go what nobody approved in time, where it may.

    Without an operator the lead hears of mails and stages that failed and of what nobody approved,
    but not that no mail could be sent; which sources are not read stands in the lead's edition.

    Returns:
        Whether mails were queued.
    """
    speaker = _Speaker(store=store, settings=settings, now=now)
    told = speaker.tell()
    return speaker.decide() or told


@dataclass(frozen=True, slots=True, kw_only=True)
class _Speaker:
    """What queues the mails that are no edition: questions to the lead, news for the operator."""

    store: Store
    settings: Settings
    now: datetime

    def ask(self, key: bytes) -> None:
        """Ask what is to be asked; see `ask`."""
        waiting = self.store.outbox.waiting()
        runs = {mail.week: self.store.runs.of_week(mail.week) for mail in waiting}
        for week, mails in approval.to_ask(waiting, runs).items():
            self._question(week, mails, key)

    def decide(self) -> bool:
        """Let go what nobody approved in time, where sources.toml says so."""
        store = self.store
        late = approval.overdue(store.outbox.waiting(), self.now)
        if not late or self.settings.delivery.without_approval == "hold":
            return False
        with store.transaction():
            count = store.outbox.approve([mail.id for mail in late], self.now)
            weeks = " ".join(sorted({str(mail.week) for mail in late}))
            store.audit.add(self.now, "tell", "approve", weeks, f"{count} unanswered")
        return True

    def _question(self, week: Week, mails: Sequence[Delivery], key: bytes) -> None:
        settings, how = self.settings, self.settings.delivery
        words = load_wording(settings.municipality.language)
        until = self.now + how.approve_within
        ends = approval.deadline(until, self._zone, how.without_approval, words)
        names = {one.id: one.name for one in settings.departments}
        town = settings.municipality.name
        ids = [mail.id for mail in mails]
        link = None
        if how.feedback is not None:
            said = words.say("approval.said", week=week.number)
            consent = Consent(week=week, upto=max(ids))
            link = mailto(how.feedback, seal(key, settings.municipality.key, consent), said)
        answer = approval.Answering(ends=ends, link=link)
        asked = approval.question(week, mails, names, words, town, answer)
        event = f"approval/{week}/{'-'.join(map(str, ids))}"
        with self.store.transaction():
            self._queue([event], asked, week, APPROVAL, how.lead)
            self.store.outbox.ask(ids, until)

    def tell(self) -> bool:
        """Tell what is new, and return whether anything was; see `tell`."""
        how = self.settings.delivery
        told = self._say(self._events(), self._figures(), how.watching)
        return (
            told if how.operator is None else self._say(self._unreached(), None, how.lead) or told
        )

    def _say(
        self,
        events: Sequence[notices.Event],
        figures: notices.Figures | None,
        to: Sequence[str],
    ) -> bool:
        keys = [event.key for event in events]
        known = self.store.told.known(keys)
        new = [event for event in events if event.key not in known]
        if not new and figures is None:
            return False
        how, town = self.settings.delivery, self.settings.municipality
        words = load_wording(town.language)
        letter = notices.letter(new, figures, words, town.name, operator=how.operator is not None)
        week = Week.of(self.now, self._zone) if figures is None else figures.week
        told = [event.key for event in new]
        told += [] if figures is None else [notices.week_key(figures.week)]
        return self._queue(told, letter, week, OPERATOR, to)

    def _events(self) -> list[notices.Event]:
        store, how = self.store, self.settings.delivery
        words = load_wording(self.settings.municipality.language)
        approvals = notices.of_approvals(
            store.outbox.waiting(), words, self.now, how.without_approval
        )
        weeks = store.runs.weeks_known()[-_LOOKED_AT:]
        names = {SourceId(source.id): source.name for source in self.settings.sources}
        since = self.now - how.tell_broken_after
        mails = {row.id: row for row in (*store.outbox.troubled(), *store.outbox.all_open())}
        runs = [run for week in weeks for run in store.runs.of_week(week)]
        read = list(store.sources.all().values())
        if how.operator is None:  # that mails wait is over when the lead could read it
            runs, read = [run for run in runs if run.stage is not Stage.DELIVER], []
        return [
            *notices.of_runs(runs, words),
            *notices.of_sources(read, names, words, since, self._zone),
            *notices.of_mails(mails.values(), words),
            *approvals,
        ]

    def _unreached(self) -> list[notices.Event]:
        names = {one.id: one.name for one in self.settings.departments}
        words = load_wording(self.settings.municipality.language)
        return list(notices.of_unreached(self.store.outbox.troubled(), names, words))

    def _figures(self) -> notices.Figures | None:
        """Return what the newest week came to when it is done and was not told of."""
        store = self.store
        done = store.runs.last_done(Stage.REPORT)
        if done is None or self.settings.delivery.operator is None:
            return None
        mails, runs = store.outbox.of_week(done), store.runs.of_week(done)
        if store.told.known([notices.week_key(done)]):
            return None
        if not notices.tellable(done, runs, mails, self.now):
            return None
        coverage = store.posts.coverage(*done.bounds(self._zone))
        return notices.Figures(
            week=done,
            read=sum(one.state in {SourceState.OK, SourceState.CUT} for one in coverage),
            sources=len(self.settings.sources),
            posts=sum(one.posts for one in coverage),
            signals=sum(signal.shown for signal in store.signals.of_week(done)),
            reports=len(store.reports.of_week(done)),
            mails=mails,
        )

    def _queue(
        self, events: Sequence[str], letter: Letter, week: Week, reader: str, to: Sequence[str]
    ) -> bool:
        report = Report(
            week=week, reader=reader, language=letter.language, revision=0,
            subject=letter.subject, text=letter.text, html=letter.html,
            pdf_path=None, pdf_sha256=None, pages=0,
        )  # fmt: skip
        town, sender = self.settings.municipality.key, self.settings.delivery.sender
        mails = [
            Delivery(
                id=0, week=week, reader=reader, language=letter.language, revision=0,
                recipient=address, next_at=self.now,
                message_id=_message_id(week, (town, address.lower(), *events), sender),
            )
            for address in dict.fromkeys(to)
        ]  # fmt: skip
        return self.store.told.tell(events, report, mails, self.now)

    @property
    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.settings.municipality.timezone)


def _message_id(week: Week, copy: tuple[str, ...], sender: str) -> str:
    """Return the Message-ID of one copy: it follows from what it tells of, and to whom."""
    digest = hashlib.sha256("\0".join(copy).encode()).hexdigest()[:20]
    return f"<{week}.{digest}@{sender.rpartition('@')[2].lower()}>"
