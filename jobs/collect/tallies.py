"""What became of the items of each source in, the totals of a run out."""

from collections import Counter
from collections.abc import Iterable

from jobs.model import Counts, SourceState, SourceStatus, Tally


def summed(tallies: Iterable[Tally]) -> Tally:
    """Return *tallies* as one."""
    total = Tally(refused={})
    for tally in tallies:
        total = Tally(
            new=total.new + tally.new,
            changed=total.changed + tally.changed,
            same=total.same + tally.same,
            gone=total.gone + tally.gone,
            refused=dict(Counter(total.refused) + Counter(tally.refused)),
        )
    return total


def counts_of(done: list[tuple[SourceStatus, Tally]], waiting: int) -> Counts:
    """Return the totals by name: read = new + changed + same + refused."""
    total = summed(tally for _, tally in done)
    states = Counter(status.state for status, _ in done)
    counts = {
        "sources": len(done),
        "sources_failed": states[SourceState.BROKEN] + states[SourceState.CLOSED],
        "sources_cut": states[SourceState.CUT],
        "sources_waiting": waiting,
        "read": total.read,
        "new": total.new,
        "changed": total.changed,
        "same": total.same,
        "gone": total.gone,
        "refused": sum(total.refused.values()),
    }
    return counts | {f"refused_{code}": number for code, number in sorted(total.refused.items())}
