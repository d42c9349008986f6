"""The skeleton of a text in, spans of structured identifiers out: addresses, numbers, plates.

Every pattern is bounded: a repeat has a highest count, and what may stand before a hit is looked
at, so that 100,000 characters of any alphabet cost milliseconds. In doubt an identifier is masked:
a masked number costs a reader little, a published one costs a citizen much.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

import phonenumbers
from stdnum import iban
from stdnum.be import nn
from stdnum.de import idnr
from stdnum.fr import nir
from stdnum.nl import bsn

from jobs.language.folding import skeleton
from jobs.language.redaction import clues

Span = tuple[int, int]
"""Half-open span of characters."""

_REGIONS: Final = ("BE", "NL", "FR", "DE")
_URL: Final = re.compile(r"(?:https?://|(?<![\w.])www\.)[^\s<>\"()\[\]]{1,2000}")
_BARE: Final = re.compile(
    r"(?<![\w.@/:-])(?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12}/[^\s<>\"()\[\]]{1,2000}"
)
"""An address without ``https://``, as people type it."""
_PERSON_PATH: Final = re.compile(
    r"(?:facebook|fb|instagram|twitter|tiktok|linkedin|threads|snapchat|vk)\.(?:com|net|me)/[\w.@%-]"
    r"|(?:^|[/.])x\.com/\w|(?<!\w)(?:t|m|wa)\.me/[\w+]|bsky\.app/profile/"
    r"|/@[\w.%-]|/~\w|/(?:users?|u|profiles?|profiel|profil|people|members?|leden|lid|in)/[\w.%-]"
)
_EMAIL: Final = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64} {0,1}(?:@|[\[(]{1} {0,1}(?:at|apenstaart|arobase) {0,1}[\])]{1})"
    r" {0,1}[\w-]{1,63}(?:(?:\.|[\[(](?:dot|punt|point)[\])])[\w-]{1,63}){1,5}"
)
_IBAN: Final = re.compile(r"(?<!\w)[a-z]{2}\d{2}(?=[ -]?[a-z0-9]{2})")
_IBAN_LENGTHS: Final = {"be": 16, "nl": 18, "fr": 27, "de": 22, "lu": 20}
"""Full lengths in our countries: there a mistyped number is masked too."""
_IBAN_TAIL: Final = re.compile(r"[ -]?([a-z0-9])")

_BELGIAN: Final = re.compile(
    r"(?<!\d)\d{2}[. /-]?\d{2}[. /-]?\d{2}[ .-]{0,3}\d{3}[. -]{0,2}\d{2}(?!\d)"
)
_BELGIAN_WRITTEN: Final = re.compile(r"\d{2}\.\d{2}\.\d{2} ?- ?\d{3}[.-]\d{2}")
_NINE: Final = re.compile(
    r"(?<![\d.,+])\d{4}[. ]?\d{2}[. ]?\d{3}(?![\d])|(?<![\d.,+])\d{3} \d{3} \d{3}(?!\d)"
)
_LONG: Final = re.compile(r"(?<![\d+])\d(?: ?[\dab]){10,14}(?!\w)")

_INTERNATIONAL: Final = re.compile(
    r"(?<![\d+])(?:\+ ?|00 ?)[1-9]\d{0,2}(?:[ ./()-]{0,3}\d){7,12}(?!\d)"
)
_TRUNK: Final = re.compile(r"(?<![\d+,.])\(?0[1-9]\)?(?:[ ./()-]{0,2}\d){7,9}(?!\d)")
_DATE: Final = re.compile(
    r"(\d\d)([./-])(\d\d)\2(?:(?:19|20)\d\d|\d\d)(?=\D? |$)|(\d\d)[./-](\d\d)[./-](?:19|20)\d\d"
)
_LOOSE: Final = re.compile(r"(?<![\d,.+])\d(?:[ ./-]{0,2}\d){5,11}(?!\d)")
_SPOKEN_DIGITS: Final = 4
"""Digits in words in a row that make a telephone number rather than a count."""

_WORD: Final = re.compile(r"[\w'-]+")
_NEXT: Final = re.compile(r" ?([^\W\d][\w/']{0,20}|[%€])")


def words_before(text: str, place: int, count: int) -> list[str]:
    """Return at most *count* words that stand before *place*, within 60 characters."""
    return _WORD.findall(text[max(0, place - 60) : place])[-count:]


def clue_words(text: str, place: int, count: int) -> list[str]:
    """Return the skeletons of at most *count* words before *place* in a text as written."""
    before = skeleton(text[max(0, place - 80) : place])
    return words_before(before, len(before), count)


def counts(text: str, place: int) -> bool:
    """Tell whether the number that ends at *place* is followed by what it counts or measures."""
    found = _NEXT.match(text, place)
    return found is not None and found[1] in clues().units


