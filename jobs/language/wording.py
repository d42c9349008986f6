"""A language code in, the words of reports in that language out: `Wording`.

The sentences stand in six files a language, ``FILES``. Every language has the same keys with the
same placeholders; tests/report/test_wording.py compares them.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal, format_percent

from jobs.language import FOLDER, LANGUAGES
from jobs.model import Week

FILES = ("report.toml", "lead.toml", "advice.toml", "accounts.toml", "mail.toml", "policy.toml")
"""Where the words stand, per language."""

LOCALES = {"nl": "nl", "fr": "fr", "de": "de", "en": "en_GB"}
"""Whose names of days and months, and whose plurals, each language follows."""

PLURAL_FORMS = frozenset({"one", "other"})
"""The plural forms of the languages we write."""

Plural = dict[str, str]
"""A sentence by plural form: ``one`` and ``other``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """The words of one language.

    Attributes:
        language: ``nl``, ``fr``, ``de`` or ``en``.
        texts: Sentences by dotted key; a sentence with plural forms is a dict.
    """

    language: str
    texts: Mapping[str, str | Plural]

    @property
    def locale(self) -> Locale:
        """Babel's names of days and months, and its plural rule."""
        return Locale.parse(LOCALES[self.language])

    def has(self, key: str) -> bool:
        """Return whether there are words for *key*."""
        return key in self.texts

    def say(self, key: str, /, **facts: str | int) -> str:
        """Return the sentence of *key* with *facts* filled in.

        Raises:
            KeyError: There is no such key, or a placeholder has no fact.
        """
        text = self.texts[key]
        if not isinstance(text, str):
            message = f"{key} has plural forms: use count"
            raise KeyError(message)
        return text.format_map(facts)

    def count(self, key: str, number: int, /, **facts: str | int) -> str:
        """Return the plural form of *key* for *number*, which fills ``{n}``.

        Raises:
            KeyError: There is no such key, it has no plural forms, or a placeholder has no fact.
        """
        forms = self.texts[key]
        if isinstance(forms, str):
            message = f"{key} has no plural forms: use say"
            raise KeyError(message)
        form = self.locale.plural_form(number)
        return forms.get(form, forms["other"]).format_map({"n": self.number(number), **facts})

    def first_of(self, keys: Sequence[str], /, **facts: str | int) -> str:
        """Return the sentence of the first of *keys* that has words; the last one must have."""
        known = next((key for key in keys if self.has(key)), keys[-1])
        return self.say(known, **facts)

    def number(self, value: int) -> str:
        """Return *value* as people write it here."""
        return str(format_decimal(value, locale=self.locale))

    def percent(self, share: float) -> str:
        """Return a share of 0 to 1 as people write it here: ``91%``."""
        return str(format_percent(share, locale=self.locale))

    def either(self, parts: Sequence[str]) -> str:
        """Return *parts* as a choice: ``a, b of c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('word.or')} {parts[-1]}"

    def join(self, parts: Sequence[str]) -> str:
        """Return *parts* as an enumeration: ``a, b en c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{', '.join(parts[:-1])} {self.say('word.and')} {parts[-1]}"

    def quoted(self, text: str) -> str:
        """Return *text* between this language's quotation marks."""
        return self.say("word.quoted", text=text)

    def day(self, day: date) -> str:
        """Return a day with its weekday: ``woensdag 18 november``."""
        return self._date(day, "date.day")

    def short_day(self, day: date) -> str:
        """Return a day without its weekday: ``18 november``."""
        return self._date(day, "date.short")

    def brief_day(self, day: date) -> str:
        """Return a day for a narrow column: ``18 nov``, in German ``18. Nov``."""
        return str(format_date(day, self.say("date.brief"), locale=self.locale)).rstrip(".")

    def weekday(self, day: date) -> str:
        """Return the name of the weekday: ``woensdag``."""
        return str(format_date(day, "EEEE", locale=self.locale))

    def weekday_letters(self, day: date) -> str:
        """Return the weekday in two or three letters, for under a bar: ``wo``."""
        return str(format_date(day, "EEE", locale=self.locale)).rstrip(".")

    def moment(self, moment: datetime, zone: ZoneInfo) -> str:
        """Return day and time on the clocks of *zone*: ``11 november, 08:20``."""
        local = moment.astimezone(zone)
        clock = format_time(local.time(), self.say("date.clock"), locale=self.locale)
        return f"{self.short_day(local.date())}, {clock}"

    def span(self, week: Week) -> str:
        """Return the days of *week*, such as ``9-15 november 2026``."""
        first, last = week.monday, week.sunday
        if first.year != last.year:
            form = "date.span_years"
        elif first.month != last.month:
            form = "date.span_months"
        else:
            form = "date.span_days"
        return self.say(
            form,
            first=self._date(first, "date.first_day"),
            first_short=self.short_day(first),
            first_long=self._date(first, "date.long"),
            last=self._date(last, "date.long"),
        )

    def _date(self, day: date, key: str) -> str:
        pattern = self.say(key)
        if day.day == 1 and self.say("date.ordinal_first"):
            quoted = f"'{self.say('date.ordinal_first')}'"
            pattern = " ".join(quoted if part == "d" else part for part in pattern.split(" "))
        return str(format_date(day, pattern, locale=self.locale))


@cache
def load_wording(language: str) -> Wording:
    """Return the words of *language*.

    Raises:
        ValueError: We do not write that language.
    """
    if language not in LANGUAGES:
        message = f"{language!r} is not a language we write; use one of {', '.join(LANGUAGES)}"
        raise ValueError(message)
    texts: dict[str, str | Plural] = {}
    for name in FILES:
        table = tomllib.loads((FOLDER / language / name).read_text(encoding="utf-8"))
        texts.update(_flatten(table, ""))
    return Wording(language=language, texts=texts)


def _flatten(table: Mapping[str, object], prefix: str) -> dict[str, str | Plural]:
    """Return nested *table* as dotted keys; a table of plural forms stays one."""
    flat: dict[str, str | Plural] = {}
    for name, value in table.items():
        key = f"{prefix}{name}"
        if not isinstance(value, Mapping):
            flat[key] = str(value)
        elif set(value) <= PLURAL_FORMS:
            flat[key] = {str(form): str(text) for form, text in value.items()}
        else:
            flat.update(_flatten(value, f"{key}."))
    return flat
