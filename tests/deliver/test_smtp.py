import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import TypedDict

import pytest

from jobs.deliver.outbox import Outcome
from jobs.deliver.smtp import SmtpMailer
from jobs.errors import DeliveryError
from tests.real.servers.mail import LOGIN, PASSWORD, TOKEN, MailBox, mail_server, token_server
from tests.real.servers.run import free_port

MIME = b"Subject: x\r\n\r\nhallo\r\n"


@dataclass
class Script:
    """A mail server that answers each verb as told; ``drop`` closes the connection."""

    answers: dict[str, str] = field(default_factory=dict)
    seen: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)

    async def talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Speak SMTP until QUIT or until the script drops the line."""
        writer.write(b"220 loopback\r\n")
        while line := (await reader.readline()).decode().strip():
            verb = line.split()[0].upper()
            self.seen.append(verb)
            self.lines.append(line)
            if not await self._answer(verb, writer) or verb == "QUIT":
                break
            if verb == "DATA" and not self.answers.get("DATA", "354").startswith(("4", "5")):
                while (await reader.readline()).strip() != b".":
                    pass
                if not await self._answer("END", writer):
                    break
        writer.close()

    async def _answer(self, verb: str, writer: asyncio.StreamWriter) -> bool:
        usual = {"EHLO": "250-loopback\r\n250 SIZE 1000000", "DATA": "354 go", "QUIT": "221 bye"}
        answer = self.answers.get(verb, usual.get(verb, "250 ok"))
        if answer == "drop":
            return False
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True


@contextmanager
def scripted(**answers: str) -> Iterator[tuple[int, Script]]:
    """Run a scripted server in a thread; yield its port and what it saw."""
    script, port, loop = Script(answers), free_port(), asyncio.new_event_loop()
    started = loop.run_until_complete(asyncio.start_server(script.talk, "127.0.0.1", port))
    thread = Thread(target=loop.run_forever)
    thread.start()
    try:
        yield port, script
    finally:
        loop.call_soon_threadsafe(started.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.run_until_complete(asyncio.sleep(0.01))
        loop.close()


def plain(port: int) -> SmtpMailer:
    return SmtpMailer(host="127.0.0.1", port=port, security="none")


def secured(box: MailBox, **changes: object) -> SmtpMailer:
    options: dict[str, object] = {
        "host": "127.0.0.1", "port": box.port, "security": "starttls", "username": LOGIN,
        "password": PASSWORD, "ca_file": box.ca_file, **changes,
    }  # fmt: skip
    return SmtpMailer(**options)  # type: ignore[arg-type]  # a test's own keywords


class Mail(TypedDict):
    """What a mailer is asked to send."""

    sender: str
    recipient: str
    mime: bytes
    message_id: str


def mail(recipient: str = "c@d.example", mime: bytes = MIME) -> Mail:
    return {"sender": "a@b.example", "recipient": recipient, "mime": mime,
            "message_id": "<2026-W46.a+b=c@d.example>"}  # fmt: skip


def try_once(mailer: SmtpMailer) -> tuple[Outcome, str]:
    receipt = mailer.send(**mail())
    return receipt.outcome, receipt.reply


def test_a_mail_goes_over_starttls_with_login(tmp_path: Path) -> None:
    with mail_server(tmp_path) as box:
        outcome = try_once(secured(box))

    assert outcome == (Outcome.ACCEPTED, "250 accepted")
    assert box.secured == [True]


@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_lets_us_in_by_whatever_the_server_takes(tmp_path: Path, mechanism: str) -> None:
    with token_server(tmp_path, mechanism) as box:
        outcome = try_once(secured(box, password=None, token=TOKEN))

    assert outcome == (Outcome.ACCEPTED, "250 accepted")
    assert len(box.said) == len(box.mails) == 1


@pytest.mark.parametrize(("mechanism", "surrender"), [("XOAUTH2", b""), ("OAUTHBEARER", b"\1")])
def test_a_token_that_is_over_is_an_error_that_does_not_show_it(
    tmp_path: Path, mechanism: str, surrender: bytes
) -> None:
    over = "canary-over"
    with token_server(tmp_path, mechanism) as box, pytest.raises(DeliveryError) as caught:
        secured(box, password=None, token=over).check()

    assert "refused the login (535)" in str(caught.value)
    assert "canary" not in str(caught.value) + repr(secured(box, token=over))
    assert box.said[1] == surrender  # the server hears that we are done, as it must


def test_a_long_token_follows_when_the_server_asks_for_it(tmp_path: Path) -> None:
    with token_server(tmp_path, "XOAUTH2") as box, pytest.raises(DeliveryError):
        secured(box, password=None, token="x" * 500).check()

    assert b"auth=Bearer xxx" in box.said[0]


def test_a_server_that_takes_no_token_is_named(tmp_path: Path) -> None:
    with (
        token_server(tmp_path, "PLAIN") as box,
        pytest.raises(DeliveryError, match="does not offer OAUTHBEARER or XOAUTH2"),
    ):
        secured(box, password=None, token=TOKEN).check()


def test_a_password_that_no_server_takes_is_named_without_showing_it(tmp_path: Path) -> None:
    with mail_server(tmp_path) as box, pytest.raises(DeliveryError, match="ASCII") as caught:
        secured(box, password="canaré").check()

    assert "canar" not in str(caught.value)


def test_a_bounce_will_name_the_mail_where_the_server_knows_how() -> None:
    with scripted(EHLO="250-loopback\r\n250-DSN\r\n250 SIZE 1000000") as (port, script):
        assert try_once(plain(port))[0] is Outcome.ACCEPTED

    (line,) = (line for line in script.lines if line.startswith("mail"))
    assert line == ("mail FROM:<a@b.example> SIZE=21 RET=HDRS ENVID=<2026-W46.a+2Bb+3Dc@d.example>")


def test_lines_that_begin_with_a_dot_arrive_as_they_were(tmp_path: Path) -> None:
    body = b"Subject: x\r\n\r\n.\r\n..een\r\n.twee\r\nzonder einde"
    with mail_server(tmp_path) as box:
        secured(box).send(**mail(mime=body))

    assert box.mails[0].get_content().splitlines() == [".", "..een", ".twee", "zonder einde"]


def test_a_certificate_of_a_stranger_is_refused(tmp_path: Path) -> None:
    with mail_server(tmp_path) as box, pytest.raises(DeliveryError, match="certificate"):
        secured(box, ca_file=None).check()


def test_a_wrong_password_is_an_error_that_does_not_show_it(tmp_path: Path) -> None:
    with mail_server(tmp_path) as box, pytest.raises(DeliveryError) as caught:
        secured(box, password="wrong-canary").check()

    assert "canary" not in str(caught.value)
    assert "canary" not in repr(secured(box))


def test_without_starttls_nothing_is_sent() -> None:
    with scripted() as (port, script), pytest.raises(DeliveryError, match="never sent in clear"):
        SmtpMailer(host="127.0.0.1", port=port, security="starttls").check()

    assert "MAIL" not in script.seen


def test_no_server_is_an_error_that_names_it() -> None:
    port = free_port()

    with pytest.raises(DeliveryError, match=f"127.0.0.1:{port}: no connection"):
        plain(port).check()


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "END"])
@pytest.mark.parametrize(
    ("answer", "outcome"), [("451 x", Outcome.LATER), ("550 x", Outcome.REFUSED)]
)
def test_a_refusal_at_each_verb_is_passing_or_final(
    verb: str, answer: str, outcome: Outcome
) -> None:
    with scripted(**{verb: answer}) as (port, _):
        assert try_once(plain(port))[0] is outcome


@pytest.mark.parametrize(
    ("verb", "outcome"),
    [
        ("MAIL", Outcome.LATER),
        ("RCPT", Outcome.LATER),
        ("DATA", Outcome.LATER),
        ("END", Outcome.UNKNOWN),
    ],
)
def test_a_line_that_drops_is_in_doubt_only_after_the_message(verb: str, outcome: Outcome) -> None:
    with scripted(**{verb: "drop"}) as (port, _):
        assert try_once(plain(port))[0] is outcome


def test_a_line_that_drops_at_the_greeting_is_an_error() -> None:
    with scripted(EHLO="drop", HELO="drop") as (port, _), pytest.raises(DeliveryError):
        plain(port).check()


@pytest.mark.parametrize("goodbye", ["421 too busy to say bye", "250 odd", "drop"])
def test_a_strange_goodbye_does_not_undo_an_accepted_mail(goodbye: str) -> None:
    with scripted(QUIT=goodbye) as (port, _):
        assert try_once(plain(port))[0] is Outcome.ACCEPTED


def test_an_address_that_cannot_be_sent_to_is_refused_for_itself() -> None:
    with scripted() as (port, _):
        receipt = plain(port).send(**mail("hélène@b.example"))

    assert receipt.outcome is Outcome.REFUSED


def test_a_mail_larger_than_the_server_takes_is_refused() -> None:
    with scripted(EHLO="250-loopback\r\n250 SIZE 10") as (port, script):
        assert try_once(plain(port)) == (Outcome.TOO_LARGE, "552 larger than the server accepts")

    assert "MAIL" not in script.seen


def test_implicit_tls_verifies_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        mailer = SmtpMailer(host="127.0.0.1", port=server.getsockname()[1], security="tls")
        thread = Thread(target=_accept_and_close, args=(server,))
        thread.start()
        with pytest.raises(DeliveryError):
            mailer.check()
        thread.join()


def _accept_and_close(server: socket.socket) -> None:
    connection, _ = server.accept()
    connection.close()
