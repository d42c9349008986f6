"""`RawPost` in, `Post` out, or the code of why it is left out: pure, the same every time.

After this step no name is left: ids are keyed hashes, the text is plain, cleaned and redacted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.charset import mended
from jobs.collect.clean import to_line, to_text
from jobs.collect.crowd import nobody
from jobs.collect.link import permalink
from jobs.collect.moments import to_utc
from jobs.collect.names import Authors
from jobs.collect.pseudonym import post_id, thread_id, voice_key
from jobs.collect.redact import Redacted, Redactor
from jobs.collect.tidy import MAX_TEXT, MAX_TITLE, Tidied, shorten
from jobs.collect.tongue import language_of
from jobs.language.folding import skeleton
from jobs.model import Owner, Post, RawPost, Role, SourceId, Speaker, VoiceKey
from jobs.settings.schema import Settings, Source, Table

MAX_REACTIONS: Final = 10_000_000
"""More is a mistake of the source; the largest towns of our countries have a tenth of it."""


class Refusal(StrEnum):
    """Why an item is not kept; counted under these codes, which have wording in every language."""

    NO_ID = "no-id"
    """Its source gives it no id, so that it could not be told from another."""
    NO_TEXT = "no-text"
    """Nothing is left to read: a picture, a sticker, only a quotation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeping:
    """What is the same for all posts of one source in one reading.

    Attributes:
        source_id: The source.
        key: Secret of the municipality, 32 bytes.
        now: When it is read, UTC.
        zone: Clocks by which times without a zone are read.
        language: Language of the place.
        speakers: Who is not an inhabitant, by handle in lower case.
        unnamed: Who speaks in a post that opens a thread and names no author: on its own pages
            the municipality does.
        redactor: What is masked.
        pages: What the municipality's own pages are called in addresses, in lower case.
    """

    source_id: SourceId
    key: bytes = field(repr=False)
    now: datetime
    zone: ZoneInfo
    language: str
    speakers: Mapping[str, Speaker] = field(repr=False)
    unnamed: Speaker = Speaker.VOICE
    redactor: Redactor = field(repr=False)
    pages: frozenset[str] = frozenset()

    @classmethod
    def of(cls, settings: Settings, source: Source, key: bytes, now: datetime) -> "Keeping":
        """Prepare for reading *source*."""
        language = source.language or settings.municipality.language
        speakers = {
            _handle(account.author): account.role
            for account in settings.accounts
            if account.source == source.id
        }
        named = source.options.addressed if isinstance(source.options, Table) else ()
        ours = (handle for handle, role in speakers.items() if role is Speaker.MUNICIPALITY)
        return cls(
            source_id=SourceId(source.id),
            key=key,
            now=now,
            zone=ZoneInfo(settings.municipality.timezone),
            language=language,
            speakers=speakers,
            unnamed=Speaker.MUNICIPALITY if source.owner is Owner.OWN else Speaker.VOICE,
            redactor=Redactor.of(settings, language),
            pages=frozenset({*map(_handle, named), *ours} if source.owner is Owner.OWN else ()),
        )

    def speaker(self, author: str | None, *, opening: bool = False) -> Speaker:
        """Return in which capacity *author* speaks, in a post that opens a thread or answers."""
        unknown = Speaker.VOICE if author or not opening else self.unnamed
        return self.speakers.get(_handle(author or ""), unknown)


def _handle(author: str) -> str:
    return author.strip().removeprefix("@").casefold()


def keep_all(raws: Iterable[RawPost], keeping: Keeping) -> tuple[tuple[Post, ...], dict[str, int]]:
    """Return what is kept of *raws*, all of one reading, and how many are left out, by code."""
    results = keep_each(tuple(raws), keeping)
    kept = tuple(result for result in results if isinstance(result, Post))
    refused = Counter(result.value for result in results if isinstance(result, Refusal))
    return kept, dict(refused)


def keep_each(
    raws: Sequence[RawPost], keeping: Keeping, voices: frozenset[VoiceKey] = frozenset()
) -> list[Post | Refusal]:
    """Return what becomes of each of *raws*, all of one reading, in their order.

    Posts of one thread are redacted together: each author's name is masked in all of them. Where
    it can mean nothing else it is masked in all others too, as are names of earlier readings.

    Args:
        raws: As read.
        keeping: What is the same for all.
        voices: Keys of everyone who wrote in the source before.
    """
    crowd = keeping.redactor.crowd(
        _names(raws, keeping), _Before(keeping, voices) if voices else nobody
    )
    threads: dict[str, list[int]] = {}
    for place, raw in enumerate(raws):
        threads.setdefault(_root(raw), []).append(place)
    results: list[Post | Refusal] = [Refusal.NO_ID] * len(raws)
    for places in threads.values():
        thread = [raws[place] for place in places]
        authors = keeping.redactor.authors(_names(thread, keeping), crowd)
        plain = [_Plain.of(raw, authors, keeping) for raw in thread]
        pieces = frozenset[str]().union(*(said.pieces for said in plain))
        for place, said in zip(places, plain, strict=True):
            results[place] = _keep(raws[place], said, authors, keeping, pieces)
    return results


