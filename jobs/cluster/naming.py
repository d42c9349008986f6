"""What was heard in, what the matter is called out: a noun of the talk, or a usual name."""

from dataclasses import dataclass

from jobs.cluster.domains import HALF, LEAST_AUTHORS, matter_label, matter_words, usual_matter
from jobs.cluster.hear import Heard
from jobs.cluster.matter import repeats
from jobs.cluster.nouns import Noun
from jobs.cluster.read import list_key
from jobs.language.folding import skeleton
from jobs.language.titles import load_title_words
from jobs.language.words import compound_parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """What a matter is called.

    Attributes:
        text: As it stands in a title.
        noun: The noun it is; None when the name is a usual one.
        usual: Key of the usual matter; None when it is none.
        meeting: It is only where people met: what they spoke of could not be told.
    """

    text: str
    noun: Noun | None = None
    usual: str | None = None
    meeting: bool = False

    def spoken_in(self, heard: Heard) -> bool:
        """Whether most still speak of it."""
        if self.noun is None:
            return self.usual == usual_of(heard)
        return any(
            one.stem == self.noun.stem
            and (len(one.authors) >= LEAST_AUTHORS or heard.subject.reach(one) >= HALF)
            for one in heard.ranked
        )


def usual_of(heard: Heard) -> str | None:
    """Return the key of the usual matter of most of the talk."""
    return usual_matter(heard.subject.topics, heard.readings, heard.subject.crowd)


def says(usual: str | None, noun: Noun) -> bool:
    """Whether *noun* is a word for the usual matter."""
    key = list_key(noun.word.lower(), noun.language)
    return usual is not None and key in matter_words(usual, noun.language)


def is_telling(noun: Noun, heard: Heard) -> bool:
    """Whether *noun* says by itself what it is about: a compound, or with a word that belongs."""
    written = heard.subject.written(noun)
    return " " in written or bool(compound_parts(noun.word, noun.language))


def name_of(heard: Heard) -> Name | None:
    """Return what the matter is called; None when only the policy domain can be told.

    A noun of our lists that more than one opening post brings comes first, then a usual name, then
    another noun: what one person names may be what was broken or stolen.
    """
    subject, language = heard.subject, heard.language
    noun = next((one for one in heard.ranked if subject.names(one)), None)
    usual = usual_of(heard)
    label = "" if usual is None else matter_label(usual, language)
    if noun is None:
        return Name(text=label, usual=usual) if label else _gathering(heard)
    if label:
        strong = subject.fits(noun) and (noun.official or len(noun.authors) >= LEAST_AUTHORS)
        same = repeats(label, noun.word, language) or says(usual, noun)
        if not (is_telling(noun, heard) and (same or (strong and noun.early))):
            return Name(text=label, usual=usual)
    elif heard.label and not subject.fits(noun) and not noun.official:
        return None
    return Name(text=subject.written(noun), noun=noun, usual=usual)


def _gathering(heard: Heard) -> Name | None:
    """Return the meeting that an opening post begins with, where only one author tells a domain."""
    known = load_title_words(heard.language).gatherings
    met = (one for one in heard.ranked if one.early and skeleton(one.word) in known)
    noun = next((one for one in met if heard.subject.reach(one) >= HALF), None)
    vague = not heard.label or heard.speakers < LEAST_AUTHORS
    if noun is None or not vague:
        return None
    return Name(text=heard.subject.written(noun), noun=noun, meeting=True)
