"""Units of a signal in, its title and key phrases out: the matter and the place, as people say it.

Nothing that fewer than two inhabitants wrote stands in a title: one person cannot make a headline.
The municipality and the press may, and so may an opening post with a word of our own lists. Where
no word will do, the name of the policy domain does.
"""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from typing import Final

from jobs.cluster.domains import FAULTS, heaviest, matter_label, matter_words, topic_label, words_of
from jobs.cluster.headline import LONGEST, headline
from jobs.cluster.hear import Heard, Talk, hear
from jobs.cluster.matter import ROOT, further, repeats
from jobs.cluster.naming import Name, is_telling, name_of, says
from jobs.cluster.nouns import Noun
from jobs.cluster.routes import Routes
from jobs.cluster.states import DARK, LIGHTS, state_of
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import stem, tokens

PHRASES: Final = 6
"""Key phrases kept."""
_LOOKED_AT: Final = 8
"""Nouns looked at for what comes after a matter: some say again what is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a title says is wrong.

    Attributes:
        state: Key of a state; None when none is said.
        back: It was solved and is back.
    """

    state: str | None = None
    back: bool = False


NOTHING: Final = Wrong()
"""Nothing is said to be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a signal is called.

    Attributes:
        line: The title, at most `LONGEST` letters, first letter a capital.
        phrases: Key phrases, heaviest first.
        plain: What is needed to say it in another language.
        edited: The municipality or the press wrote the line; it is left as it is.
    """

    line: str
    phrases: tuple[str, ...]
    plain: "Plain"
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """A title as far as it is made of words of our own, in whatever language.

    Attributes:
        topics: Policy domains it may name, with weights.
        place: The place; None when none.
        usual: Key of the usual matter, if it is one.
        led: The place comes before it, as a venue does before its own matter.
        wrong: What is wrong with the venue, the usual matter or the domain itself.
    """

    topics: dict[str, float]
    place: str | None = None
    usual: str | None = None
    led: bool = True
    wrong: Wrong = NOTHING


def make_title(
    week: Talk, routes: Routes, story: Talk | None = None, *, back: bool = False
) -> Title:
    """Return the title of a signal in the language of most of its posts.

    A headline of the municipality or the press over most of it does; else the most telling noun
    that may name the matter; else the policy domain, and what people speak of most comes after it.
    A story keeps the name it had as long as people speak of that. What is wrong comes first of
    what is said of it.

    Args:
        week: The signal.
        routes: The lists.
        story: It with what its story was made of in earlier weeks; None when it is new.
        back: What was solved is back.
    """
    heard = hear(week, routes)
    edited = headline(week.units, heard.ranked, heard.subject)
    before = None if story is None else hear(story, routes)
    name, where = _named(heard, before)
    if before is not None and _same_domain(heard, before):
        placed = before.where is not None and _is_vague(name, where, heard)
        if name is None or placed:
            heard = heard.about(before.subject.topics)
            name, where = None, where or before.where
    heading = _heading(name, where, heard)
    own = heading.head == where
    state = _wrong(heard, name, where if own else None)
    wrong = Wrong(state=state, back=back and not _is_vague(name, where, heard))
    extras = further(heading.head, [*heading.first, *_extras(heard, name, where)], heard.language)
    plain = Plain(
        topics={} if name is not None and name.meeting else heard.subject.topics,
        place=where,
        usual=None if name is None else name.usual,
        led=own,
        wrong=wrong if own or name is None or name.noun is None else replace(wrong, state=None),
    )
    return Title(
        line=edited or _assemble(heading.head, wrong, extras, heard.language),
        phrases=_key_phrases(heard.ranked),
        plain=plain,
        edited=edited is not None,
    )


def _named(heard: Heard, story: Heard | None) -> tuple[Name | None, str | None]:
    """Return what the matter is called and where it is, the story's way if that still fits.

    It fits when people still say so, or when they speak of the same street; a venue has many
    matters.
    """
    name = name_of(heard)
    known = None if story is None else name_of(story)
    if story is None or known is None:
        return name, heard.where
    if _same_street(heard, story) and (name is None or _speaks(heard, story)):
        return known, heard.where
    if not known.spoken_in(heard):
        return name, heard.where
    return known, heard.where if heard.places else story.where


def _same_street(heard: Heard, story: Heard) -> bool:
    street = heard.where is not None and not _is_venue(heard.where, heard.subject.routes)
    return street and heard.where == story.where


def _same_domain(heard: Heard, story: Heard) -> bool:
    """Whether people speak of the same street, or of no place but of what they spoke of there."""
    return _same_street(heard, story) or (_speaks(heard, story) and not heard.places)


def _speaks(heard: Heard, story: Heard) -> bool:
    """Whether anybody speaks of the policy domain of the story."""
    return heard.topics.get(heaviest(story.subject.topics), 0.0) > 0.0


