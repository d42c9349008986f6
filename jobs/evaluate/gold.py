"""A labelled folder in, its labels out; only the scorer reads these, no stage ever sees them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from jobs.evaluate.records import Record, fault, iso_week, read_posts

ABOUT: Final = ("municipality", "other-municipality", "none")
"""What a post can be about."""
OURS: Final = ABOUT[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """What a reader said of one post.

    Attributes:
        id: Id in the corpus.
        author: Pseudonym in the corpus.
        week: ISO week of the local day.
        about: One of `ABOUT`.
        story: Slug of the matter; empty for none.
        department: Id of the department; empty for none.
        intent: What the post does; empty when not labelled.
        needs_answer: A webcare officer would answer it.
        political: A civil servant leaves it alone; None when not labelled.
        house_rule: The house rule it breaks, empty for none; None when not labelled.
        other_body: Id of the other body whose matter it is, as a reader of its thread sees it.
        rumour: It passes on, asks after or holds on to what is not so.
    """

    id: str
    author: str
    week: str
    about: str
    story: str
    department: str
    intent: str
    needs_answer: bool
    political: bool | None = None
    house_rule: str | None = None
    other_body: str = ""
    rumour: bool = False

    @property
    def is_ours(self) -> bool:
        """Whether it is about the municipality."""
        return self.about == OURS


def read_gold(folder: Path) -> dict[str, Gold]:
    """Return the labels of every post in *folder*, by id.

    Raises:
        UsageError: A line has no label, author or moment.
    """
    return {str(record["id"]): _gold(where, record) for where, record in read_posts(folder)}


def has_gold(folder: Path) -> bool:
    """Say whether every post in *folder* has a label; without labels there is nothing to score."""
    return all(isinstance(record.get("gold"), dict) for _, record in read_posts(folder))


def _gold(where: str, record: Record) -> Gold:
    label = record.get("gold")
    if not isinstance(label, dict) or label.get("about") not in ABOUT:
        raise fault(where, f"gold.about must be one of {sorted(ABOUT)}")
    try:
        week, author = iso_week(str(record["created_at"])), str(record["author"])
    except (KeyError, ValueError) as error:
        text = f"author and created_at (ISO 8601) are required: {error!r}"
        raise fault(where, text) from error
    return Gold(
        id=str(record["id"]),
        author=author,
        week=week,
        about=label["about"],
        story=label.get("story") or "",
        department=label.get("department") or "",
        intent=label.get("intent") or "",
        needs_answer=bool(label.get("needs_answer")),
        political=bool(label["political"]) if "political" in label else None,
        house_rule=(label["house_rule"] or "") if "house_rule" in label else None,
        other_body=label.get("other_body") or "",
        rumour=bool(label.get("rumour")),
    )
