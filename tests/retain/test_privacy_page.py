"""docs/privacy.md tells the terms and kinds that the program has."""

import re
from pathlib import Path

from jobs.language.redaction import KINDS
from jobs.retain.policy import CLOCK_SLACK, CONTEXT
from jobs.settings.schema import Privacy

PAGE = Path("docs/privacy.md").read_text(encoding="utf-8")


def test_the_terms_are_those_of_the_program() -> None:
    terms = Privacy()

    assert f"{terms.keep_text.days} days after it was read | `[privacy] keep_text`" in PAGE
    assert terms.keep_unmentioned.total_seconds() == 24 * 3600
    assert "24 hours after it was read" in PAGE
    assert f"{terms.keep_reports.days} days after their week" in PAGE
    assert CONTEXT.days == 14
    assert "a mention of the last two weeks" in PAGE
    assert CLOCK_SLACK.total_seconds() == 24 * 3600


def test_every_kind_that_is_masked_is_named() -> None:
    rows = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)

    assert sorted(rows) == sorted(KINDS)
