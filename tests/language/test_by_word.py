"""What follows from a word is found once, and never for another language."""

from jobs.language.by_word import WORDS, by_word


def test_a_word_is_looked_at_once_in_each_language() -> None:
    asked: list[str] = []

    def find(word: str, language: str) -> str:
        asked.append(f"{language} {word}")
        return word.upper()

    for language in ("nl", "fr", "nl"):
        assert [*map(by_word(find, language), ("een", "twee", "een"))] == ["EEN", "TWEE", "EEN"]

    assert asked == ["nl een", "nl twee", "fr een", "fr twee"]


def test_no_more_words_are_remembered_than_a_large_town_has() -> None:
    asked: list[str] = []

    def find(word: str, _language: str) -> str:
        asked.append(word)
        return word

    look = by_word(find, "nl")
    for number in range(WORDS + 1):
        look(str(number))

    assert look("0") == "0"
    assert asked.count("0") == 2
