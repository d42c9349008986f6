"""A name as the municipality writes it in, the ways people write it out.

Streets are shortened, hyphens come and go, ``Sint`` becomes ``St.``, and whoever lives in a town
has a word of his own. Everything here works on skeletons (see `jobs.language.folding`).
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from jobs.language.folding import skeleton

_GLOSS: Final = re.compile(r"\(([^)]*)\)")
_QUOTED: Final = re.compile(r"['\"]([^'\"]{3,})['\"]")
_LEADING_ARTICLE: Final = re.compile(r"^(?:de|het|'t|den|le|la|les|l'|der|die|das|the) ?(?=\w)")
_SHORT_FORMS: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    (r"\bsint\b[ -]?", ("st-", "st ", "st. ", "sint ", "sint-")),
    (r"\bsaint\b[ -]?", ("st-", "st ", "st. ", "saint ", "saint-")),
    (r"\bsainte\b[ -]?", ("ste-", "ste ", "ste. ", "sainte ", "sainte-")),
    (r"\bsankt\b[ -]?", ("st-", "st ", "st. ", "sankt ")),
    (r"straat\b", ("str", "str.", " straat")),
    (r"strasse\b", ("str", "str.", " strasse")),
    (r"(?<=\w)laan\b", (" laan",)),
    (r"(?<=\w)weg\b", (" weg",)),
    (r"(?<=\w)plein\b", (" plein",)),
    (r"steenweg\b", ("stwg", "steenweg op", "stw")),
    (r"^avenue\b", ("av", "av.", "ave")),
    (r"^boulevard\b", ("bd", "bld", "boul.", "bvd")),
    (r"^chaussee\b", ("ch", "ch.", "chee", "chssee")),
    (r"^rue\b", ("r.",)),
    (r"^place\b", ("pl.", "pl")),
    (r" (?:de la|de l'|des|du|de|d') ?", (" ",)),
    (r"-", (" ", "")),
    (r"'", (" ", "")),
    (r"(?<=\w\w\w)s(?=straat\b|weg\b|laan\b|plein\b)", ("",)),
)
"""How parts of names are shortened or split, each tried alone and together with one other."""
_UMLAUT: Final = re.compile("[äöü]")
_VOWEL_PAIR: Final = re.compile(r"(aa|ee|oo|uu)([^aeiou])$")
_SHORTEST_VARIANT: Final = 4


def spellings(name: str) -> frozenset[str]:
    """Return the skeletons under which *name* (a street, quarter or building) is written."""
    first = skeleton(name)
    once = _shortened(first)
    found = {first, *once}.union(*map(_shortened, once))
    if not name.isascii():
        found.add(skeleton(_UMLAUT.sub(r"\g<0>e", name.lower())))
    return frozenset(
        spelling for spelling in found if spelling == first or len(spelling) >= _SHORTEST_VARIANT
    )


def _shortened(written: str) -> set[str]:
    """Return a skeleton with each of `_SHORT_FORMS` that there is something to shorten by."""
    return {
        pattern.sub(other, written).strip()
        for pattern, others in _short_forms()
        if pattern.search(written)
        for other in others
    }


@cache
def _short_forms() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(pattern), others) for pattern, others in _SHORT_FORMS)


def without_gloss(name: str) -> tuple[str, tuple[str, ...]]:
    """Return *name* without its remarks between brackets, and those remarks."""
    glosses = tuple(gloss.strip() for gloss in _GLOSS.findall(name))
    return _GLOSS.sub(" ", name).strip(), glosses


def without_article(name: str) -> str:
    """Return *name* without the article before it (``de bib``: ``bib``)."""
    return _LEADING_ARTICLE.sub("", name) if name[:1].islower() else name


def quoted(name: str) -> tuple[str, ...]:
    """Return what stands between quotation marks in *name*."""
    return tuple(_QUOTED.findall(name))


def inflections(name: str, language: str) -> frozenset[str]:
    """Return the adjectives and names of inhabitants made of a town's *name*, by rule.

    Some of them nobody uses; none of them is an ordinary word, or the caller leaves it out.
    """
    base = skeleton(name)
    if " " in base or len(base) < 3:
        return frozenset({f"{base}'s"})
    makers = {"nl": _dutch, "fr": _french, "de": _german}
    made = set(makers[language](base)) if language in makers else set()
    return frozenset(made | {f"{base}s", f"{base}'s"})


def _dutch(base: str) -> Iterator[str]:
    """Yield Gentse, Gentenaar, Mechelse, Mechelaar, Hallenaar, Amersfoorter and the like."""
    root = base.removesuffix("en") if base.endswith("en") and len(base) > 4 else base
    root = root.removesuffix("e")
    short = _VOWEL_PAIR.sub(lambda found: found[1][0] + found[2], root)
    yield from (f"{base}se", f"{base}naar", f"{base}naars", f"{root}s", f"{root}se")
    for stem in {root, short, base}:
        for ending in ("aar", "enaar", "er", "ling"):
            yield f"{stem}{ending}"
            yield f"{stem}{ending}s"


def _french(base: str) -> Iterator[str]:
    """Yield Namurois, Liegeoise, Wavriens, Athoise and the like."""
    root = re.sub(r"(?:es|e|s)$", "", base)
    for stem in {base, root}:
        for ending in ("ois", "oise", "oises", "ien", "ienne", "iens", "iennes", "ais", "aise"):
            yield f"{stem}{ending}"
        for ending in ("aises", "ain", "aine", "ains", "aines", "eois", "eoise", "tois", "toise"):
            yield f"{stem}{ending}"


def _german(base: str) -> Iterator[str]:
    """Yield Eupener, Eupenerin and the like."""
    root = base.removesuffix("e")
    yield from (f"{root}er", f"{root}ern", f"{root}erin", f"{root}erinnen")
