"""``buurtsignaal approve``, and what the other verbs say of editions that wait for it."""

import json
from pathlib import Path

import pytest

from jobs.model import DeliveryState
from jobs.wiring import open_workplace
from tests.cli.conftest import Type
from tests.cli.test_mail import noted
from tests.cli.test_status import town
from tests.deliver.office import address, post_office, queue
from tests.fakes import NOW
from tests.make import WEEK


def waiting(folder: Path, port: int = 0) -> Path:
    """Make a town of which the editions of two departments wait; return its sources.toml."""
    config = town(folder)
    text = config.read_text("utf-8").replace("smtp_port = 8025", f"smtp_port = {port or 9}")
    config.write_text(text, "utf-8")
    with open_workplace(config) as work:
        queue(work.store, work.reports, "groen", "sport", state=DeliveryState.HELD)
        work.store.outbox.ask([1], NOW)
    return config


def states(config: Path) -> dict[str, DeliveryState]:
    with open_workplace(config) as work:
        return {row.reader: row.state for row in work.store.outbox.of_week(WEEK)}


def test_a_week_that_is_approved_goes_out(tmp_path: Path, typed: Type) -> None:
    with post_office() as post:
        config = waiting(tmp_path, post.port)
        assert typed("mail", "send", "--config", config).out == b"1 sent\n"  # the question
        assert post.recipients == ["communicatie@heidebeek.example"]
        assert typed("mail", "send", "--config", config).out == b"no mail was due\n"
        said = typed("approve", str(WEEK), "--config", config)
        sent = typed("mail", "send", "--config", config)

    assert said.code == sent.code == 0
    assert said.out.decode().splitlines() == [
        f"  groen: {address('groen')}", f"  sport: {address('sport')}",
        "2 mails go out within a minute under `serve`, else with `buurtsignaal mail send`",
    ]  # fmt: skip
    assert sent.out == b"2 sent\n"
    assert noted(config) == [("operator", "approve", "2026-W46", "2 mails")]
    assert set(states(config).values()) == {DeliveryState.SENT}


def test_one_department_can_be_approved_alone_and_another_dropped(
    tmp_path: Path, typed: Type
) -> None:
    config = waiting(tmp_path)
    said = typed("approve", str(WEEK), "groen", "--config", config)
    dropped = typed("mail", "drop", "2", "--config", config)

    assert b"1 mail goes out" in said.out
    assert dropped.code == 0
    assert states(config) == {"groen": DeliveryState.QUEUED, "sport": DeliveryState.FAILED}


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("2026-W45",), "no mail of 2026-W45 waits for approval; `buurtsignaal mail list` shows"),
        (("2026-W46", "jeugd"), "no mail of 2026-W46 for jeugd waits; there are those for groen,"),
        (("46",), "--week 46: "),
    ],
)
def test_what_cannot_be_approved_is_refused_with_the_reason(
    tmp_path: Path, typed: Type, words: tuple[str, ...], why: str
) -> None:
    config = waiting(tmp_path)
    said = typed("approve", *words, "--config", config)

    assert said.code == 2
    assert said.err.startswith(why)
    assert noted(config) == []


def test_a_mail_that_waits_for_approval_cannot_be_sent_past_it(tmp_path: Path, typed: Type) -> None:
    config = waiting(tmp_path)
    said = typed("mail", "resend", "1", "--config", config)

    assert said.code == 2
    assert "mail 1 waits for approval: `buurtsignaal approve 2026-W46`" in said.err


def test_status_shows_what_waits_and_that_nobody_answered(tmp_path: Path, typed: Type) -> None:
    config = waiting(tmp_path)
    said = typed("status", "--json", "--config", config)
    state = json.loads(said.out)

    assert said.code == 1
    assert [(row["reader"], row["state"]) for row in state["mails"]] == [
        ("groen", "asked"), ("sport", "held"),
    ]  # fmt: skip
    assert [row["mail"] for row in state["attention"]] == [1, 2]


def test_the_list_shows_what_waits(tmp_path: Path, typed: Type) -> None:
    said = typed("mail", "list", "--config", waiting(tmp_path))

    assert [line.split()[2] for line in said.out.decode().splitlines()] == ["asked", "held"]
