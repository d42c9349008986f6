"""The shell of the stage: a week in the store in, PDFs, web pages and mails in the outbox out.

A report that exists is never made again or changed; only its file is, when that is gone. What
cannot wait for the week is told at once: alarms in, their mails in the outbox out.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from jobs.errors import RenderError
from jobs.language.wording import load_wording
from jobs.model import (
    LEAD,
    Action,
    Alarm,
    Counts,
    DeliveryState,
    Edition,
    Feedback,
    Kind,
    Post,
    Progress,
    Week,
    silent,
)
from jobs.model.token import seal
from jobs.report.alarm import copies_of, mail_of, notice_of
from jobs.report.assets import Assets
from jobs.report.desk import Desk
from jobs.report.edition import WEEKS_BACK, edit
from jobs.report.glyphs import known_in
from jobs.report.honesty import USUAL_WEEKS
from jobs.report.html import Sheets
from jobs.report.mails import mails_of, readers_of
from jobs.report.matter import version_of
from jobs.report.press import Press
from jobs.report.produce import Producer, Product
from jobs.report.shelf import Shelf
from jobs.report.waiting import not_over, still_waiting
from jobs.settings.schema import Settings
from jobs.store import Store

COUNTED: Final = ("editions", "pages", "short", "reduced", "kept")
"""What is counted: made in all, their pages, mails without PDF, editions that lack quotes, and
those that were there."""
MAX_ALARMS: Final = 20
"""Dangers told in a day; whoever floods a page with threats does not flood a mailbox. The others
are told as soon as the day is over."""
RESTORE: Final = "restore it from a backup: its posts have changed since"
"""What to do about a lost file that cannot be made again as it was."""


def run(
    store: Store,
    settings: Settings,
    week: Week,
    folder: Path,
    key: bytes,
    progress: Progress = silent,
) -> Counts:
    """Make every edition of *week* that is not there yet; return how many of which.

    Args:
        store: Of the municipality.
        settings: Of the municipality.
        week: Which week.
        folder: Of reports; PDFs go to ``<municipality key>/<week>/<reader>.pdf`` in it, web pages
            beside them.
        key: Of the installation; the answers by one click are sealed with it.
        progress: Told of every reader.

    Raises:
        RenderError: Some editions could not be made, or not as they were; the others are.
    """
    counts = Counter(dict.fromkeys(COUNTED, 0))
    failed = []
    readers = tuple(readers_of(settings))
    with _shop(store, desk_of(store, settings, week, key, close=True), folder) as shop:
        for done, (reader, language) in enumerate(readers):
            progress("report", done, len(readers))
            try:
                counts.update(shop.make(reader, language))
            except RenderError as error:
                failed.append(f"{reader}: {error}")
    progress("report", len(readers), len(readers))
    if failed:
        raise RenderError("; ".join(failed))
    return dict(counts)


def preview(
    store: Store, settings: Settings, week: Week, folder: Path, key: bytes
) -> Iterator[Product]:
    """Yield every edition of *week*: as it was made, or as it would be now. Nothing is kept.

    Args:
        store: Of the municipality.
        settings: Of the municipality.
        week: Which week.
        folder: Of reports, as for `run`.
        key: Of the installation, as for `run`.

    Raises:
        RenderError: An edition cannot be made.
    """
    with _shop(store, desk_of(store, settings, week, key, close=False), folder) as shop:
        for reader, language in readers_of(settings):
            yield shop.show(reader, language)


@contextmanager
def _shop(store: Store, desk: Desk, folder: Path) -> Iterator["_Shop"]:
    assets = Assets.of(desk.settings.folder)
    with Press(assets) as press:
        sheets = Sheets(assets, known_in(assets))
        producer = Producer(sheets, press, assets.style(), desk.settings.municipality.key)
        yield _Shop(store, desk, producer, folder)


def tell(store: Store, settings: Settings, now: datetime) -> Counts:
    """Put the mails of each alarm in the outbox, once; return of how many, and how many wait.

    Raises:
        RenderError: A template of the town's own has a mistake.
    """
    waiting = store.alarms.untold()
    left = MAX_ALARMS - store.alarms.told_since(now - timedelta(days=1)) if waiting else 0
    due = waiting[: max(left, 0)]
    if due:
        assets = Assets.of(settings.folder)
        sheets = Sheets(assets, known_in(assets))
        for alarm in due:
            _tell(store, settings, sheets, alarm, now)
    return {"told": len(due), "held": len(waiting) - len(due)}


def _tell(store: Store, settings: Settings, sheets: Sheets, alarm: Alarm, now: datetime) -> None:
    words = load_wording(settings.municipality.language)
    post = store.posts.by_id([alarm.post_id])[alarm.post_id]
    thread = store.posts.of_threads([post.thread_id], now)  # it may have moved meanwhile
    notice = notice_of(alarm, post, thread, settings, words, store.advices.policy(alarm.week))
    mail = mail_of(alarm, notice, sheets.notice(notice, words), words)
    knows = _who_read(store, settings, alarm, post)
    store.alarms.tell(alarm, mail, copies_of(alarm, mail, settings, now, knows), now)


def _who_read(store: Store, settings: Settings, alarm: Alarm, post: Post) -> frozenset[str]:
    """Return who got the lead's edition of the week of *post*, if that told what *alarm* does.

    A mail that waits, failed or is in doubt told nobody. A hazard that is a threat since it was
    edited is another danger.
    """
    week = Week.of(post.posted_at, ZoneInfo(settings.municipality.timezone))
    told = any(
        advice.action is Action.ESCALATE and advice.post_id == post.id and advice.rule == alarm.rule
        for advice in store.advices.of_week(week)
    )
    mails = store.outbox.of_week(week) if told else ()
    return frozenset(
        mail.recipient for mail in mails if mail.reader == LEAD and mail.state is DeliveryState.SENT
    )


class _Shop:
    """Everything needed to make the editions of one week."""

    def __init__(self, store: Store, desk: Desk, producer: Producer, folder: Path) -> None:
        self._store = store
        self._desk = desk
        self._producer = producer
        self._shelf = Shelf(folder)
        self._made = {made.reader: made for made in store.reports.of_week(desk.week)}

    def make(self, reader: str, language: str) -> Counts:
        """Make the edition of *reader*, or leave it as it is; return what was done."""
        made = self._made.get(reader)
        if made is not None and not self._shelf.lost(made):
            return {"kept": 1}
        edition, product = self._produced(reader, language)
        if made is not None and product.report.pdf_sha256 != made.pdf_sha256:
            return {"kept": 1}
        self._shelf.write(product)
        if made is None:
            self._store.reports.save(
                product.report, mails_of(edition, product.report, self._desk.settings)
            )
        return {
            "editions": 1,
            "pages": product.report.pages,
            "short": int(product.pdf is None),
            "reduced": int(bool(product.report.note)),
        }

    def show(self, reader: str, language: str) -> Product:
        """Return the edition of *reader* without keeping it."""
        made = self._made.get(reader)
        if made is not None and not made.text:
            message = f"the reports of {made.week} are past their term and were erased"
            raise RenderError(message)
        if made is not None and not self._shelf.lost(made):
            return self._shelf.read(made)
        _, product = self._produced(reader, language)
        if made is not None and product.report.pdf_sha256 != made.pdf_sha256:
            return self._shelf.read(made)
        return product

    def _produced(self, reader: str, language: str) -> tuple[Edition, Product]:
        """Return the edition of *reader*; when its PDF is lost as it was, or an error.

        A web page alone is no loss: a report of before there were any has none.
        """
        made = self._made.get(reader)
        words = load_wording(made.language if made else language)
        edition = edit(self._desk, reader, words)
        product = self._producer.produce(edition, words)
        lost = () if made is None else self._shelf.lost(made)
        if made and made.pdf_path in lost and product.report.pdf_sha256 != made.pdf_sha256:
            message = f"{' and '.join(lost)} is gone and cannot be made again; {RESTORE}"
            raise RenderError(message)
        return edition, product


def desk_of(store: Store, settings: Settings, week: Week, key: bytes, *, close: bool) -> Desk:
    """Return everything the editions of *week* can be made of."""
    zone = ZoneInfo(settings.municipality.timezone)
    advices = store.advices.of_week(week)
    signals = still_waiting(store.signals.of_week(week), advices)
    earlier = store.signals.before(week, WEEKS_BACK)
    conduct, landings = store.conducts.of_week(week), store.conducts.landings(week)
    named = {post_id for signal in signals for post_id in signal.posts}
    made = store.reports.with_text().keys()
    weeks = sorted({signal.week for signal in earlier})
    before = [advice for one in weeks for advice in store.advices.of_week(one)]
    earlier = still_waiting(earlier, before)
    named |= {post_id for one in earlier if one.shown for post_id in one.open_questions}
    named |= {post_id for one in conduct for post_id in one.posts}
    named |= {post_id for one in landings for post_id in one.answers}
    posts = store.posts.by_id(named)
    asked = store.judgements.labels_of(
        {post_id for one in earlier for post_id in one.open_questions} & posts.keys()
    )
    questions = [posts[one] for one, label in asked.items() if label.kind is Kind.QUESTION]
    return Desk(
        week=week,
        settings=settings,
        signals=signals,
        earlier=not_over(earlier, questions, zone, week.next.monday),
        advices=advices,
        policy=store.advices.policy(week),
        labels={label.post_id: label for label in store.judgements.labels(week)},
        posts=posts,
        coverage=store.posts.coverage(
            *week.bounds(zone),
            before=[week.plus(-age).bounds(zone) for age in range(1, USUAL_WEEKS + 1)],
        ),
        links=store.signals.links(week),
        confidence={one.post_id: one.confidence for one in store.judgements.mentions(week)},
        version=version_of(),
        alarms=store.alarms.of_posts(named),
        readings=store.sources.readings(week),
        feedback=_feedback(store, week, close=close),
        asked=tuple(advice for advice in before if advice.week in made),
        before=tuple(before),
        seal=partial(seal, key, settings.municipality.key),
        conduct=conduct,
        landings=landings,
        moderations=store.moderations.of_posts(named),
        drafts=store.radars.drafts(week),
        outlooks=store.radars.outlooks(week),
    )


def _feedback(store: Store, week: Week, *, close: bool) -> tuple[Feedback, ...]:
    """Return what editions of *week* know; settled by *close*: a lost one is made as it was."""
    with store.transaction():
        made = bool(store.reports.of_week(week))
        if close and not made:
            store.feedback.close(week)
    return store.feedback.told_by(week) if made or close else store.feedback.to_tell(week)
