"""What the hits of one post add up to."""

from jobs.detect.evidence import Trace, trace
from jobs.detect.match import Hits
from jobs.detect.terms import TermHit


def traces_of(*hits: tuple[str, str, int, int]) -> set[Trace]:
    terms = tuple(TermHit(*hit) for hit in hits)
    return set(trace(Hits(names=(), terms=terms, words=9, asks=False)))


def test_who_looks_for_a_tradesman_says_nothing_of_the_trade() -> None:
    """*Een asfalteerder*: the trade lies in the tradesman, and is no road work."""
    sought = ("chatter", "asfalteerder", 4, 16)

    assert traces_of(sought, ("topic", "asfalt", 4, 16)) == {Trace.CHATTER}
    assert traces_of(sought, ("topic", "asfalt", 20, 26)) == {Trace.CHATTER, Trace.TOPIC}
    assert traces_of(("topic", "asfalt", 4, 16)) == {Trace.TOPIC}
