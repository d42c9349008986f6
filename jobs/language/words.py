"""Text in, words out: tokens, stems with compound parts, and how rare each is in the language.

The tables of the 30,000 most frequent words come from wordfreq (see NOTICE); rarity from a
table is what lets fifty posts of one week be compared at all: their own counts say too little.
"""

import gzip
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain
from typing import Final

import Stemmer

from jobs.language import FOLDER, LANGUAGES
from jobs.language.by_word import WORDS, by_word
from jobs.language.folding import skeleton

WORDS_IN_A_POST: Final = 20
"""Length of a usual post; turns the frequency of a word into the share of posts that hold it."""
UNSEEN_ZIPF: Final = 2.0
"""Zipf value of a word outside the tables, whose last words stand near 3.0."""
_LONGEST_TOKEN: Final = 60
"""Longer runs of letters are noise and would make splitting slow."""

_STEMMERS: Final = {"nl": "dutch", "fr": "french", "de": "german", "en": "english"}
_NO_CACHE: Final = 0
"""The stemmer's own cache makes a whole table four times slower; single words are cached here."""
_DROPPED: Final = re.compile(r"https?://\S+|www\.\S+|@(?<!\w@)[\w.@-]+|\[[^\]\s]{1,20}\]")
"""Addresses, handles, and the marks that redaction leaves (``[telefoon]``); as each begins with a
letter or sign of its own, looking for them is quick."""
_HUMP: Final = re.compile(r"[A-ZÀ-Þ](?<=[a-zà-ÿ].)")  # capitals first: they are few
_WORD: Final = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
_ELONGATED: Final = re.compile(r"(.)\1{2,}")
_ELISION: Final = re.compile(r"(?:[ldjmtsnc]|qu|jusqu|lorsqu|puisqu|quoiqu|presqu)['\u2019](?=\w)")
_SUFFIX: Final = re.compile(r"['\u2019]s$")
_LINKS: Final = {"nl": ("", "s", "en", "e"), "de": ("", "s", "es", "n", "en", "e")}
"""Letters that may stand between the parts of a compound; other languages do not weld words."""
_SHORTEST_COMPOUND: Final = 7
_SHORTEST_PART: Final = 3
_PART_ZIPF: Final = 3.3
"""A part must be a usual word: rarer table words are names and give chance splits."""
_SHORT_PART_ZIPF: Final = 4.2
"""A part of three letters must be a very usual word (``bus``, ``bad``)."""
_WHOLE_ZIPF: Final = 4.9
"""Words as usual as this (``burgemeester``, ``belangrijk``) have a meaning of their own."""
_ENDINGS: Final = frozenset(
    re.findall(
        r"\w+",
        """ers eren lijk lijke heid heden rijk rijke baar loos zaam zame schap dom ster sters ling
        lings lich liche lichen isch ische ischen keit keiten heit heiten schaft ung ungen tum bar
        los sam ver ont her ent zer miss ken ten pen len nen sen ren ben ingen laar natie ere rende
        inge end jaars sing rouw lieve kel ter""",
    )
)
"""Word-like endings and beginnings that make no compound."""


@dataclass(frozen=True, slots=True)
class Language:
    """What is known of one language.

    Attributes:
        stop: Stop words, and their skeletons.
        zipf: Zipf value of each of the most frequent words, also under its skeleton.
    """

    stop: frozenset[str]
    zipf: dict[str, float]


_TEXTS: Final = 16_384
"""Texts whose words are remembered: each stage asks for those of the same posts again."""


@cache
def language_of(language: str) -> Language:
    """Load the tables of *language*; an unknown language reads as the first of `LANGUAGES`."""
    name = language if language in LANGUAGES else LANGUAGES[0]
    zipf: dict[str, float] = {}
    packed = (FOLDER / name / "frequencies.txt.gz").read_bytes()
    for row in gzip.decompress(packed).decode("utf-8").splitlines():
        value, *words = row.split(" ")
        zipf.update(dict.fromkeys(words, int(value) / 100))
    for word, value_of_word in tuple(zipf.items()):
        if not word.isascii():  # the others are their own skeleton
            zipf.setdefault(skeleton(word), value_of_word)
    stop = _stop_words(name)
    return Language(
        stop=stop | {skeleton(word) for word in stop},
        zipf=zipf,
    )


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    """Return the stemmer of *language*; it needs none of the tables, which take longer to load."""
    return Stemmer.Stemmer(_STEMMERS.get(language, _STEMMERS[LANGUAGES[0]]), _NO_CACHE)


