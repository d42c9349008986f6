"""Every lexicon is complete, clean and found by its language."""

import pytest

from jobs.language import LANGUAGES
from jobs.language.folding import skeleton
from jobs.language.lexicon import TOPICS, Lexicon, lexicon


def entries(words: Lexicon) -> list[str]:
    lists = [words.institutions.sure, words.institutions.hint, words.offices, words.report]
    lists += [words.question, words.agree, words.for_sale, words.chatter, words.elsewhere]
    lists += [level for topic in words.topics.values() for level in (topic.sure, topic.hint)]
    return [entry for one in lists for entry in one]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_list_for_every_topic(language: str) -> None:
    words = lexicon(language)

    assert words.language == language
    assert tuple(words.topics) == TOPICS
    assert all(topic.sure and topic.hint for topic in words.topics.values())
    assert words.grammar.weak_locatives <= words.grammar.locatives


@pytest.mark.parametrize("language", LANGUAGES)
def test_entries_can_be_matched(language: str) -> None:
    """An entry has letters, and a star only at one edge."""
    for entry in entries(lexicon(language)):
        assert skeleton(entry.strip("*")), entry
        assert "*" not in entry.strip("*"), entry
        assert not (entry.startswith("*") and entry.endswith("*")), entry


def test_an_unknown_language_reads_as_dutch() -> None:
    assert lexicon("xx").language == "nl"
