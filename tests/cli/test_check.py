"""check shows every mistake with its line and exit code 4, or what comes next."""

import signal
import socket
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.cli import main
from jobs.cli.check import in_words, next_runs, summary, try_everything
from jobs.collect.collectors.registry import KINDS
from jobs.errors import BuurtsignaalError
from jobs.model import Owner, Speaker
from jobs.settings import Settings, load
from jobs.settings.schema import Schedule, Source

ROOT = Path(__file__).parent.parent.parent
BRUSSELS = ZoneInfo("Europe/Brussels")
MISTAKES = {
    'timezone = "Europe/Brussels"': 'timezone = "Europe/Brusels"',
    'access = "captured"': 'accessed = "captured"',
    'every = "1d"': 'every = "dagelijks"',
    'department = "vrije-tijd"': 'department = "vrije tijd"',
    'smtp_host = "127.0.0.1"': 'smtp_host = "mail.heidebeek.example"',
}
"""What stands in the demo town's file, and the mistake made of it."""


ONLINE = """
[municipality]
name = "Heidebeek"
[[source]]
id = "groep"
name = "Groep"
kind = "export"
owner = "community"
access = "imported"
purpose = "luisteren"
legal_basis = "taak van algemeen belang"
folder = "import"
columns = { posted_at = "when" }
[[department]]
id = "groen"
name = "Groen"
about = "bomen"
recipients = ["groen@heidebeek.example"]
[delivery]
smtp_port = PORT
security = "none"
sender = "signaal@heidebeek.example"
lead = ["lead@heidebeek.example"]
"""


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "jobs", *arguments], check=False, capture_output=True, text=True,
        cwd=cwd, env={"PYTHONPATH": str(ROOT), "PATH": ""}, timeout=60,
    )  # fmt: skip


def test_five_different_mistakes_give_five_lines_and_exit_code_4(tmp_path: Path) -> None:
    text = (ROOT / "sources.toml").read_text("utf-8")
    lines = []
    for right, wrong in MISTAKES.items():
        where = text.index(right)
        lines.append(text.count("\n", 0, where) + 1)
        text = text[:where] + wrong + text[where + len(right) :]
    (tmp_path / "sources.toml").write_text(text, "utf-8")
    result = run("check", cwd=tmp_path)

    assert result.returncode == 4
    assert result.stdout == ""
    said = [line.split(": ", 2) for line in result.stderr.splitlines()]
    lines[4] += 2  # what is wrong then is the encryption, two lines below
    expected = sorted(lines)
    assert [where for where, _, _ in said] == [f"sources.toml:{line}" for line in expected]
    assert [key for _, key, _ in said] == [
        "municipality.timezone", "source[3].accessed", "source[3].every", "venue[2].department",
        "delivery.security",
    ]  # fmt: skip
    assert all("did you mean" in text or "write " in text for _, _, text in said)
    assert [path.name for path in tmp_path.iterdir()] == ["sources.toml"]


def test_a_file_without_mistakes_shows_what_comes_next(tmp_path: Path) -> None:
    (tmp_path / "sources.toml").write_text((ROOT / "sources.toml").read_text("utf-8"), "utf-8")
    result = run("check", cwd=tmp_path)

    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("sources.toml: no mistakes. Heidebeek (BE, nl)\n")
    assert result.stdout.count("  Monday ") == 3
    assert "fbg-je-bent-van-heidebeek  community  export      every 1 day" in result.stdout


def test_a_missing_file_is_one_line(tmp_path: Path) -> None:
    result = run("check", "--config", "none.toml", cwd=tmp_path)

    assert result.returncode == 4
    assert result.stderr == "none.toml:1: does not exist; run: buurtsignaal init\n"


def test_the_summary_names_what_is_read_mailed_and_not_read() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    now = datetime(2026, 11, 16, 5, 29, tzinfo=UTC)
    text = "\n".join(summary(settings, Path("sources.toml"), now))

    assert "Will be read (10)" in text
    assert "Hoplr Papenvoort: de berichten van bewoners" in text
    assert "Will be mailed: 12 addresses of departments, 1 of the lead, by 127.0.0.1:8025" in text
    assert "  Monday 16 November 2026, 06:30  report of 2026-W46" in text
    assert "  Monday 30 November 2026, 06:30  report of 2026-W48" in text
    assert "Note" not in text


def test_the_summary_says_where_the_municipality_would_count_as_an_inhabitant() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    place = next(source.id for source in settings.sources if source.owner is Owner.OWN)
    accounts = tuple(
        one.model_copy(update={"role": Speaker.PRESS}) if one.source == place else one
        for one in settings.accounts
    )
    bare = settings.model_copy(update={"accounts": accounts})
    lines = list(summary(bare, Path("x"), datetime(2026, 1, 1, tzinfo=UTC)))

    (note,) = (line for line in lines if "no [[account]] says" in line)
    assert note.startswith("\nNote: ")
    assert f"writes on {place}: its own replies there would count as those of an" in note