def _stop_words(name: str) -> frozenset[str]:
    text = (FOLDER / name / "stopwords.txt").read_text(encoding="utf-8")
    rows = (row for row in text.splitlines() if not row.startswith("#"))
    return frozenset(word for row in rows for word in row.split())


@cache
def _stem_table(language: str) -> dict[str, float]:
    """Return the Zipf value of each folded stem; two words of one stem add up."""
    table = language_of(language)
    stems = _stemmer(language).stemWords(list(table.zipf))
    shares: dict[str, float] = defaultdict(float)
    for key, value in zip(_skeletons(stems), table.zipf.values(), strict=True):
        shares[key] += 10**value
    if language == "fr":  # lists are looked up by the milder stem there
        mild: dict[str, float] = defaultdict(float)
        for word, value in table.zipf.items():
            mild[root(word, language)] += 10**value
        shares = mild | shares
    return {key: math.log10(share) for key, share in shares.items()}


def _skeletons(words: list[str]) -> list[str]:
    """Return the skeletons of *words*, none of which is empty: all at once is much faster."""
    return skeleton("\n".join(words)).split("\n")


@lru_cache(maxsize=_TEXTS)
def tokens(text: str, language: str) -> tuple[str, ...]:
    """Return the words of *text* in lower case and in order.

    Addresses and handles are dropped, hashtags in humps are split, elongations shortened, French
    elisions and the Dutch and English 's taken off. Bare numbers are left out.
    """
    return cut(text, language)


def cut(text: str, language: str) -> tuple[str, ...]:
    """Return the same as `tokens` without remembering it.

    Single words and entries of lists would push out the texts.
    """
    low = text.lower()
    if low[1:] == text[1:] and low.replace(" ", "").isalpha():  # as most entries of our lists
        words = low.replace("ß", "ss").split()
    else:
        if "@" in text or "[" in text or "http" in text or "www" in text:  # few texts have any
            text = _DROPPED.sub(" ", text)
        if _HUMP.search(text):  # few have
            text = _HUMP.sub(r" \g<0>", text)
        plain = text.lower().replace("ß", "ss")
        words = _WORD.findall(_ELISION.sub(" ", plain) if language == "fr" else plain)
    return tuple(filter(None, map(by_word(_token, language), words)))


def _token(written: str, language: str) -> str:
    """Return a word as `tokens` returns it; empty when it is left out."""
    word = written if written.isalpha() else _SUFFIX.sub("", written)
    if len(word) > _LONGEST_TOKEN or word.isdigit():
        return ""
    return _shorten(word, language) if _ELONGATED.search(word) else word


def _shorten(word: str, language: str) -> str:
    """Return an elongated word (``neeeee``) with two letters, or with one if only that is known."""
    double = _ELONGATED.sub(r"\1\1", word)
    single = _ELONGATED.sub(r"\1", word)
    return single if known(single, language) and not known(double, language) else double


@lru_cache(maxsize=WORDS)
def stem(word: str, language: str) -> str:
    """Return the folded Snowball stem of one lower-case word."""
    root: str = _stemmer(language).stemWord(word)
    return skeleton(root)


_MILD_DUTCH: Final = Stemmer.Stemmer("dutch_porter", _NO_CACHE)
_HARDENED: Final = {"v": "f", "z": "s"}


@lru_cache(maxsize=WORDS)
def root(word: str, language: str) -> str:
    """Return a milder stem, to look a word up in a list that was written by hand.

    The Dutch stemmer that serves `terms` takes *jarig* and *jaar*, *overheid* and *over* for one
    word, the French one *communication* and *commune*; that brings posts together, but makes a
    list say what its writer did not mean.
    """
    if language == "fr":
        return _mild_french(skeleton(word))
    if language != "nl":
        return stem(word, language)
    mild: str = skeleton(_MILD_DUTCH.stemWord(word))
    return mild[:-1] + _HARDENED.get(mild[-1:], mild[-1:])


