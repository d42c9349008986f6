"""Units of a signal in, the headline of the municipality or the press that tells its matter out.

What an editor wrote above a talk reads better than words counted in it: "Zwembad De Watermolen is
tot nader order gesloten". It stands only when most of the signal is under that one post, when it
names what people speak of, and when it still reads right on Monday, in somebody else's report.
"""

import re
from collections.abc import Sequence
from typing import Final

from jobs.cluster.matter import Subject
from jobs.cluster.nouns import Noun, is_official
from jobs.cluster.units import Unit
from jobs.language.folding import skeleton
from jobs.language.persons import names_somebody
from jobs.language.titles import load_title_words
from jobs.language.words import stem, tokens
from jobs.model import Post, Role

LONGEST: Final = 60
"""Letters of a title."""
_MOST: Final = 2 / 3
"""Share of the posts that stand under the post with the headline; of fewer it tells a side line."""
_SHORTEST: Final = 3
"""Words of a headline; of fewer, words that were counted say as much."""
_TELLING: Final = 2
"""Nouns of the signal, the heaviest first, of which a headline names one."""
_END: Final = re.compile(r"(?<=[!?…])\s|(?<=\D\.)\s|\n")
"""Where a sentence ends; "on 12. December" it does not."""
_FROM: Final = re.compile(r"^[^\W\d_a-zß-ÿ]{3,}(?:[ -][^\W\d_a-zß-ÿ]+)*\s+[–—-]\s+")
"""Where the press begins with: the name of a town in capitals and a dash."""
_EDGES: Final = re.compile(r"^[^\w\"'“„«(]+|[^\w\"'”“»)?%€]+$")
"""Signs and pictures before the first word and after the last."""
_TAGS: Final = re.compile(r"\s*#\w+")
_CUTS: Final = (re.compile(r"\s+[–—-]\s+|\s*;\s+"), re.compile(r"\s*:\s+"), re.compile(r",\s+"))
"""Where a long headline may end, the most complete first."""
_STRANGE: Final = re.compile(r"[\[\]<>@|?\"“”„«»]|https?:|www\.")
"""Marks of redaction, addresses, questions and quotations: words of somebody, or a teaser."""


def headline(units: Sequence[Unit], ranked: Sequence[Noun], subject: Subject) -> str | None:
    """Return the headline over most of *units*; None when none will do.

    Args:
        units: Units of the signal.
        ranked: Its nouns, the most telling first.
        subject: What it is about.
    """
    posts = sum(len(unit.members) for unit in units)
    main = max(units, key=lambda unit: len(unit.members))
    if len(main.members) < _MOST * posts:
        return None
    for root in main.roots:
        if is_official(root) and root.post.role is Role.OPENING:
            line = _line(root.post)
            if line and _tells(line, root.post.language, ranked, subject):
                return line
    return None


def _line(post: Post) -> str | None:
    """Return the title of a post, or its first sentence, cut to `LONGEST`; None when it is odd."""
    told = _END.split(post.title or post.text.strip(), maxsplit=1)[0]
    line = _EDGES.sub("", _TAGS.sub("", _FROM.sub("", told))).strip()
    for cut in _CUTS:
        if len(line) > LONGEST:
            line = _EDGES.sub("", cut.split(line, maxsplit=1)[0])
    plain = len(line) <= LONGEST and not _STRANGE.search(line) and not names_somebody(line)
    return line[:1].upper() + line[1:] if plain and not line.isupper() else None


def _tells(line: str, language: str, ranked: Sequence[Noun], subject: Subject) -> bool:
    """Whether *line* names what the signal is about, and speaks of no *we*, *you* or *today*.

    A meeting is not what it is about.
    """
    words = re.findall(r"[^\W_]+", skeleton(line))
    if len(words) < _SHORTEST or not load_title_words(language).of_the_day.isdisjoint(words):
        return False
    stems = {stem(word, language) for word in tokens(line, language)}
    occasions = load_title_words(language).occasions
    matters = [noun for noun in ranked if skeleton(noun.word) not in occasions]
    if any(noun.stem in stems for noun in matters[:_TELLING]):
        return True
    place = skeleton(subject.place or "")
    return place in subject.routes.venue_names and place in skeleton(line)
