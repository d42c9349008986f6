"""One report of an Open311 server in, its posts out: what was reported, and what was noted on it.

Who made a report is told by FixMyStreet only, of those who let their name stand there. Where it
is, is kept as a street, without numbers and without coordinates.
"""

import html
import re
from collections.abc import Iterator
from typing import Final

from jobs.collect.codes import ReadReason
from jobs.collect.collectors.forums.parts import moment_in
from jobs.collect.collectors.kit.interface import Fields
from jobs.collect.moments import to_utc
from jobs.collect.protocol import Visit
from jobs.errors import SourceBroken
from jobs.model import RawPost

_ID: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,79}")


def native_in(row: Fields) -> str:
    """Return the id of a report, which becomes part of an address and of our marks."""
    found = row.needed("service_request_id")
    if _ID.fullmatch(found) is None:
        raise SourceBroken(row.source_id, ReadReason.SCHEMA_DRIFT, "service_request_id")
    return found


def notes_of(report: str) -> str:
    """Return the native id of the post that the status notes of *report* are."""
    return f"{report}#notes"


def posts_in(visit: Visit, row: Fields, account: str, page: str | None) -> Iterator[RawPost]:
    """Yield the report, then its status notes if there are any.

    Args:
        visit: The visit.
        row: The report.
        account: Whom the notes are by.
        page: Address of its page, with ``{id}`` for its id.
    """
    native, made = native_in(row), moment_in(visit, row, "requested_datetime")
    url = page.replace("{id}", native) if page else None
    yield RawPost(
        source_id=visit.source_id,
        native_id=native,
        author=row.text("requestor_name") or None,
        title=_plain(row.text("service_name")),
        body=_plain("\n".join(filter(None, (row.text("description"), _street(row))))),
        posted_at=made,
        url=url,
    )
    notes = row.text("status_notes")
    if notes.strip():
        updated, never = to_utc(row.text("updated_datetime"), now=visit.now, zone=visit.zone)
        yield RawPost(
            source_id=visit.source_id,
            native_id=notes_of(native),
            thread_native_id=native,
            parent_native_id=native,
            author=account,
            body=_plain(notes),
            posted_at=made if never else updated,
            url=url,
        )


def _street(row: Fields) -> str:
    """Return the street of a report, without the number of a house or of its town."""
    first = row.text("address").partition(",")[0]
    return " ".join(word for word in first.split() if not any(map(str.isdigit, word)))


def _plain(text: str) -> str:
    """Return *text*, in which nothing is markup, as the body of a post."""
    return html.escape(text, quote=False)