_FRENCH_VERB: Final = re.compile("(?:eraient|erait|erai|eront|era|aient|ait|ent|er|ez|ant|e)$")
_FRENCH_STEM: Final = 4
"""Letters that are left at least: *taxe* keeps apart from *taxi*."""


def _mild_french(word: str) -> str:
    """Return the skeleton of a French word without plural, feminine and the usual verb endings."""
    if len(word) > 5 and word.endswith("aux"):
        word = f"{word[:-3]}al"
    elif len(word) > 3 and word[-1] in "sx":
        word = word[:-1]
    word = word.removesuffix("e") if word.endswith("ee") else word
    short = _FRENCH_VERB.sub("", word)
    return short if len(short) >= _FRENCH_STEM else word


@lru_cache(maxsize=WORDS)
def compound_parts(word: str, language: str) -> tuple[str, ...]:
    """Return the usual words of which a Dutch or German compound is made; empty when it is none.

    >>> compound_parts("straatverlichting", "nl")
    ('straat', 'verlichting')
    """
    best: tuple[float, tuple[str, ...]] = (0.0, ())
    if language not in _LINKS or not _SHORTEST_COMPOUND <= len(word) <= _LONGEST_TOKEN:
        return ()
    if known(word, language) >= _WHOLE_ZIPF:
        return ()
    usual = _parts(language)
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        tail = word[cut:]
        if tail not in usual:  # nearly always
            continue
        for link in _LINKS[language]:
            if not word.endswith(link, 0, cut):
                continue
            head = word[: cut - len(link)]
            parts = (head,) if head in usual else compound_parts(head, language)
            if parts:
                best = max(best, (_fitness((*parts, tail), usual), (*parts, tail)))
    return best[1]


def _fitness(parts: tuple[str, ...], usual: dict[str, float]) -> float:
    """Return how good a split is: no part of three letters, then how usual its rarest part is."""
    return min(4, *map(len, parts)) + min(usual[part] for part in parts) / 10


@cache
def _parts(language: str) -> dict[str, float]:
    """Return the Zipf value of each word that may be a part of a compound."""
    none = language_of(language).stop | _ENDINGS
    return {
        word: zipf
        for word, zipf in language_of(language).zipf.items()
        if zipf >= (_PART_ZIPF if len(word) > _SHORTEST_PART else _SHORT_PART_ZIPF)
        and len(word) >= _SHORTEST_PART
        and word not in none
    }


@lru_cache(maxsize=_TEXTS)
def terms(text: str, language: str) -> tuple[str, ...]:
    """Return the folded stems of the words of *text* with their compound parts, in order.

    Stop words, also as part of a compound, and single letters are left out.
    """
    look = by_word(_terms_of, language)
    return tuple(chain.from_iterable(map(look, tokens(text, language))))


def _terms_of(word: str, language: str) -> tuple[str, ...]:
    """Return the stem of one word and of its compound parts; nothing for a stop word or letter."""
    if word in language_of(language).stop or len(word) < 2:
        return ()
    parts = compound_parts(word, language)
    return (stem(word, language), *(stem(part, language) for part in parts))


def known(word: str, language: str) -> float:
    """Return the Zipf value of a lower-case word, 0.0 when it is not in the table."""
    return language_of(language).zipf.get(word, 0.0)


@lru_cache(maxsize=WORDS)
def rarity(word: str, language: str) -> float:
    """Return how rare a stem or word is: minus the log of the share of posts that hold it.

    0.0 for a word that every post holds, about 3 for *gemeente*, 10 and more for rare words;
    a word outside the table counts as rarer than all in it.
    """
    zipf = _stem_table(language).get(word) or known(word, language) or UNSEEN_ZIPF
    share = WORDS_IN_A_POST * 10 ** (zipf - 9)
    return max(0.0, -math.log(share))