def _extras(heard: Heard, name: Name | None, where: str | None) -> list[str]:
    """Return the nouns that may come after the matter, without other words for it."""
    vague = where is None
    more = [noun for noun in heard.ranked[:_LOOKED_AT] if heard.subject.adds(noun, vague=vague)]
    if name is not None:
        said = "" if name.noun is None else name.noun.stem
        more = [noun for noun in more if noun.stem != said and not says(name.usual, noun)]
    return [heard.subject.written(noun) for noun in more]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heading:
    """What stands before the colon, and what comes first after it."""

    head: str
    first: tuple[str, ...] = ()


def _heading(name: Name | None, place: str | None, heard: Heard) -> _Heading:
    """Return matter and place, the matter first unless the place says it, or the place is it."""
    language, routes, label = heard.language, heard.subject.routes, heard.label
    if name is None:
        return _Heading(head=_head(label, place, language, routes))
    known = bool(label) and not repeats(label, name.text, language)
    if known and _is_vague(name, place, heard):
        return _Heading(head=label, first=(name.text,))
    if place is not None and _is_venue(place, routes):
        if skeleton(name.text) in skeleton(place):
            named = [noun for noun in heard.ranked if heard.subject.names(noun)]
            return _Heading(head=place, first=tuple(map(heard.subject.written, named)))
        if label and repeats(label, place, language):
            return _Heading(head=place, first=(name.text,))
    return _Heading(head=_place_after(name.text, place, language))


def _is_vague(name: Name | None, place: str | None, heard: Heard) -> bool:
    """Whether nothing tells which matter it is: no place, and a simple word or only a domain."""
    if place is not None or name is None:
        return place is None
    return name.noun is not None and not is_telling(name.noun, heard)


def _wrong(heard: Heard, name: Name | None, venue: str | None) -> str | None:
    """Return the key of what is wrong this week with what the title names, if anything."""
    language, subject = heard.language, heard.subject
    told = None if name is None else name.noun
    about: Container[str]
    if venue is not None:
        about = {stem(word, language) for word in tokens(venue, language) if len(word) >= ROOT}
    elif told is not None:
        about = {told.stem}
    elif name is not None and name.usual is not None:
        about = () if name.usual in FAULTS else matter_words(name.usual, language)
    else:
        about = words_of(heaviest(subject.topics), language)
    thing = told is not None and not repeats(heard.label, told.word, language)
    loosely = not (thing or venue)
    state = state_of(heard.members, about, subject.authors, loosely=loosely)
    return None if state == DARK and heaviest(subject.topics) != LIGHTS else state


def _is_venue(place: str, routes: Routes) -> bool:
    return skeleton(place) in routes.venue_names


def _head(label: str, place: str | None, language: str, routes: Routes) -> str:
    """Return matter and place in our own words.

    A venue comes first, and alone when its name says what it is about. So does a place before a
    name of several words where the language sets the two side by side: "Straatverlichting
    Molenstraat", but "Dorpsplein: jeugd en verenigingen".
    """
    words = load_title_words(language)
    if place is None or not label:
        return place or label
    if _is_venue(place, routes):
        return place if repeats(label, place, language) else f"{place}{words.colon}{label}"
    close = words.elsewhere == "{matter} {place}"
    if close and " " in label:
        return f"{place}{words.colon}{label}"
    return _place_after(label, place, language)


def _place_after(matter: str, place: str | None, language: str) -> str:
    if place is None:
        return matter
    return load_title_words(language).elsewhere.format(matter=matter, place=place)


def plain_title(plain: Plain, language: str, routes: Routes) -> str:
    """Return a title of our own words only: the matter or its domain, the place, what is wrong."""
    usual = "" if plain.usual is None else matter_label(plain.usual, language)
    label = usual or topic_label(plain.topics, language)
    after = bool(usual) and not plain.led
    head = (
        _place_after(label, plain.place, language)
        if after
        else _head(label, plain.place, language, routes)
    )
    return _assemble(head, plain.wrong, (), language)


def _key_phrases(ranked: Sequence[Noun]) -> tuple[str, ...]:
    """Return the words of *ranked* without those that hold an earlier one, or stand in one."""
    kept: dict[str, str] = {}
    for noun in ranked:
        if len(kept) == PHRASES:
            break
        bare = skeleton(noun.word)
        if not any(bare in other or other in bare for other in kept):
            kept[bare] = noun.word
    return tuple(kept.values())


def _assemble(head: str, wrong: Wrong, extras: Sequence[str], language: str) -> str:
    """Return "Head, what is wrong: extra, extra", with what fits in `LONGEST` letters."""
    words = load_title_words(language)
    line = head or words.various
    if len(line) > LONGEST:
        line = line[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
    state = "" if wrong.state is None else words.states[wrong.state]
    if words.colon in line:
        extras = [state, *extras] if state else extras
    elif head:
        form = "{line}" if not wrong.back else words.again
        if state:
            form = words.again_state if wrong.back else words.with_state
        told = form.format(line=line, state=state)
        line = told if len(told) <= LONGEST else line
    mark = ", " if words.colon in line else words.colon
    for extra in extras:
        if len(line) + len(mark) + len(extra) > LONGEST:
            break
        line += mark + extra
        mark = ", "
    return line[:1].upper() + line[1:]
