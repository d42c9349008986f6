"""One post in, what it says by itself out: its traces, its source, and its confidence alone."""

import math
from collections.abc import Iterable
from typing import Final, NamedTuple

from jobs.detect.evidence import Trace, Traces, compile_terms, trace
from jobs.detect.match import find
from jobs.detect.model import OWN_POST, Frame, Values, alone
from jobs.detect.names import compile_names
from jobs.detect.terms import TermMatcher
from jobs.model import Owner, Post, Speaker
from jobs.settings.schema import Settings

_MANY: Final = 40
"""Words of a long post, and posts of a long thread; more of either says nothing more."""


def log_share(count: int) -> float:
    """Return 0.0 for none and 1.0 for `_MANY` or more, growing ever slower between."""
    return min(math.log1p(count) / math.log1p(_MANY), 1.0)


class Reading(NamedTuple):
    """What one post says, without its thread.

    Attributes:
        post: The post.
        traces: What was found in its text.
        values: Strength of each trace, and of what the source adds.
        alone: Confidence from 0 to 1 that it is about the municipality, were it on its own.
    """

    post: Post
    traces: Traces
    values: Values
    alone: float


class Reader:
    """The names and lists of one municipality, compiled once; reads posts one by one."""

    def __init__(self, settings: Settings) -> None:
        """Compile what *settings* names; the lists of a language when its first post comes."""
        self._settings = settings
        self._names = compile_names(settings)
        self._terms: dict[str, TermMatcher] = {}
        self._own = {one.id for one in settings.sources if one.owner is Owner.OWN}
        self._far = {one.id for one in settings.sources if not one.local}

    def _terms_of(self, language: str) -> TermMatcher:
        if language not in self._terms:
            self._terms[language] = compile_terms(self._settings, language)
        return self._terms[language]

    def read(self, post: Post) -> Reading:
        """Return what *post* says by itself; an erased post says nothing."""
        terms = self._terms_of(post.language)
        hits = find(post.words, self._names, terms, post.language)
        traces = trace(hits)
        values: dict[Trace | Frame, float] = {kind: one.strength for kind, one in traces.items()}
        values[Frame.ASKS] = float(hits.asks)
        values[Frame.LENGTH] = log_share(hits.words)
        values[Frame.OWN_PAGE] = float(post.source_id in self._own)
        values[Frame.LOCAL] = float(post.source_id not in self._far)
        ours = post.speaker is Speaker.MUNICIPALITY
        return Reading(
            post=post,
            traces=traces,
            values=values,
            alone=OWN_POST if ours else alone(values),
        )

    def read_all(self, posts: Iterable[Post]) -> tuple[Reading, ...]:
        """Return the readings of *posts*, in their order."""
        return tuple(self.read(post) for post in posts)
