"""What was said: `RawPost` as read (may hold names), `Post` as kept (holds none)."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import PostId, SourceId, ThreadId, VoiceKey


class Role(StrEnum):
    """Place of a post in its thread."""

    OPENING = "opening"
    COMMENT = "comment"


class Speaker(StrEnum):
    """In which capacity someone speaks; only `VOICE` counts as a voice.

    An author is a `VOICE` unless ``[[account]]`` in sources.toml names the handle.
    """

    VOICE = "voice"
    MUNICIPALITY = "municipality"
    OFFICE_HOLDER = "office_holder"
    PRESS = "press"


class Cause(StrEnum):
    """Why the text of a post was erased."""

    GONE = "gone"
    TERM = "term"


@dataclass(frozen=True, slots=True, kw_only=True)
class RawPost:
    """One post as a collector read it. May hold names: never stored, logged or printed.

    Attributes:
        source_id: The source it was read from.
        native_id: How the source names it; any text.
        thread_native_id: Native id of the opening post; None when this is the opening post.
        parent_native_id: Native id of what it replies to; None when unknown or an opening post.
        author: Handle or name as the source gives it; None when it gives none.
        title: Title, plain text or HTML; empty when there is none.
        body: Text or HTML, as read.
        posted_at: What the source says, as text, number or moment; None when it says nothing.
        url: Public address of the post; None when it has none.
        reactions: Likes and the like, summed over kinds.
        language: What the source says about the language, such as ``nl-BE``; None when silent.
    """

    source_id: SourceId
    native_id: str
    thread_native_id: str | None = None
    parent_native_id: str | None = None
    author: str | None = field(default=None, repr=False)
    title: str = field(default="", repr=False)
    body: str = field(default="", repr=False)
    posted_at: str | float | datetime | None = None
    url: str | None = field(default=None, repr=False)
    reactions: int = 0
    language: str | None = None

    def __repr__(self) -> str:
        return f"<RawPost of {self.source_id}>"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """One post as we keep it: plain text, pseudonymised and redacted.

    All moments are in UTC.

    Attributes:
        id: Keyed hash of source and native id.
        source_id: The source it was read from.
        thread_id: Id of its opening post (its own id when it is the opening post).
        parent_id: Id of what it replies to; None for an opening post or when unknown.
        role: Opening post or comment.
        voice: Keyed hash of source and author; None when the source names no author.
        speaker: In which capacity the author speaks.
        title: Plain text, NFC, redacted, at most 300 characters; may be empty.
        text: Plain text, NFC, redacted, at most 10,000 characters; empty once erased.
        language: ``nl``, ``fr``, ``de`` or ``en``, of the post or, when short, of its source.
        posted_at: When the source says it was posted.
        collected_at: When we first read it.
        date_suspect: The source gave no usable moment; `posted_at` is `collected_at`.
        reactions: Likes and the like, summed over kinds, as last seen.
        url: Public https address that holds no author name; None when there is none.
        redacted: Which kinds of identifier were masked, sorted, such as ``("email", "phone")``.
        cleaned: Characters that mislead a reader (bidi controls and the like) were taken out.
        erased_at: When the text was erased; None while we hold it.
    """

    id: PostId
    source_id: SourceId
    thread_id: ThreadId
    parent_id: PostId | None
    role: Role
    voice: VoiceKey | None
    speaker: Speaker
    title: str
    text: str
    language: str
    posted_at: datetime
    collected_at: datetime
    date_suspect: bool = False
    reactions: int = 0
    url: str | None = None
    redacted: tuple[str, ...] = ()
    cleaned: bool = False
    erased_at: datetime | None = None

    @property
    def words(self) -> str:
        """Title and text together, as the analysis reads them."""
        return f"{self.title}\n{self.text}" if self.title else self.text
