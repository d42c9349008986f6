"""The press: a child that prints within its limits, and one that does not is replaced."""

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from jobs.errors import RenderError
from jobs.report import child
from jobs.report.assets import Assets
from jobs.report.frames import LENGTH, MAX_BODY, pack, unpack
from jobs.report.press import Press
from jobs.report.sheet import Sheet

ASSETS = Assets.of(Path("/nonexistent"))
SHEET = Sheet(
    html="<html lang=nl><title>x</title><h1>Één pagina</h1>",
    identifier=b"0" * 16,
    moment=datetime(2026, 11, 15, 23, 0, tzinfo=UTC),
    link_text="{host}",
    attachment="x.csv",
    description="x",
    content="tijdstip\r\n",
)


def test_one_child_prints_all_sheets_and_they_are_the_same() -> None:
    with Press(ASSETS) as press:
        first = press.print(SHEET)
        again = press.print(SHEET)

    assert first == again
    assert first[0].startswith(b"%PDF-")
    assert first[1] == 1


def test_a_child_prints_so_many_sheets_and_a_new_one_goes_on_with_the_same_result() -> None:
    with Press(ASSETS, editions=2) as press:
        printed, children = [], []
        for _ in range(5):
            printed.append(press.print(SHEET))
            assert press._child is not None
            children.append(press._child.pid)

    assert [children.count(child) for child in dict.fromkeys(children)] == [2, 2, 1]
    assert len(set(printed)) == 1


def test_a_sheet_that_takes_too_long_fails_alone() -> None:
    word = "x" * 200_000
    endless = replace(SHEET, html=f"<html lang=nl><p style='overflow-wrap: anywhere'>{word}")
    with Press(ASSETS, time_limit=6.0) as press:
        with pytest.raises(RenderError, match="too long or too much memory"):
            press.print(endless)
        press._time_limit = 120.0  # for a busy machine; what follows is a sheet like any other
        assert press.print(SHEET)[1] == 1


def test_a_sheet_that_breaks_the_layout_engine_fails_without_its_words() -> None:
    deep = replace(SHEET, html="<div>" * 3000 + "secret")
    with Press(ASSETS) as press:
        with pytest.raises(RenderError) as caught:
            press.print(deep)
        assert press.print(SHEET)[1] == 1

    assert "secret" not in str(caught.value)


def test_a_press_that_printed_nothing_starts_nothing() -> None:
    press = Press(ASSETS)
    press.close()
    press.close()


def test_the_child_knows_no_secrets(tmp_path: Path) -> None:
    code = (
        "import os, sys; sys.path.insert(0, os.getcwd())\n"
        "from jobs.report.press import _environment\n"
        "print(sorted(_environment()))"
    )
    answer = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "BUURTSIGNAAL_SMTP_PASSWORD": "hunter2", "HOME": str(tmp_path)},
        capture_output=True,
        check=True,
        text=True,
    )

    assert "PASSWORD" not in answer.stdout


def test_the_child_answers_every_sheet_until_its_input_ends() -> None:
    html = SHEET.html.encode()
    header: dict[str, object] = {
        "cut": len(html),
        "identifier": SHEET.identifier.hex(),
        "moment": SHEET.moment.isoformat(),
        "link_text": "",
        "attachment": "x.csv",
        "description": "x",
    }
    asked = BytesIO(pack(header, html) + pack({"cut": "?"}))
    said = BytesIO()

    child.main(ASSETS.folders, asked, said)

    said.seek(0)
    assert unpack(said.read)[0] == {"ready": True}
    answer, pdf = unpack(said.read)
    assert answer == {"pages": 1, "complaints": 0}
    assert pdf.startswith(b"%PDF-")
    assert unpack(said.read)[0] == {"error": "ValueError"}


def test_a_message_is_read_back_whole() -> None:
    assert unpack(BytesIO(pack({"a": 1}, b"body")).read) == ({"a": 1}, b"body")


@pytest.mark.parametrize(
    "broken", [b"", b"\x00", pack({"a": 1}, b"body")[:-1], LENGTH.pack(2, MAX_BODY + 1)]
)
def test_a_broken_message_is_no_message(broken: bytes) -> None:
    with pytest.raises(EOFError):
        unpack(BytesIO(broken).read)
