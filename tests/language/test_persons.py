"""Who is named: a person, and not a shop that began as one."""

import pytest

from jobs.language.persons import names_somebody, surnames_of, without_holders


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Schepen Op den Bergh sliep", "Schepen [x] den [x] sliep"),
        ("dat zei Claessens ook al", "dat zei [x] ook al"),
        ("échevin Dupont n'écoute pas", "échevin [x] n'écoute pas"),
        ("de burgemeester sliep", "de burgemeester sliep"),
        ("de Kerkstraat ligt open", "de Kerkstraat ligt open"),
    ],
)
def test_names_of_office_holders_are_masked_and_their_functions_are_not(
    text: str, expected: str
) -> None:
    holders = surnames_of(("schepen Nele Op den Bergh (jeugd)", "burgemeester Ann Claessens"))

    assert without_holders(text, holders, "[x]") == expected
