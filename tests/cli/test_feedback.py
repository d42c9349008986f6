"""``feedback``: answers read from mails that were saved, and shown; never anything else of them."""

import re
import subprocess
import sys
from email import policy
from email.message import EmailMessage
from pathlib import Path

import pytest

from jobs import clock
from jobs.model import Answer, DepartmentId, Signal, Stage, Week
from jobs.model.token import Token, seal
from jobs.store import Store
from tests.cli.conftest import Said, Type
from tests.cli.town import ZONE, small_town
from tests.real.servers.run import ROOT

OURS = DepartmentId("publieke-ruimte")


class Town:
    """A small town with signals of last week, whose departments answer."""

    def __init__(self, folder: Path, week: Week, typed: Type) -> None:
        self.folder = folder
        self.week = week
        self._typed = typed

    def type(self, *words: str | Path, verb: str = "feedback") -> Said:
        """Type *words* after ``buurtsignaal feedback``."""
        return self._typed(verb, *words, "--config", self.folder / "sources.toml")

    def signal(self) -> Signal:
        """Return the strongest signal of the week."""
        with Store.open(self.folder / "data" / "heidebeek.sqlite", "heidebeek") as store:
            return store.signals.of_week(self.week)[0]

    def mail(self, answer: Answer, text: str = "") -> bytes:
        """Return a reply to the strongest signal."""
        key = (self.folder / "data" / "heidebeek.key").read_bytes()
        signal = self.signal()
        token = Token(week=self.week, department=OURS, signal_id=signal.id, answer=answer)
        mail = EmailMessage(policy=policy.SMTP)
        mail["From"] = "Els Peeters <canary-els@heidebeek.example>"
        mail["Subject"] = f"Re: Antwoord: x, {seal(key, 'heidebeek', token)}"
        mail.set_content(f"{text}\n\ncanary-groet")
        return mail.as_bytes()

    def saved(self, raw: bytes) -> Path:
        """Return a file that holds *raw*."""
        path = self.folder / "antwoord.eml"
        path.write_bytes(raw)
        return path


@pytest.fixture
def town(tmp_path: Path, typed: Type) -> Town:
    """Return a town of which last week was analysed."""
    week = Week.of(clock.now(), ZONE).previous
    made = Town(small_town(tmp_path, port=9, week=week), week, typed)
    for stage in (Stage.COLLECT, Stage.DETECT, Stage.CLUSTER):
        assert made.type(stage, verb="run").code == 0
    return made


def test_answers_are_read_from_a_file_and_shown(town: Town) -> None:
    path = town.saved(town.mail(Answer.NOT_OURS, "Welke dienst: Mobiliteit"))
    said = town.type("read", path)
    shown = town.type("list")
    corrected = town.type("list", verb="correct")
    told = f"{OURS}: not ours but for mobiliteit, on {town.signal().id}"

    assert said.code == 0
    assert said.out.decode() == f"{path}: {told}; correction 1\n"
    assert re.fullmatch(rf"1  \S+ \S+ UTC  {told}\n", shown.out.decode())
    assert " department  " in corrected.out.decode()
    assert f"is for mobiliteit, from {town.week} on" in corrected.out.decode()
    assert "canary" not in said.out.decode() + said.err


def test_the_week_that_is_analysed_next_follows_the_answer(town: Town) -> None:
    before = town.signal()
    town.type("read", town.saved(town.mail(Answer.NOT_OURS, "Welke dienst: Mobiliteit")))
    town.type(Stage.CLUSTER, verb="run")

    assert before.department != "mobiliteit"
    assert town.signal().department == "mobiliteit"


def test_an_answer_is_read_from_standard_input_once(town: Town) -> None:
    raw = town.mail(Answer.PLANNED, "Gepland tegen: ooit")
    typed = [sys.executable, "-m", "jobs", "feedback", "read", "-", "--config"]
    for expected in (f"-: {OURS}: planned, on {town.signal().id}\n", "-: refused: replayed\n"):
        ended = subprocess.run(
            [*typed, str(town.folder / "sources.toml")], input=raw, capture_output=True,
            check=False, cwd=ROOT, timeout=60,
        )  # fmt: skip
        assert (ended.returncode, ended.stdout.decode()) == (0, expected)


def test_what_is_no_answer_is_refused_and_the_next_is_read(town: Town) -> None:
    other = town.folder / "afwezig.eml"
    other.write_bytes(b"Subject: Afwezig\r\n\r\ntot maandag")
    said = town.type("read", other, town.saved(town.mail(Answer.DONE)))

    assert said.code == 0
    assert [line.partition(": ")[2] for line in said.out.decode().splitlines()] == [
        "refused: no-token",
        f"{OURS}: done, on {town.signal().id}",
    ]


def test_a_wrong_answer_is_taken_back_and_its_mail_is_not_taken_anew(town: Town) -> None:
    path = town.saved(town.mail(Answer.DONE))
    town.type("read", path)
    said = town.type("undo", "1")
    told = f"{OURS}: done, on {town.signal().id}"

    assert (said.code, said.out.decode()) == (0, f"taken back: {told}\n")
    assert town.type("list").out.decode().endswith(f"{told}, taken back\n")
    assert town.type("read", path).out.decode() == f"{path}: refused: replayed\n"
    for wrong in (["undo", "1"], ["undo", "7"], ["undo", "x"], ["undo"], ["undo", "1", "2"]):
        again = town.type(*wrong)
        assert again.code == 2
        assert "`buurtsignaal feedback list`" in again.err


def test_what_followed_from_a_wrong_answer_is_pointed_out(town: Town) -> None:
    town.type("read", town.saved(town.mail(Answer.NOT_OURS, "Welke dienst: Mobiliteit")))

    assert b"`buurtsignaal correct list` shows it" in town.type("undo", "1").out


def test_calling_it_wrongly_says_what_to_do(town: Town) -> None:
    assert town.type("list").out == b"no department answered anything\n"
    assert "takes no file" in town.type("list", "x.eml").err
    missing = town.type("read", town.folder / "none.eml")
    assert missing.code == 2
    assert "name a mail that was saved as .eml" in missing.err
    mailbox = town.type("read")
    assert mailbox.code == 2
    assert "no [delivery.mailbox]; give files with answers instead" in mailbox.err
