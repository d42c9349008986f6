"""A process that sends one mail and is killed once the server has said 250, before it is noted."""

import os
import signal
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from jobs.collect.collectors.registry import KINDS
from jobs.deliver import job
from jobs.deliver.outbox import Outcome, Receipt
from jobs.deliver.smtp import SmtpMailer
from jobs.settings import load
from jobs.store import Store
from tests.fakes import FakeClock
from tests.pipeline.forks import call
from tests.real.servers.run import ROOT


@dataclass(frozen=True)
class KilledMailer:
    """Brings the mail to the server, hears that it was accepted, and is killed: no ``finally``."""

    carrier: SmtpMailer

    def send(self, *, sender: str, recipient: str, mime: bytes, message_id: str) -> Receipt:
        """Send, and end as by ``kill -9``."""
        receipt = self.carrier.send(
            sender=sender, recipient=recipient, mime=mime, message_id=message_id
        )
        assert receipt.outcome is Outcome.ACCEPTED
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


def deliver_and_die(path: Path, folder: Path, clock: FakeClock, port: int) -> ForkServerProcess:
    """Run the stage in a process of its own until it is killed; return that process, ended."""
    process = call(_deliver, path, folder, clock, port)
    process.join(60)
    return process


def _deliver(path: Path, folder: Path, clock: FakeClock, port: int) -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    mailer = KilledMailer(SmtpMailer(host="127.0.0.1", port=port, security="none"))
    with Store.open(path, "heidebeek") as store:
        job.run(store, settings, folder, mailer, clock)