class _Before:
    """Knows who wrote in the source before, by keyed hash."""

    def __init__(self, keeping: Keeping, voices: frozenset[VoiceKey]) -> None:
        self._keeping = keeping
        self._voices = voices

    def __call__(self, name: str) -> bool:
        """Tell whether an inhabitant called *name* did."""
        keeping = self._keeping
        if voice_key(keeping.key, keeping.source_id, name) not in self._voices:
            return False
        stays = skeleton(name) in keeping.redactor.known.names
        return not stays and keeping.speaker(name) is Speaker.VOICE


def _root(raw: RawPost) -> str:
    """Return the native id of what opens the thread of *raw*."""
    native = raw.native_id.strip()
    return native if raw.thread_native_id is None else raw.thread_native_id.strip() or native


def _names(raws: Iterable[RawPost], keeping: Keeping) -> list[str]:
    """Return the names to mask that *raws* give: of inhabitants, not of known accounts."""
    names = (_author(raw).removeprefix("@") for raw in raws if raw.author)
    voices = [name for name in names if keeping.speaker(name) is Speaker.VOICE]
    # who writes from another server is called by the first half: jan@social.example is "jan"
    return voices + [
        local for name in voices if (local := name.partition("@")[0]) not in {"", name}
    ]


def _author(raw: RawPost) -> str:
    """Return the author of *raw*, with the letters that its texts have; empty when unknown."""
    return mended((raw.author or "").strip())


@dataclass(frozen=True, slots=True)
class _Plain:
    """A post as plain text and redacted; ``pieces`` is what was masked in it."""

    title: Redacted
    text: Redacted
    written: str = field(repr=False)
    cleaned: bool

    @property
    def pieces(self) -> frozenset[str]:
        return self.title.pieces | self.text.pieces

    @classmethod
    def of(cls, raw: RawPost, authors: Authors, keeping: Keeping) -> "_Plain":
        title, text = to_line(raw.title), to_text(raw.body)
        if not _says_something(text.text):
            title, text = Tidied("", cleaned=False), title  # an empty text means erased
        return cls(
            _redact(title, authors, keeping, MAX_TITLE),
            _redact(text, authors, keeping, MAX_TEXT),
            f"{title.text}\n{text.text}",
            title.cleaned or text.cleaned,
        )


def _keep(
    raw: RawPost, said: _Plain, authors: Authors, keeping: Keeping, pieces: frozenset[str]
) -> Post | Refusal:
    """Return what we keep of *raw*, or why it is left out."""
    native = raw.native_id.strip()
    if not native:
        return Refusal.NO_ID
    if not _says_something(said.written):
        return Refusal.NO_TEXT
    source, root = raw.source_id, _root(raw)
    opening = root == native
    moment, doubtful = to_utc(raw.posted_at, now=keeping.now, zone=keeping.zone)
    author = _author(raw)
    speaker = keeping.speaker(author, opening=opening)
    parent = (raw.parent_native_id or "").strip()
    own = author if speaker is Speaker.VOICE else ""
    return Post(
        id=post_id(keeping.key, source, native),
        source_id=source,
        thread_id=thread_id(keeping.key, source, root),
        parent_id=post_id(keeping.key, source, parent) if parent and not opening else None,
        role=Role.OPENING if opening else Role.COMMENT,
        voice=voice_key(keeping.key, source, author) if author else None,
        speaker=speaker,
        title=said.title.text,
        text=said.text.text,
        language=language_of(said.written, said=raw.language, default=keeping.language),
        posted_at=moment,
        collected_at=keeping.now,
        date_suspect=doubtful,
        reactions=max(0, min(raw.reactions, MAX_REACTIONS)),
        url=permalink(raw.url, keeping.redactor, authors, own, pieces, keeping.pages),
        redacted=tuple(sorted({*said.title.kinds, *said.text.kinds})),
        cleaned=said.cleaned,
    )


def _redact(tidied: Tidied, authors: Authors, keeping: Keeping, limit: int) -> Redacted:
    found = keeping.redactor.redact(tidied.text, authors)
    return found._replace(text=shorten(found.text, limit))


def _says_something(text: str) -> bool:
    """Tell whether *text* holds a letter, a digit or a drawn sign (an emoji is an answer too)."""
    return any(not character.isspace() for character in skeleton(text))
