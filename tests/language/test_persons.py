"""Who is named: a person, and not a shop that began as one."""

import pytest

from jobs.language.persons import names_somebody


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Vraag het aan Albert van hiernaast", True),
        ("De Albert Heijn op de Markt is dicht", False),
        ("albert heijn is dicht", False),
        ("Albert Heijn is dicht, zegt Karel", True),
        ("De stoep ligt los", False),
    ],
)
def test_a_first_name_is_somebody_and_a_shop_is_not(text: str, *, expected: bool) -> None:
    assert names_somebody(text) is expected
