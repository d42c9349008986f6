"""What an edition asks back of its reader, and what readers did: `Click` and `Score`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Click:
    """One answer that a reader may give by one click.

    Attributes:
        text: What it says, such as ``gepland``.
        url: A ``mailto:`` address that opens a mail with everything in it.
        token: The sealed token in it, for who writes the mail by hand.
        marker: What a line of the mail begins with in which more may be said; may be empty.
        choices: Lines that say what may stand there, where a reader cannot know it.
    """

    text: str
    url: str
    token: str
    marker: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What one department did with what it was asked, by matter; never by person.

    Attributes:
        department: Its name.
        asked: Matters it was asked about, at least 1.
        open: Those that it did not answer, or called its own.
        planned: Those that it said it planned.
        done: Those that it said are solved, or one known case.
    """

    department: str
    asked: int
    open: int
    planned: int
    done: int
