"""Labels and predictions by hand, for the scorer."""

from jobs.evaluate.gold import Gold
from jobs.evaluate.predictions import Prediction

W43, W44 = "2026-W43", "2026-W44"


def gold(  # noqa: PLR0913 - a builder has one optional argument a field
    name: str,
    author: str,
    week: str = W43,
    *,
    about: str = "municipality",
    story: str = "",
    department: str = "",
    intent: str = "opinion",
    needs: bool = False,
) -> Gold:
    """Return the label of post *name*."""
    return Gold(
        id=name,
        author=author,
        week=week,
        about=about,
        story=story,
        department=department,
        intent=intent,
        needs_answer=needs,
    )


def labels_by_id(*records: Gold) -> dict[str, Gold]:
    """Return *records* by id."""
    return {record.id: record for record in records}


def said_by_id(*records: Prediction) -> dict[str, Prediction]:
    """Return *records* by id."""
    return {record.id: record for record in records}
