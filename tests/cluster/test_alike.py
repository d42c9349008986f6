from itertools import permutations
from zlib import crc32

import numpy as np

from jobs.cluster.alike import SHINGLE, Runs, _candidates, _runs, _share, alike

PETITION = (
    "Teken mee tegen de nieuwe afvalregeling, wij betalen straks dubbel voor minder ophalingen!"
)
OTHER = "Vandaag stond er weer een vrachtwagen dwars op het fietspad aan de brug over het kanaal."


def test_copies_in_other_letters_are_one_text() -> None:
    assert alike([PETITION, PETITION.upper(), OTHER]) == ((0, 1), (2,))


def test_look_alike_letters_do_not_hide_a_copy() -> None:
    assert alike([PETITION, PETITION.replace("a", "а")]) == ((0, 1),)  # noqa: RUF001 - Cyrillic


def test_a_copy_with_a_few_other_words_is_one_text() -> None:
    assert alike([OTHER, PETITION, f"{PETITION} Echt waar."]) == ((0,), (1, 2))


def test_short_texts_are_never_copies() -> None:
    assert alike(["Eindelijk!", "Eindelijk!"]) == ((0,), (1,))


def test_different_texts_and_none_stand_alone() -> None:
    assert alike([PETITION, OTHER]) == ((0,), (1,))
    assert alike([]) == ()


def test_order_does_not_matter() -> None:
    texts = [PETITION, f"{PETITION} Echt waar.", OTHER, f"Beste buren, {PETITION}"]

    found = {
        frozenset(frozenset(given[place] for place in group) for group in alike(given))
        for given in permutations(texts)
    }

    assert len(found) == 1


def test_ten_thousand_equal_texts_are_one_group() -> None:
    assert len(alike([PETITION] * 10_000)) == 1


def test_of_texts_that_have_seven_runs_in_ten_in_common_hardly_any_is_missed() -> None:
    chance = np.random.default_rng(1)
    words = [f"{one}{other}" for one in PETITION.split() for other in OTHER.split()]
    pairs: list[dict[int, Runs]] = []
    while len(pairs) < 300:
        text = [str(word) for word in chance.choice(words, 12)]
        copy = [*text]
        copy[chance.integers(12)] = str(chance.choice(words))
        one, other = _runs(" ".join(text)), _runs(" ".join(copy))
        if 0.7 <= _share(one, other) < 0.8:
            pairs.append({0: one, 1: other})

    found = sum(any(_candidates(pair)) for pair in pairs)

    assert found >= 290  # 1 - (1 - .7 ** 4) ** 16 is .988


def test_runs_of_letters_are_numbered_by_their_checksum() -> None:
    text = f"{PETITION} één €".encode()

    expected = [crc32(text[at : at + SHINGLE]) for at in range(len(text) - SHINGLE + 1)]

    assert _runs(text.decode()).tolist() == expected
