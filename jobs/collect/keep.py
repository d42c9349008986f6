"""`RawPost` in, `Post` out, or the code of why it is left out: pure, the same every time.

After this step no name is left: ids are keyed hashes, the text is plain, cleaned and redacted.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from jobs.collect.clean import to_line, to_text
from jobs.collect.link import permalink
from jobs.collect.moments import to_utc
from jobs.collect.names import Authors
from jobs.collect.pseudonym import post_id, thread_id, voice_key
from jobs.collect.redact import Redacted, Redactor
from jobs.collect.tidy import MAX_TEXT, MAX_TITLE, Tidied, shorten
from jobs.collect.tongue import language_of
from jobs.language.folding import skeleton
from jobs.model import Post, RawPost, Role, SourceId, Speaker
from jobs.settings.schema import Settings, Source

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
        redactor: What is masked.
    """

    source_id: SourceId
    key: bytes = field(repr=False)
    now: datetime
    zone: ZoneInfo
    language: str
    speakers: Mapping[str, Speaker] = field(repr=False)
    redactor: Redactor = field(repr=False)

    @classmethod
    def of(cls, settings: Settings, source: Source, key: bytes, now: datetime) -> "Keeping":
        """Prepare for reading *source*."""
        language = source.language or settings.municipality.language
        return cls(
            source_id=SourceId(source.id),
            key=key,
            now=now,
            zone=ZoneInfo(settings.municipality.timezone),
            language=language,
            speakers={
                _handle(account.author): account.role
                for account in settings.accounts
                if account.source == source.id
            },
            redactor=Redactor.of(settings, language),
        )

    def speaker(self, author: str | None) -> Speaker:
        """Return in which capacity *author* speaks."""
        return self.speakers.get(_handle(author or ""), Speaker.VOICE)


def _handle(author: str) -> str:
    return author.strip().removeprefix("@").casefold()


def keep_all(raws: Iterable[RawPost], keeping: Keeping) -> tuple[tuple[Post, ...], dict[str, int]]:
    """Return what is kept of *raws* and how many are left out, by code.

    Posts of one thread are redacted together: each author's name is masked in all of them.
    """
    threads: dict[str, list[RawPost]] = {}
    for raw in raws:
        threads.setdefault(raw.thread_native_id or raw.native_id, []).append(raw)
    kept: list[Post] = []
    refused: Counter[str] = Counter()
    for thread in threads.values():
        authors = _authors(thread, keeping)
        for raw in thread:
            result = keep(raw, authors, keeping)
            if isinstance(result, Refusal):
                refused[result.value] += 1
            else:
                kept.append(result)
    return tuple(kept), dict(refused)


def keep(raw: RawPost, authors: Authors, keeping: Keeping) -> Post | Refusal:
    """Return what we keep of *raw*, or why it is left out; *authors* are those of its thread."""
    native = raw.native_id.strip()
    if not native:
        return Refusal.NO_ID
    title, text = to_line(raw.title), to_text(raw.body)
    if not _says_something(title.text) and not _says_something(text.text):
        return Refusal.NO_TEXT
    if not _says_something(text.text):
        title, text = Tidied("", cleaned=False), title  # an empty text means erased
    redacted_title = _redact(title, authors, keeping, MAX_TITLE)
    redacted_text = _redact(text, authors, keeping, MAX_TEXT)
    source = raw.source_id
    opening = raw.thread_native_id is None or raw.thread_native_id.strip() == native
    root = native if opening else (raw.thread_native_id or native).strip()
    moment, doubtful = to_utc(raw.posted_at, now=keeping.now, zone=keeping.zone)
    author = (raw.author or "").strip()
    speaker = keeping.speaker(author)
    parent = (raw.parent_native_id or "").strip()
    return Post(
        id=post_id(keeping.key, source, native),
        source_id=source,
        thread_id=thread_id(keeping.key, source, root),
        parent_id=post_id(keeping.key, source, parent) if parent and not opening else None,
        role=Role.OPENING if opening else Role.COMMENT,
        voice=voice_key(keeping.key, source, author) if author else None,
        speaker=speaker,
        title=redacted_title.text,
        text=redacted_text.text,
        language=language_of(
            f"{title.text}\n{text.text}", said=raw.language, default=keeping.language
        ),
        posted_at=moment,
        collected_at=keeping.now,
        date_suspect=doubtful,
        reactions=max(0, min(raw.reactions, MAX_REACTIONS)),
        url=permalink(raw.url, authors, author if speaker is Speaker.VOICE else ""),
        redacted=tuple(sorted({*redacted_title.kinds, *redacted_text.kinds})),
        cleaned=title.cleaned or text.cleaned,
    )


def _authors(thread: Iterable[RawPost], keeping: Keeping) -> Authors:
    """Return the names to mask in a thread: of inhabitants, not of known accounts."""
    names = (raw.author for raw in thread if raw.author)
    return keeping.redactor.authors(
        name for name in names if keeping.speaker(name) is Speaker.VOICE
    )


def _redact(tidied: Tidied, authors: Authors, keeping: Keeping, limit: int) -> Redacted:
    text, kinds = keeping.redactor.redact(tidied.text, authors)
    return Redacted(shorten(text, limit), kinds)


def _says_something(text: str) -> bool:
    """Tell whether *text* holds a letter, a digit or a drawn sign (an emoji is an answer too)."""
    return any(not character.isspace() for character in skeleton(text))