def urls(text: str) -> Iterator[Span]:
    """Yield the web addresses in *text*; without ``https://`` only those that name a person."""
    for found in _URL.finditer(text):
        yield found.start(), found.start() + len(_cut(found[0]))
    for found in _BARE.finditer(text):
        # in "rr.nr/85.07.30-033.28" the number is no page: what names nobody is no address here
        if names_person(_cut(found[0])):
            yield found.start(), found.start() + len(_cut(found[0]))


def _cut(url: str) -> str:
    """Return *url* without the stop or bracket of the sentence that it ends."""
    return url.rstrip(".,;:!?'")


def names_person(url: str) -> bool:
    """Tell whether a web address leads to a person: a profile, a mailbox, a name before an @."""
    return "@" in url or _PERSON_PATH.search(url) is not None


def emails(text: str) -> Iterator[Span]:
    """Yield mail addresses, also those written with (at)."""
    if "@" in text or "(" in text or "[" in text:
        yield from (found.span() for found in _EMAIL.finditer(text))


def accounts(text: str) -> Iterator[Span]:
    """Yield bank accounts: of our countries by their form, of others by their check digits."""
    for found in _IBAN.finditer(text):
        end = _iban_end(text, found)
        if end is not None:
            yield found.start(), end


def _iban_end(text: str, found: re.Match[str]) -> int | None:
    letters, ends = found[0], [found.end()]
    while len(letters) < 34 and (tail := _IBAN_TAIL.match(text, ends[-1])):
        letters += tail[1]
        ends.append(tail.end())
    length = _IBAN_LENGTHS.get(letters[:2])
    if length is not None:
        body = letters[4:length]
        fits = len(letters) >= length and sum(map(str.isdigit, body)) * 2 > len(body)
        return ends[length - 4] if fits else None
    for size in range(len(letters), 14, -1):
        if iban.is_valid(letters[:size].upper(), check_country=False):
            return ends[size - 4]
    return None


def national_ids(text: str) -> Iterator[Span]:
    """Yield national numbers: rijksregister, BSN, NIR, Steuer-ID."""
    for found in _BELGIAN.finditer(text):
        if _BELGIAN_WRITTEN.match(found[0]) or nn.is_valid(found[0]) or _named(text, found):
            yield found.span()
    for found in _NINE.finditer(text):
        plain = found[0].isdigit() and not found[0].startswith("0") and bsn.is_valid(found[0])
        if plain or _named(text, found):
            yield found.span()
    for found in _LONG.finditer(text):
        digits = found[0].replace(" ", "")
        if nir.is_valid(digits) or idnr.is_valid(digits) or _named(text, found):
            yield found.span()


def _named(text: str, found: re.Match[str]) -> bool:
    return not clues().national_id.isdisjoint(words_before(text, found.start(), 5))


def phones(text: str) -> Iterator[Span]:
    """Yield telephone numbers: by their form, or by a word such as *gsm* before them."""
    yield from (found.span() for found in _INTERNATIONAL.finditer(text))
    for found in _TRUNK.finditer(text):
        if not _is_date(found[0]) and not counts(text, found.end()):
            yield found.span()
    for found in _LOOSE.finditer(text):
        if _is_date(found[0]) or counts(text, found.end()):
            continue
        called = not clues().phone.isdisjoint(words_before(text, found.start(), 4))
        if called or _is_mobile(found[0]):
            yield found.span()
    yield from spoken_phones(text)


def spoken_phones(text: str) -> Iterator[Span]:
    """Yield telephone numbers of which the first digits are words."""
    yield from (found.span() for found in _spoken().finditer(text))


def _is_date(number: str) -> bool:
    found = _DATE.match(number)
    if found is None:
        return False
    day, month = (found[1], found[3]) if found[1] else (found[4], found[5])
    return 1 <= int(day) <= 31 and 1 <= int(month) <= 12


def _is_mobile(number: str) -> bool:
    """Tell whether a number without its first zero is a mobile one in one of our countries."""
    if not 8 <= sum(map(str.isdigit, number)) <= 11 or number.isdigit():
        return False
    for region in _REGIONS:
        try:
            parsed = phonenumbers.parse(number, region)
        except phonenumbers.NumberParseException:
            continue
        if phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE:
            return True
    return False


@cache
def _spoken() -> re.Pattern[str]:
    """Return the pattern of a number that begins with a zero in words: ``nul vier zeven ...``."""
    digits = "|".join(sorted(clues().digits, key=len, reverse=True))
    more = _SPOKEN_DIGITS - 1
    return re.compile(
        rf"(?<!\w)(?:nul|zero|null|oh)(?:[ ,.-]{{1,2}}(?:{digits})(?!\w)){{{more},12}}"
        r"(?:[ ,./-]{1,2}\d{1,4}(?!\w)){0,5}"
    )
