"""docs/privacy.md tells the terms and kinds that the program has."""

import re
from pathlib import Path

from jobs.collect.collectors.registry import KINDS as KINDS_OF_SOURCE
from jobs.language.redaction import KINDS
from jobs.retain.job import preview
from jobs.retain.policy import CLOCK_SLACK, CONTEXT, KEEP_BYTES
from jobs.settings import load
from jobs.settings.schema import Privacy
from tests.make import MONDAY
from tests.stores import open_store

PAGE = Path("docs/privacy.md").read_text(encoding="utf-8")


def test_the_terms_are_those_of_the_program() -> None:
    terms = Privacy()

    assert f"{terms.keep_text.days} days after it was read | `[privacy] keep_text`" in PAGE
    assert terms.keep_unmentioned.total_seconds() == 24 * 3600
    assert "24 hours after it was read" in PAGE
    assert f"text of the mail that carries it | {terms.keep_reports.days} days after their" in PAGE
    assert f"with its PDF | {KEEP_BYTES.days} days after it was sent or refused" in PAGE
    assert CONTEXT.days == 14
    assert "a mention of the last two weeks" in PAGE
    assert CLOCK_SLACK.total_seconds() == 24 * 3600


def test_the_line_of_the_audit_trail_names_what_is_counted(tmp_path: Path) -> None:
    with open_store(tmp_path / "town.db") as store:
        counts = preview(store, load(Path("sources.toml"), KINDS_OF_SOURCE), MONDAY)
    (line,) = re.findall(r"^retain erase past-term (.*)$", PAGE, re.MULTILINE)

    assert [part.partition("=")[0] for part in line.split()] == list(counts)


def test_every_kind_that_is_masked_is_named() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert sorted(set(rows) - set(KINDS_OF_SOURCE)) == sorted(KINDS)
