"""An edition as made in, a mail for each address of its reader out; and who the readers are."""

from collections.abc import Iterator

from jobs.model import LEAD, Delivery, DeliveryState, Edition, Report
from jobs.report.naming import message_id
from jobs.settings.schema import Settings


def readers_of(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield every reader with the language it reads, the lead last."""
    usual = settings.municipality.language
    for department in settings.departments:
        yield department.id, department.language or usual
    yield LEAD, usual


def mails_of(edition: Edition, report: Report, settings: Settings) -> tuple[Delivery, ...]:
    """Return the mails that carry *report*, held where the lead is to approve them first."""
    town, sender = settings.municipality.key, settings.delivery.sender
    held = settings.delivery.approve and edition.reader != LEAD
    named = {department.id: department.recipients for department in settings.departments}
    addresses = settings.delivery.lead if edition.reader == LEAD else named[edition.reader]
    return tuple(
        Delivery(
            id=0,
            week=report.week,
            reader=report.reader,
            language=report.language,
            revision=report.revision,
            recipient=address,
            message_id=message_id(town, edition, report.revision, address, sender),
            state=DeliveryState.HELD if held else DeliveryState.QUEUED,
            next_at=edition.closed_at,
        )
        for address in dict.fromkeys(addresses)
    )
