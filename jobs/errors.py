"""Every error of ours, as one tree; the class says which exit code the command ends with.

    BuurtsignaalError        1   something failed; the message says what, where and what to do
      UsageError             2   the command was called wrongly
      ConfigError            4   sources.toml (or a file it names) has mistakes: all of them
      StoreError             1   the database is missing, damaged, newer, or someone else's
      SourceError            1   one source could not be read; the others go on
        FetchRefused             a guard stopped the request (address, robots.txt, size, redirect)
        SelectorDrift            a page that had posts now parses to none
        SourceBroken             the answer is not what this kind of source answers
      RenderError            1   an edition could not be made into a PDF
      DeliveryError         75   the mail server could not be used now; the mails stay queued
      LeaseLostError         1   another process took this run over; our result was thrown away

No message may hold text, names or addresses from a post.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


class BuurtsignaalError(Exception):
    """Base of every error of ours; ``exit_code`` is what the command ends with."""

    exit_code: ClassVar[int] = 1


class UsageError(BuurtsignaalError):
    """The command was called wrongly: the message says what to type instead."""

    exit_code = 2


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One mistake in a configuration file.

    Attributes:
        file: Name of the file, as given on the command line.
        line: Line the mistake stands on, from 1; 1 when the whole file is meant.
        key: Dotted path of the key, such as ``source[2].every``; may be empty.
        text: What is wrong and what to write instead.
    """

    file: str
    line: int
    key: str
    text: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}: "
        return f"{where}{self.key}: {self.text}" if self.key else f"{where}{self.text}"


class ConfigError(BuurtsignaalError):
    """A configuration has mistakes; ``problems`` holds every one of them, in file order."""

    exit_code = 4

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class StoreError(BuurtsignaalError):
    """The store cannot be used; the message names the file and the next step."""


class SourceError(BuurtsignaalError):
    """One source could not be read. ``source_id`` says which, ``reason`` is a short stable code.

    The code (``http-500``, ``robots``, ``too-big``, ``not-a-feed`` …) has wording in every
    language; ``detail`` is for the operator and never holds text of a post. ``retry_at`` is the
    moment, UTC, before which the source does not want to be asked again; None when unknown.
    """

    def __init__(
        self, source_id: str, reason: str, detail: str = "", *, retry_at: datetime | None = None
    ) -> None:
        self.source_id = source_id
        self.reason = reason
        self.detail = detail
        self.retry_at = retry_at
        super().__init__(f"source {source_id}: {reason}" + (f" ({detail})" if detail else ""))


class FetchRefused(SourceError):
    """One of our own guards stopped the request."""


class SelectorDrift(SourceError):
    """A page that had posts before now parses to none: a changed layout, never a quiet week."""


class SourceBroken(SourceError):
    """The answer is not what this kind of source answers (HTML for a feed, cut JSON, 500 …)."""


class RenderError(BuurtsignaalError):
    """An edition could not be made into a PDF."""


class DeliveryError(BuurtsignaalError):
    """The mail server could not be used at all; queued mails stay queued."""

    exit_code = 75


class LeaseLostError(BuurtsignaalError):
    """Another process took this run over; what we did was rolled back."""
