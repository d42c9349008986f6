"""What it costs to build a mail of an edition, and to mark it as a copy."""

from dataclasses import replace
from email import message_from_bytes, policy
from itertools import count

import pytest

from jobs.deliver.amend import as_copy, without_attachments
from jobs.deliver.message import Envelope, attachment_of, compose
from jobs.model import LEAD, Delivery, Report
from jobs.store import Store
from tests.bench.cold import Cold
from tests.bench.conftest import Figures, best
from tests.fakes import NOW
from tests.make import WEEK

pytestmark = pytest.mark.bench

MAILS = 20
ENVELOPE = Envelope(
    sender="signaal@heidebeek.example", sender_name="Heidebeek Signaalrapport",
    reply_to="lead@heidebeek.example", list_name="Heidebeek",
)  # fmt: skip


def edition(cold: Cold) -> tuple[Report, bytes]:
    """Return the largest edition of the demo week: the lead's, with its PDF of a dozen pages."""
    with Store.open(cold.folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
        (report,) = (made for made in store.reports.of_week(WEEK) if made.reader == LEAD)
    assert report.pdf_path is not None
    return report, (cold.folder / "reports" / report.pdf_path).read_bytes()


def test_mail(cold: Cold, figures: Figures) -> None:
    report, pdf = edition(cold)
    row = Delivery(
        id=1, week=WEEK, reader=report.reader, language="nl", revision=1,
        recipient="lead@heidebeek.example", message_id="<1@heidebeek.example>", next_at=NOW,
    )  # fmt: skip
    numbers = count()

    def build() -> None:
        for _ in range(MAILS):
            mail = replace(row, message_id=f"<{next(numbers)}@heidebeek.example>")
            compose(report, mail, ENVELOPE, attached=[attachment_of(report, pdf)], date=NOW)

    mime = compose(report, row, ENVELOPE, attached=[attachment_of(report, pdf)], date=NOW)
    line = "Misschien kreeg u deze mail al."
    copy = message_from_bytes(as_copy(mime, line), policy=policy.default)
    assert copy["Message-ID"] == row.message_id
    assert [part.get_content() for part in copy.iter_attachments()] == [pdf]
    size = f"{len(mime) / 1024:,.0f} KB"
    built = best(build) / MAILS * 1000
    figures.note(f"mail of {size}: build", built, "ms CPU", goal="< 20 ms")
    marked = best(lambda: as_copy(mime, line)) * 1000
    figures.note(f"mail of {size}: mark as a possible copy", marked, "ms CPU")
    lighter = best(lambda: without_attachments(mime, line)) * 1000
    figures.note(f"mail of {size}: leave out the PDF", lighter, "ms CPU")
