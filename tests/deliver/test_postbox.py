"""One mailbox, read once: what came back, what the lead approves, and what departments answer."""

import asyncio
from collections.abc import Iterator
from dataclasses import replace

import pytest

from jobs.model import DeliveryState
from jobs.postbox import hear
from jobs.settings.schema import Mailbox
from jobs.tell.consent import Consent, seal
from tests.collect.imap_fake import Letterbox, letter
from tests.deliver.office import Town, post_office, queue
from tests.deliver.test_bounce import ID, POSTFIX
from tests.make import WEEK

KEY = bytes(range(32))
PASSWORD = "geheim"


@pytest.fixture
def box(town: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """Return the mailbox that the town reads."""
    monkeypatch.setenv("BUURTSIGNAAL_FEEDBACK_MAIL", PASSWORD)
    with Letterbox() as started:
        where = {"host": "127.0.0.1", "port": started.port, "security": "none", "user": "signaal"}
        mailbox = Mailbox.model_validate({**where, "password": "feedback-mail"})
        town.change(mailbox=mailbox, feedback="antwoord@heidebeek.example")
        yield started


def read(town: Town) -> dict[str, int]:
    return dict(asyncio.run(hear(town.store, town.settings, KEY)))


def test_a_mail_that_came_back_is_failed_and_read_once(town: Town, box: Letterbox) -> None:
    with post_office() as post:
        town.deliver(post.port)
    sent = town.rows["groen"]
    box.add(POSTFIX.replace(ID, sent.message_id).encode(), letter(subject="zonder iets"))

    assert read(town) == {"read": 2, "taken": 0, "refused": 1}
    assert read(town) == {"read": 0, "taken": 0, "refused": 0}
    row = town.rows["groen"]
    assert (row.state, row.reply) == (DeliveryState.FAILED, "bounced with 5.1.1")
    assert list(town.states.values()).count(DeliveryState.SENT) == 3


def test_a_lead_approves_by_mail(town: Town, box: Letterbox) -> None:
    queue(town.store, town.folder, "sport", state=DeliveryState.HELD)
    (held,) = town.store.outbox.waiting()
    sealed = seal(KEY, town.settings.municipality.key, Consent(week=WEEK, upto=held.id))
    box.add(letter(subject=f"Goedgekeurd: week 46. {sealed}"))

    assert read(town) == {"read": 1, "taken": 0, "refused": 0}
    assert town.states["sport"] is DeliveryState.QUEUED


def test_a_consent_that_we_did_not_seal_approves_nothing(town: Town, box: Letterbox) -> None:
    queue(town.store, town.folder, "sport", state=DeliveryState.HELD)
    (held,) = town.store.outbox.waiting()
    forged = seal(bytes(32), town.settings.municipality.key, Consent(week=WEEK, upto=held.id))
    box.add(letter(subject=f"Goedgekeurd: week 46. {forged}"))

    assert read(town) == {"read": 1, "taken": 0, "refused": 1}
    assert town.states["sport"] is DeliveryState.HELD
    assert replace(held) == town.rows["sport"]
