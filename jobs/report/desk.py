"""What lies on the editor's desk (`Desk`), and the editor's pen (`Pen`): facts in, words out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Final
from zoneinfo import ZoneInfo

from jobs.language.persons import names_somebody, surnames_of, without_holders
from jobs.language.tact import exposes_somebody, shows_who
from jobs.language.wording import Wording
from jobs.model import (
    LEAD,
    MIN_VOICES,
    Advice,
    Alarm,
    Conduct,
    Coverage,
    Draft,
    Feedback,
    Kind,
    Label,
    Landing,
    Moderation,
    Outlook,
    Policy,
    Post,
    PostId,
    Quote,
    Readings,
    Signal,
    SignalId,
    SourceId,
    Speaker,
    StoryLink,
    Week,
)
from jobs.model.token import Token
from jobs.report.links import hosts_in, safe_link
from jobs.report.text import BRIEF_AIM, BRIEF_CAP, LINE_CAP, cap, excerpt, own_words
from jobs.report.titles import title_of
from jobs.report.withheld import withheld_of
from jobs.settings.schema import Settings, Source, Table

DOUBTFUL: Final = 0.7
"""Confidence under which a mention is called less sure.

A signal is, when fewer posts than those of the smallest signal at this confidence can be expected
to be about the municipality: three posts of .7 each, or four of .53. Of its department's edition it
only gets a line. In all weeks of the seven labelled towns 15 of 293 signals lie under it, 7 of them
about the municipality all the same; of the 278 above it 269 are. By the mean alone 22 were under
it, the talk of five people about a street light among them.
"""
MIN_LETTERS: Final = 12
"""Letters of a quote; a heart and "idem" are counted, not quoted."""
MIN_ASKED: Final = 25
"""Letters of a question that stands for the others: shorter ones lean on what was said before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Everything an edition of one week can be made of.

    Attributes:
        week: The week.
        settings: Of the municipality.
        signals: Of the week, strongest first.
        earlier: Signals of the weeks before, newest week first.
        advices: Of the week.
        labels: Of the week's posts.
        posts: Every post that a signal of the week, or an open question of an earlier one, names.
        coverage: Every source in the week.
        readings: What the readings in the week gave, by source; those not read are not in it.
        links: How the week's signals continue stories.
        version: Of the program, for the method page.
        policy: What the advices follow; None when that was not kept.
        confidence: By post, that it is about the municipality, 0 to 1; 1.0 when not named.
        alarms: What was told at once of the week's posts.
        feedback: What departments answered to earlier editions, the oldest first.
        asked: Advices of the weeks before of which there are editions.
        before: Advices of all the weeks before: what they keep back is kept back still.
        seal: What makes a token into what a click carries; None where nobody can answer.
        conduct: How our own accounts did.
        landings: Stories that we answered in the last weeks.
        moderations: What the log says of the week's posts.
        drafts: Open questions that the FAQ lacks.
        outlooks: How announcements that are near stand in the talk.
    """

    week: Week
    settings: Settings
    signals: tuple[Signal, ...]
    earlier: tuple[Signal, ...]
    advices: tuple[Advice, ...]
    labels: dict[PostId, Label]
    posts: dict[PostId, Post]
    coverage: tuple[Coverage, ...]
    links: tuple[StoryLink, ...]
    version: str
    policy: Policy | None = None
    confidence: Mapping[PostId, float] = field(default_factory=dict)
    alarms: tuple[Alarm, ...] = ()
    readings: Mapping[SourceId, Readings] = field(default_factory=dict)
    feedback: tuple[Feedback, ...] = ()
    asked: tuple[Advice, ...] = ()
    before: tuple[Advice, ...] = ()
    seal: Callable[[Token], str] | None = field(default=None, repr=False)
    conduct: tuple[Conduct, ...] = ()
    landings: tuple[Landing, ...] = ()
    moderations: tuple[Moderation, ...] = ()
    drafts: tuple[Draft, ...] = ()
    outlooks: tuple[Outlook, ...] = ()


def strongest_first(signal: Signal) -> tuple[int, int, datetime, str]:
    """Return what signals are ordered by: never an id, which would follow from the secret key."""
    return -signal.strength, -signal.voices, signal.first_at, signal.title


@dataclass(frozen=True, kw_only=True)
class Pen:
    """The desk as one reader's edition sees it: the same facts, in that reader's words.

    Attributes:
        desk: What there is to tell.
        reader: Department id, or `LEAD`.
        words: The words of the edition's language.
    """

    desk: Desk
    reader: str
    words: Wording

    @property
    def lead(self) -> bool:
        """Whether this is the communication lead's edition, the only one with addresses."""
        return self.reader == LEAD

    @cached_property
    def zone(self) -> ZoneInfo:
        """The municipality's clocks."""
        return ZoneInfo(self.desk.settings.municipality.timezone)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """Sources by id."""
        return {source.id: source for source in self.desk.settings.sources}

    @cached_property
    def by_id(self) -> dict[SignalId, Signal]:
        """Signals of the week by id."""
        return {signal.id: signal for signal in self.desk.signals}

    @cached_property
    def mine(self) -> tuple[Signal, ...]:
        """Signals of the week that are this reader's, strongest first; all of them for the lead."""
        signals = sorted(self.desk.signals, key=strongest_first)
        return tuple(s for s in signals if self.lead or s.department == self.reader)

    @cached_property
    def shown(self) -> tuple[Signal, ...]:
        """Those of `mine` with enough voices to be shown, and of which we are sure enough."""
        return tuple(s for s in self.mine if s.shown and not self.doubts(s))

    @cached_property
    def told(self) -> tuple[Signal, ...]:
        """Those of `mine` with enough voices, however sure we are: what the lead decides about."""
        return tuple(s for s in self.mine if s.shown)

    @cached_property
    def doubtful(self) -> tuple[Signal, ...]:
        """Those of `mine` with enough voices of which we are less sure."""
        return tuple(s for s in self.mine if s.shown and self.doubts(s))

    def doubts(self, signal: Signal) -> bool:
        """Return whether we are less sure that *signal* is about the municipality."""
        sure = [self.desk.confidence.get(post_id, 1.0) for post_id in signal.posts]
        return bool(sure) and sum(sure) < DOUBTFUL * min(len(sure), MIN_VOICES)

    @cached_property
    def withheld(self) -> frozenset[PostId]:
        """Posts that are never quoted: threats, broken house rules, someone's private matter."""
        return withheld_of((*self.desk.advices, *self.desk.before))

    def whole(self, signal_id: SignalId) -> tuple[Advice, ...]:
        """Return the advices on the whole of a signal."""
        return tuple(a for a in self.desk.advices if a.signal_id == signal_id and a.post_id is None)

    def local_day(self, moment: datetime) -> date:
        """Return the day of *moment* on the municipality's clocks."""
        return moment.astimezone(self.zone).date()

    def title(self, signal: Signal) -> str:
        """Return the title of *signal* in this edition's language, or else in the town's."""
        first = self.local_day(signal.first_at)
        return title_of(signal, self.words, self.desk.settings.municipality, first)

    def quoted_title(self, signal: Signal) -> str:
        """Return the title between quotation marks, for use in a sentence."""
        return self.words.quoted(self.title(signal))

    def department(self, name: str | None) -> str:
        """Return the name of a department; empty when it has none."""
        known = (d.name for d in self.desk.settings.departments if d.id == name)
        return cap(next(known, ""), LINE_CAP)

    def place_word(self, source_id: SourceId) -> str:
        """Return what kind of place a source is: ``Facebookgroep``; its name for the lead."""
        source = self.sources.get(source_id)
        if source is None:
            return self.words.say("platform.unknown")
        name = cap(source.name, LINE_CAP)
        key = f"platform.{source.platform}"
        return name if self.lead or not self.words.has(key) else self.words.say(key)

    def link(self, post: Post) -> str | None:
        """Return the address of *post* when it may be clicked in this edition."""
        source = self.sources.get(post.source_id)
        if not self.lead or source is None:
            return None
        return safe_link(post.url, _hosts_of(source))

    def posts(self, ids: Iterable[PostId]) -> tuple[Post, ...]:
        """Return the posts of *ids* that we still hold, in that order."""
        found = (self.desk.posts.get(post_id) for post_id in ids)
        return tuple(post for post in found if post is not None)

    def quote(self, post: Post, *, brief: bool = False) -> Quote:
        """Return the words of *post*, shortened, with place and day; a *brief* one for a table."""
        day = self.local_day(post.posted_at)
        whole = self.words.short_day(day).replace(" ", "\u00a0")
        long = f"{self.place_word(post.source_id)}, {whole}"
        said = own_words(post.text)
        return Quote(
            text=excerpt(said, BRIEF_AIM, BRIEF_CAP) if brief else excerpt(said),
            language=post.language,
            credit=self.words.brief_day(day).replace(" ", "\u00a0") if brief else long,
            url=self.link(post),
        )

    def quotes(
        self, signal: Signal, ids: Iterable[PostId], limit: int, *, brief: bool = False
    ) -> tuple[Quote, ...]:
        """Return at most *limit* quotes out of *ids*; none when *signal* has too few voices."""
        if not signal.shown:
            return ()
        told = [post for post in self.posts(ids) if self.quotable(post)]
        return tuple(self.quote(post, brief=brief) for post in told[:limit])

    def asking(self, signal: Signal) -> tuple[PostId, ...]:
        """Return the open questions of *signal* that say what they ask, the clearest first."""
        labels = self.desk.labels
        asked = [
            post.id
            for post in self.posts(signal.open_questions)
            if post.id in labels
            and labels[post.id].kind is Kind.QUESTION
            and _letters(post.text) >= MIN_ASKED
        ]
        return tuple(sorted(asked, key=lambda post_id: post_id not in signal.quotes))

    def quotable(self, post: Post) -> bool:
        """Return whether the words of *post* may be printed, and say something."""
        harmless = post.speaker is Speaker.VOICE and not self.kept_back(post)
        nobody = not names_somebody(post.text) and self.masked(post.text) == post.text
        return (
            harmless and nobody and not shows_who(post.text) and _letters(post.text) >= MIN_LETTERS
        )

    def kept_back(self, post: Post) -> bool:
        """Return whether *post* is withheld, or tells of somebody's own life.

        The one rule of every edition, table, list and mail: no word of such a post is printed.
        """
        private = post.speaker is Speaker.VOICE and exposes_somebody(post.words)
        return post.id in self.withheld or private

    def masked(self, text: str) -> str:
        """Return *text* without the names of office holders, who are not judged by name."""
        label = f"[{self.words.say('speaker.office_holder')}]"
        return without_holders(text, self.holders, label)

    @cached_property
    def holders(self) -> frozenset[str]:
        """Surnames of the office holders, as skeletons."""
        return surnames_of(self.desk.settings.municipality.office_holders)


def _letters(text: str) -> int:
    return sum(map(str.isalpha, text[:LINE_CAP]))


def _hosts_of(source: Source) -> frozenset[str]:
    """Return the hosts that *source* is read at, and those where readers find it."""
    options = source.options
    if not isinstance(options, Table):
        return frozenset()
    return hosts_in(options.model_dump()) | frozenset(options.sites)