def test_the_summary_says_who_is_waited_for_and_who_is_told() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    changes = {"approve": True, "operator": "beheer@heidebeek.example"}
    asking = settings.model_copy(update={"delivery": settings.delivery.model_copy(update=changes)})
    before, after = (
        "\n".join(summary(one, Path("x"), datetime(2026, 1, 1, tzinfo=UTC)))
        for one in (settings, asking)
    )

    waits = "Departments get nothing before the lead approves; after 1 day reports stay"
    unheard = (
        "There is no operator under [delivery]: the lead is told of mails and stages that fail"
    )
    assert (waits in before, waits in after) == (False, True)
    assert (unheard in before, unheard in after) == (True, False)


def test_the_summary_says_when_the_password_is_not_set_here() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    delivery = settings.delivery.model_copy(update={"username": "signaal"})
    settings = settings.model_copy(update={"delivery": delivery, "unread": ()})
    text = "\n".join(summary(settings, Path("x"), datetime(2026, 1, 1, tzinfo=UTC)))

    assert text.endswith("no password for the mail server is set here (BUURTSIGNAAL_SMTP_PASSWORD)")
    assert "not read" not in text


@pytest.mark.parametrize(
    ("now", "first"),
    [
        ("2026-11-16T05:29:00+00:00", "2026-11-16T06:30:00+01:00"),
        ("2026-11-16T05:30:00+00:00", "2026-11-23T06:30:00+01:00"),
        ("2026-10-24T12:00:00+00:00", "2026-10-26T06:30:00+01:00"),  # the clock goes back between
        ("2027-03-27T12:00:00+00:00", "2027-03-29T06:30:00+02:00"),  # the clock goes forward
    ],
)
def test_the_next_run_is_on_the_municipalitys_clocks(now: str, first: str) -> None:
    runs = next_runs(Schedule(), BRUSSELS, datetime.fromisoformat(now), 3)

    assert runs[0].isoformat() == first
    assert [run.weekday() for run in runs] == [0, 0, 0]


@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - hypothesis adds the zone
    st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]),
    st.sampled_from(["00:00", "01:59", "04:00", "06:30", "23:59"]),
)
def test_the_next_run_is_within_a_week_and_at_the_hour_asked(
    now: datetime, weekday: str, at: str
) -> None:
    schedule = Schedule.model_validate({"weekday": weekday, "at": at})
    (first,) = next_runs(schedule, BRUSSELS, now, 1)

    assert timedelta() < first.astimezone(UTC) - now <= timedelta(days=7, hours=1)
    assert f"{first:%H:%M}" == at
    assert f"{first:%a}".lower() == weekday


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (timedelta(minutes=1), "1 minute"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(hours=6), "6 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(weeks=2), "14 days"),
    ],
)
def test_lengths_of_time_are_said_in_words(length: timedelta, words: str) -> None:
    assert in_words(length) == words


async def _closed(settings: Settings, source: Source) -> str:
    """Stand for a world in which the forum is closed."""
    del settings
    return "http-403" if source.id == "forum-heidebeek" else ""


def test_trying_shows_how_each_did_and_fails_when_one_did_not(
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    with pytest.raises(BuurtsignaalError, match="2 of 11 did not answer as they should"):
        try_everything(settings, _closed, {"127.0.0.1:8025": lambda _: "refused"})
    shown = capsys.readouterr().out

    assert "  forum-heidebeek            http-403\n" in shown
    assert "  reddit-heidebeek           answers\n" in shown
    assert shown.endswith("  127.0.0.1:8025  refused\n")


def test_trying_ends_well_when_all_answer() -> None:
    settings = load(ROOT / "sources.toml", KINDS)
    open_sources = [source for source in settings.sources if source.id != "forum-heidebeek"]
    settings = settings.model_copy(update={"sources": tuple(open_sources)})

    try_everything(settings, _closed, {"127.0.0.1:8025": lambda _: ""})


def test_online_tries_the_sources_and_the_mail_server(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed_soon:
        port = closed_soon.getsockname()[1]
    (tmp_path / "import").mkdir()
    (tmp_path / "import" / "a.csv").write_text("text,when\nDe lamp is stuk,2026-11-09T10:00:00Z\n")
    (tmp_path / "sources.toml").write_text(ONLINE.replace("PORT", str(port)), "utf-8")
    with pytest.raises(SystemExit) as ended:
        main(["check", "--online", "--config", str(tmp_path / "sources.toml")])
    shown = capsys.readouterr()

    assert ended.value.code == 1
    assert "  groep  answers\n" in shown.out
    assert f"  127.0.0.1:{port}  " in shown.out
    assert shown.err == "1 of 2 did not answer as they should\n"
    assert {path.name for path in tmp_path.iterdir()} == {"import", "sources.toml"}


def test_our_errors_become_a_message_and_an_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["check", "--config", str(tmp_path / "none.toml")])

    assert ended.value.code == 4
    assert "does not exist" in capsys.readouterr().err


def test_an_interrupt_ends_with_130(tmp_path: Path) -> None:
    heard = ["env", "--default-signal=INT"]  # also where a shell started these tests with &
    asking = subprocess.Popen(
        [*heard, sys.executable, "-m", "jobs", "init"], cwd=tmp_path, env={"PYTHONPATH": str(ROOT)},
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    with asking:
        assert asking.stderr is not None
        assert asking.stderr.read(10)
        asking.send_signal(signal.SIGINT)
        asking.wait(timeout=30)

    assert asking.returncode == 130
