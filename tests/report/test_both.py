"""The lead's edition and those of the departments, from one desk: they say the same of a matter."""

import pytest

from jobs.model import LEAD
from jobs.report.edition import edit
from tests.report.scenes import rich_desk, words

DESK = rich_desk()


@pytest.mark.parametrize("language", ["nl", "de"])
def test_what_the_lead_says_a_department_supplies_that_department_reads(language: str) -> None:
    said = words(language)
    supplied = [
        (step.supplies, choice.title)
        for verdict in edit(DESK, LEAD, said).verdicts
        for choice in verdict.choices
        for step in choice.steps
        if step.supplies and choice.number
    ]
    assert supplied

    for department in DESK.settings.departments:
        edition = edit(DESK, department.id, said)
        read = [
            *(ask.text for ask in edition.asks),
            *(item.title for item in edition.items),
            *(note.title for note in edition.open_before),
            edition.loose,
        ]
        wanted = {title for name, title in supplied if name == department.name}
        assert {title for title in wanted if not any(title in line for line in read)} == set()


@pytest.mark.parametrize("language", ["nl", "de"])
def test_both_count_the_same_signals(language: str) -> None:
    said = words(language)
    lead, theirs = (
        dict(edit(DESK, reader, said).method)[said.say("method.counted.title")]
        for reader in (LEAD, "publieke-ruimte")
    )
    shown = str(sum(one.shown for one in DESK.signals))

    assert f" {shown} " in lead
    assert f": {shown}." in theirs
