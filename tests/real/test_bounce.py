"""A notice of a mail that came back, in the mailbox of a real mail server."""

import asyncio

import pytest

from jobs.model import DeliveryState
from jobs.postbox import hear
from jobs.settings.schema import Mailbox
from tests.deliver.office import Town, post_office
from tests.deliver.test_bounce import EXCHANGE, ID, POSTFIX
from tests.real.servers.dovecot import FOLDER, PASSWORD, USER, dovecot

pytestmark = pytest.mark.real


def test_mails_that_came_back_are_failed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BUURTSIGNAAL_FEEDBACK_MAIL", PASSWORD)
    with post_office() as post:
        town.deliver(post.port)
    green, sport = town.rows["groen"], town.rows["welzijn"]
    with dovecot() as box:
        box.put(
            POSTFIX.replace(ID, green.message_id).encode(),
            EXCHANGE.replace(ID, sport.message_id).replace("\n", "\r\n").encode(),
        )
        mailbox = Mailbox.model_validate(
            {"host": "127.0.0.1", "port": box.tls_port, "ca_file": box.ca_file, "user": USER,
             "password": "feedback-mail", "folder": FOLDER}
        )  # fmt: skip
        town.change(mailbox=mailbox, feedback="antwoord@heidebeek.example")
        counts = asyncio.run(hear(town.store, town.settings, bytes(32)))
        again = asyncio.run(hear(town.store, town.settings, bytes(32)))
        flags = box.flags()

    assert (counts["read"], again["read"]) == (2, 0)
    assert town.rows["groen"].reply == "bounced with 5.1.1"
    assert town.rows["welzijn"].reply == "bounced with 5.2.2"
    assert list(town.states.values()).count(DeliveryState.FAILED) == 2
    assert not any(b"Seen" in line for line in flags)
