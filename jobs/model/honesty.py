"""What an edition tells of its sources: `Honesty`, with a `SourceLine` each; finished words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """How one source was read in the week, as cells of a table.

    Attributes:
        name: Of the source.
        read: How often it was read, and how often that failed; or that people bring its posts.
        last: The last time that went well.
        posts: Posts of the week that we hold or held, and how many are usual.
        gave: Posts that were new, changed and gone at the readings of the week.
        state: How it stands, in a word or three.
    """

    name: str
    read: str
    last: str
    posts: str
    gave: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Honesty:
    """What was read and what was not.

    Attributes:
        summary: How many sources were read of how many, how often, and what that gave.
        broken: One sentence a source that could not be read, or not wholly.
        unread: Groups that are known but not read, and why.
        caution: That this is no poll; and what was left out of this edition, if anything was.
        sources: Every source (lead).
    """

    summary: str
    broken: tuple[str, ...]
    unread: tuple[str, ...]
    caution: tuple[str, ...]
    sources: tuple[SourceLine, ...] = ()
