"""What an edition is put together from: signals as shown, requests, notes, rows.

Every text is in the edition's language, but quotes, which keep their own.
"""

from dataclasses import dataclass
from datetime import date, datetime

from jobs.model.ids import PostId, SignalId
from jobs.model.mention import Kind
from jobs.model.response import Click
from jobs.model.signal import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of one post, redacted and shortened; only from a signal with enough voices.

    Attributes:
        text: At most 280 graphemes, one line.
        language: Language of the words: ``nl``, ``fr``, ``de`` or ``en``.
        credit: Where and when, such as ``Facebookgroep, 11 november``.
        url: Public http(s) address, in the lead's edition only; None elsewhere.
    """

    text: str
    language: str
    credit: str
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One thing asked of a department: verb first, with a date, and why.

    Attributes:
        text: The request, one sentence; it ends in a colon when the questions follow as quotes.
        reason: Why, one or two sentences.
        then: Who does what: the owner first, communication after that; empty when the request
            before says the same.
        owner: Who does it.
        due: Last day; None when there is none.
        quotes: The questions it is about, in people's words; none without enough voices.
        clicks: Answers that may be given by one click, where its signal is not listed with them.
    """

    text: str
    reason: str
    then: str
    owner: str
    due: date | None
    quotes: tuple[Quote, ...] = ()
    clicks: tuple[Click, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """How many posts of a signal do one kind of thing.

    Attributes:
        kind: What they do; chatter stands for everything that has no word of its own.
        word: What they do in the edition's language, such as ``klagen``.
        posts: How many, at least 1.
    """

    kind: Kind
    word: str
    posts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One signal as it is shown.

    Attributes:
        signal_id: The signal.
        title: Matter and place, at most 120 graphemes.
        state: How it stands.
        state_text: The same in words, such as ``loopt, week 4``.
        voices: Distinct voices, at least `MIN_VOICES`.
        posts: Posts of those voices.
        size: Voices and posts in words.
        department: Name of the department; empty when it has none.
        history: Distinct voices a week, oldest first, this week last, at most 8.
        history_text: The same as a sentence, for who cannot see the line.
        shares: Kinds, most first; together as many as `posts`.
        shares_text: Kinds in words.
        quotes: At most two.
        where: On which places, in words.
        answer: Whether and when it was answered, and what stays open.
        why: Why it is this department's; empty in the lead's edition.
        clicks: What its department may answer by one click; none in the lead's edition.
    """

    signal_id: SignalId
    title: str
    state: State
    state_text: str
    voices: int
    posts: int
    size: str
    department: str
    history: tuple[int, ...]
    history_text: str
    shares: tuple[Share, ...]
    shares_text: str
    quotes: tuple[Quote, ...]
    where: str
    answer: str
    why: str
    clicks: tuple[Click, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """An approved answer, to be copied.

    Attributes:
        question: The question it answers, as the FAQ has it.
        answer: What to answer.
    """

    question: str
    answer: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A line under a heading: open questions of a matter, an answer that landed, a thank-you.

    Attributes:
        title: What it is about.
        text: What there is to say, one or two sentences.
        quote: One quote; None without enough voices.
        clicks: What its department may answer by one click; none in the lead's edition.
        waits: Whether it is a question of an earlier week that still waits.
        url: Where the post is that stands for it, when its words are not printed (lead).
        see: Title of the part of the edition that tells more; empty when none does.
    """

    title: str
    text: str
    quote: Quote | None = None
    clicks: tuple[Click, ...] = ()
    waits: bool = False
    url: str | None = None
    see: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Top:
    """One of the posts with the most reactions, printed; the file of posts has them all.

    Attributes:
        quote: Its words.
        signal: Title of its signal.
        kind: What it does, in words.
        reactions: Likes and the like, summed.
    """

    quote: Quote
    signal: str
    kind: str
    reactions: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One post in the file that goes with the edition.

    Attributes:
        number: Number of its signal in the lead's edition, from 1; 0 elsewhere.
        posted_at: On the municipality's clocks.
        source: Name of the source.
        speaker: As what its writer speaks, in words.
        signal: Title of the signal.
        kind: What the post does, in words.
        text: Redacted text; empty without enough voices, or once erased.
        reactions: Likes and the like, summed.
        open: Whether it asks for an answer, in words.
        post_id: What ``buurtsignaal why`` is asked with.
        signal_id: The same of its signal.
        url: Public http(s) address, in the lead's edition only; empty elsewhere.
    """

    number: int
    posted_at: datetime
    source: str
    speaker: str
    signal: str
    kind: str
    text: str
    reactions: int
    open: str
    post_id: PostId
    signal_id: SignalId
    url: str
