"""Rows of a public address register in, the streets, villages and postcodes of one town out.

The layout is told by the names of the columns. Known are BeSt (Belgium, by BOSA), the Flemish
Adressenregister, the Dutch BAG in its usual extracts, and a plain list of streets.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from jobs.settings.bulk import Bulk, failure
from jobs.settings.gazetteer import code_digits, find, plain
from jobs.settings.phrases import nearest, show
from jobs.settings.schema import Municipality

Progress = Callable[[int, int], None]
"""Is told how many bytes were read, and of how many."""


class Layout(NamedTuple):
    """Which columns say what; of one thing, every column that is there counts."""

    title: str
    street: tuple[str, ...]
    municipality: tuple[str, ...] = ()
    code: tuple[str, ...] = ()
    place: tuple[str, ...] = ()
    part: tuple[str, ...] = ()
    """Like ``place``, but never of another municipality."""


LAYOUTS: Final = (
    Layout(
        "BeSt addresses",
        ("streetname_nl", "streetname_fr", "streetname_de"),
        ("municipality_name_nl", "municipality_name_fr", "municipality_name_de"),
        ("municipality_id",),
        ("postname_nl", "postname_fr", "postname_de"),
    ),
    Layout(
        "BAG addresses",
        ("openbareruimte", "openbareruimtenaam", "openbare_ruimte_naam"),
        ("gemeente", "gemeentenaam", "gemeente_naam"),
        ("gemeentecode", "gemeente_code", "bronhouder_identificatie"),
        ("woonplaats", "woonplaatsnaam", "woonplaats_naam"),
    ),
    Layout(
        "Adressenregister",
        ("straatnm", "straatnaam"),
        ("gemeentenm", "gemeentenaam", "gemeente"),
        ("niscode", "gemeenteid"),
        ("postnaam",),
        ("deelgemeente",),
    ),
    Layout(
        "list of streets",
        ("name", "street", "straat", "rue", "nom_rue", "strasse", "straße"),
        ("municipality", "gemeente", "gemeentenaam", "commune", "gemeinde"),
        (),
        ("place", "woonplaats", "localite", "localité", "ort"),
        ("deelgemeente",),
    ),
)
"""The first of these that has a street column in the header is it."""

_POSTCODE: Final = ("postcode", "postal_code", "code_postal", "plz")
_STATUS: Final = "status"
_GONE: Final = ("retired", "rejected", "gehistoreerd", "afgekeurd", "ingetrokken")
"""How the status of an address that no longer is one ends."""
_MAX_NAMES: Final = 50_000
"""Streets of one municipality; the largest cities have 6,000."""
_MAX_NAME: Final = 300
_MAX_MET: Final = 2_000
"""Municipalities remembered for the error; a country has fewer than 600."""
_SHOWN: Final = 8
_EVERY: Final = 20_000
"""Rows between two words about the progress."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """What a file says of one municipality.

    Attributes:
        layout: Title of its layout.
        rows: How many rows were read.
        ours: How many of them are of the municipality.
        streets: Its streets in alphabetical order, each once, in every language there is.
        places: Its villages and quarters, without its own name.
        postcodes: Its postcodes; of Dutch ones the digits.
        unusable: How many of its rows name no street that can be used.
        first_unusable: Line of the first of these; 0 without any.
    """

    layout: str
    rows: int
    ours: int
    streets: tuple[str, ...]
    places: tuple[str, ...]
    postcodes: tuple[str, ...]
    unusable: int
    first_unusable: int


@dataclass(slots=True)
class _Tally:
    """What the rows came to so far."""

    rows: int = 0
    ours: int = 0
    unusable: int = 0
    first_unusable: int = 0
    streets: set[str] = field(default_factory=set)
    places: set[str] = field(default_factory=set)
    postcodes: set[str] = field(default_factory=set)
    met: Counter[str] = field(default_factory=Counter)


class _Columns:
    """Finds the cells of one layout in a row, and says whether the row is ours.

    A register names the same few municipalities in millions of rows: what was said is remembered.
    """

    def __init__(self, layout: Layout, header: tuple[str, ...], town: Municipality) -> None:
        self.street = _positions(header, layout.street)
        self.municipality = _positions(header, layout.municipality)
        self.code = _positions(header, layout.code)
        self.place = _positions(header, layout.place)
        self.part = self.place + _positions(header, layout.part)
        self.postcode = _positions(header, _POSTCODE)
        self.status = _positions(header, (_STATUS,))
        known = find(town.country, town.name, town.key)
        official = known.names if known else ()
        self.own_names = frozenset(map(plain, (town.name, *official)))
        self.own_code = code_digits(known.code) if known else ""
        self.own_parts = self.own_names | frozenset(map(plain, town.sub_municipalities))
        self._who = self.code + self.municipality or self.place
        self._told: dict[tuple[str, ...], bool] = {}

    def of(self, row: list[str], columns: tuple[int, ...]) -> tuple[str, ...]:
        """Return the cells of *row* in *columns* that hold something."""
        return tuple(text for i in columns if i < len(row) and (text := row[i].strip()))

    def is_ours(self, row: list[str]) -> bool:
        """Say whether *row* is of the municipality: by code, else by name, else by village."""
        key = tuple([row[i] for i in self._who if i < len(row)])
        known = self._told.get(key)
        if known is None:
            known = self._is_ours(row)
            if len(self._told) < _MAX_MET and sum(map(len, key)) < _MAX_NAME:
                self._told[key] = known
        return known

    def _is_ours(self, row: list[str]) -> bool:
        if self.own_code and (codes := self.of(row, self.code)):
            return any(code_digits(code.zfill(4)) == self.own_code for code in codes)
        if self.municipality:
            return any(plain(name) in self.own_names for name in self.of(row, self.municipality))
        if self.place:
            return any(plain(name) in self.own_parts for name in self.of(row, self.place))
        return True

    def is_gone(self, row: list[str]) -> bool:
        """Say whether the address of *row* is no more."""
        return any(state.lower().endswith(_GONE) for state in self.of(row, self.status))

    def whose(self, row: list[str]) -> str:
        """Return how *row* calls its municipality."""
        named = self.of(row, self.municipality) or self.of(row, self.place)
        return (named or self.of(row, self.code) or ("",))[0]


def read_register(bulk: Bulk, town: Municipality, progress: Progress) -> Register:
    """Return what *bulk* says of *town*.

    Raises:
        ConfigError: Its layout is not known, a row cannot be read, or no row is of the town;
            then the problem names the municipalities it is of.
    """
    layout = _layout(bulk)
    columns = _Columns(layout, bulk.header, town)
    tally = _Tally()
    for row in bulk.rows():
        tally.rows += 1
        if tally.rows % _EVERY == 0:
            progress(bulk.done, bulk.size)
        _add(tally, row, columns, bulk)
    progress(bulk.size, bulk.size)
    if not tally.streets:
        raise failure(bulk.file, 1, _nothing(tally, town))
    return Register(
        layout=layout.title,
        rows=tally.rows,
        ours=tally.ours,
        streets=_in_order(tally.streets),
        places=_in_order(name for name in tally.places if plain(name) not in columns.own_names),
        postcodes=tuple(sorted(tally.postcodes)),
        unusable=tally.unusable,
        first_unusable=tally.first_unusable,
    )


def _layout(bulk: Bulk) -> Layout:
    for layout in LAYOUTS:
        if _positions(bulk.header, layout.street):
            return layout
    shown = ", ".join(show(title) for title in bulk.header[:_SHOWN])
    advice = f"no column of streets among {shown}; call it street in the first line"
    raise failure(bulk.file, 1, advice)


def _positions(header: tuple[str, ...], names: tuple[str, ...]) -> tuple[int, ...]:
    return tuple(header.index(name) for name in names if name in header)


def _add(tally: _Tally, row: list[str], columns: _Columns, bulk: Bulk) -> None:
    if not columns.is_ours(row):
        whose = columns.whose(row)[:_MAX_NAME]
        if whose in tally.met or len(tally.met) < _MAX_MET:
            tally.met[whose] += 1
        return
    if columns.is_gone(row):
        return
    tally.ours += 1
    streets = [street for name in columns.of(row, columns.street) if (street := _usable(name))]
    if not streets:
        tally.unusable += 1
        tally.first_unusable = tally.first_unusable or bulk.line
        return
    tally.streets.update(streets)
    tally.places.update(
        place for name in columns.of(row, columns.part) if (place := _usable(_bare(name)))
    )
    tally.postcodes.update(
        code[:4] for code in columns.of(row, columns.postcode) if code[:4].isdecimal()
    )
    if len(tally.streets) + len(tally.places) > _MAX_NAMES:
        advice = f"more than {_MAX_NAMES:,} streets cannot be of one municipality; see its columns"
        raise failure(bulk.file, bulk.line, advice)


def _bare(name: str) -> str:
    """Return the name of a village without the municipality in brackets behind it."""
    return name.partition(" (")[0]


_SMALL: Final = frozenset(
    {"aan", "bij", "d", "de", "den", "der", "des", "du", "en", "et", "het", "in", "l", "la", "le",
     "les", "lez", "of", "op", "over", "sous", "sur", "te", "ten", "ter", "van", "voor"}
)  # fmt: skip
"""Words inside a name that have no capital."""


def _usable(name: str) -> str:
    """Return *name* as people write it, "" when it cannot be a name; registers may shout."""
    text = " ".join(name.split())
    if not text[:1].isalnum() and text[:1] not in {"'", "\u2019"}:
        return ""
    if len(text) > _MAX_NAME or not text.isprintable() or not any(map(str.isalpha, text)):
        return ""
    if not text.isupper() or len(text) < 4:
        return text
    words = [[_spoken(part) for part in word.split("-")] for word in text.lower().split()]
    plain_case = " ".join("-".join(parts) for parts in words)
    return plain_case[:1].upper() + plain_case[1:]


def _spoken(word: str) -> str:
    return word if word in _SMALL else word[:1].upper() + word[1:]


def _in_order(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (plain(name), name)))


def _nothing(tally: _Tally, town: Municipality) -> str:
    """Say that no street of *town* was found, and whose there are."""
    if not tally.rows:
        return "has no rows below the first line"
    if tally.ours:
        return f"no row of {town.name} names a street that can be used"
    names = [name for name, _ in tally.met.most_common() if name]
    guess = nearest(town.name, names)
    first = [guess] if guess else []
    shown = list(dict.fromkeys((*first, *names)))[:_SHOWN]
    more = f" and {len(names) - len(shown)} more" if len(names) > len(shown) else ""
    listed = ", ".join(map(show, shown)) or "no municipality"
    return (
        f"no row is of {town.name}: the file is of {listed}{more}; fetch the file of your own "
        "region, or correct name or key in [municipality]"
    )
