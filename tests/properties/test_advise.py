"""Laws of the advisor, for any facts and any talk."""

import tomllib
from datetime import timedelta
from string import Formatter

from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.advise.calendar import Calendar, easter
from jobs.advise.conduct import find_floods
from jobs.advise.decide import advise, advise_talk, exception
from jobs.advise.faq import best_fit
from jobs.advise.of_signal import signal_case
from jobs.advise.vocabulary import FACTS, FactType
from jobs.language import FOLDER, LANGUAGES
from jobs.language.conduct import LISTS, load_conduct
from jobs.language.phrases import Phrases, pattern, plain
from jobs.language.rules import reason_of
from jobs.language.wording import load_wording
from jobs.model import Action, Kind, Label, Post, Rule, Speaker, Subject, Value, Where, Who
from tests.advise.town import make_case, make_settings, make_talk_of, make_town, shipped_policy
from tests.make import MONDAY, WEEK, make_label, make_post

POLICY = shipped_policy()
TOWN = make_town()
CALM = settings(deadline=None)
"""The first example of a test reads word lists; a busy machine is no mistake."""
ANSWERS = {Action.ANSWER, Action.CHECK_FIRST, Action.CORRECT_ONCE, Action.PUBLISH}


def values(kind: FactType) -> st.SearchStrategy[Value]:
    if kind.words:
        return st.sampled_from(kind.words)
    if isinstance(kind.default, bool):
        return st.booleans()
    if kind.whole:
        return st.integers(0, 200).map(float)
    return st.floats(0, 1)


def facts(subject: Subject) -> st.SearchStrategy[dict[str, Value]]:
    return st.fixed_dictionaries(
        {name: values(kind) for name, kind in FACTS.items() if subject in kind.of}
    )


@CALM
@given(facts(Subject.SIGNAL))
def test_every_signal_finds_exactly_one_rule_and_a_reason(known: dict[str, Value]) -> None:
    """Whatever is known, one rule decides, it has words, and it says which facts it looked at."""
    advice = advise(make_case(known), POLICY, TOWN.calendar)
    names = [rule.name for rule in POLICY.of(Subject.SIGNAL)]

    assert (*advice.tried, advice.rule) == tuple(names[: len(advice.tried) + 1])
    assert advice.facts
    assert all(fact.confidence for fact in advice.facts)
    for language in LANGUAGES:
        assert reason_of(advice.rule, advice.action, POLICY, load_wording(language))
    assert advice.due is None or TOWN.calendar.works(advice.due)


@CALM
@given(facts(Subject.SIGNAL))
def test_political_talk_is_never_answered_without_a_factual_question(
    known: dict[str, Value],
) -> None:
    calm = {
        **known,
        "shown": True,
        "political": True,
        "service_question": False,
        "danger": "none",
        "house_rule": "none",
        "competence": "ours",
        "answered": "no",
    }
    advice = advise(make_case(calm), POLICY, TOWN.calendar)

    assert advice.action is Action.LEAVE


@CALM
@given(facts(Subject.SIGNAL))
def test_no_rule_about_a_political_signal_answers_before_politics_is_looked_at(
    known: dict[str, Value],
) -> None:
    """Also with danger, another body or a broken rule in it: no answer action of ours."""
    advice = advise(
        make_case({**known, "political": True, "service_question": False}), POLICY, TOWN.calendar
    )

    assert advice.action not in ANSWERS


@CALM
@given(facts(Subject.SIGNAL), facts(Subject.POST))
def test_a_house_rule_is_only_applied_when_one_is_broken(
    known: dict[str, Value], post: dict[str, Value]
) -> None:
    """Never for merely negative talk."""
    whole = advise(make_case({**known, "house_rule": "none"}), POLICY, TOWN.calendar)
    one = exception(make_case({**post, "house_rule": "none"}, post=True), POLICY, TOWN.calendar)

    assert whole.action is not Action.APPLY_HOUSE_RULE
    assert one is None or one.action is not Action.APPLY_HOUSE_RULE


@CALM
@given(facts(Subject.POST))
def test_a_political_post_is_never_answered(known: dict[str, Value]) -> None:
    one = exception(make_case({**known, "political": True}, post=True), POLICY, TOWN.calendar)

    assert one is None or one.action not in ANSWERS


@CALM
@given(facts(Subject.SIGNAL))
def test_we_never_speak_in_a_closed_place(known: dict[str, Value]) -> None:
    advice = advise(make_case({**known, "place": "closed"}), POLICY, TOWN.calendar)

    assert advice.where not in {Where.IN_THREAD, Where.IN_GROUP_AS_PAGE}


ANGRY = {
    "nl": "het is een schande belachelijk traag duur slecht vuil nooit die regel straat lamp afval "
    "put werken weer niet dienst jullie zijn gij zijt te laat dom lelijk",
    "fr": "c'est une honte ridicule lent cher mauvais sale jamais cette règle rue lampe déchets "
    "trou travaux encore pas service vous êtes trop tard bête laid",
    "de": "das ist eine schande lächerlich langsam teuer schlecht schmutzig nie diese regel straße "
    "lampe müll loch baustelle wieder nicht dienst ihr seid zu spät dumm hässlich",
    "en": "it is a disgrace ridiculous slow expensive bad dirty never that rule street lamp waste "
    "hole works again not service you are too late stupid ugly",
}
"""Words of anger about a matter; none of them is against a house rule, in whatever order."""
WORDS = {language: tuple(text.split()) for language, text in ANGRY.items()}
SPEAKERS = [Speaker.VOICE, Speaker.VOICE, Speaker.MUNICIPALITY, Speaker.PRESS]


@st.composite
def talks(draw: st.DrawFn) -> tuple[tuple[Post, ...], tuple[Label, ...]]:
    """Return angry talk of up to twelve posts, and labels at random."""
    posts, labels = [], []
    for number in range(1, draw(st.integers(1, 12)) + 1):
        language = draw(st.sampled_from(LANGUAGES))
        words = st.lists(st.sampled_from(WORDS[language]), min_size=1, max_size=12)
        post = make_post(
            " ".join(draw(words)),
            language=language,
            number=number,
            thread=draw(st.sampled_from([1, number])),
            voice=draw(st.sampled_from("abcde")),
            speaker=draw(st.sampled_from(SPEAKERS)),
            source=draw(st.sampled_from(["pagina", "groep", "forum", "besloten"])),
            at=MONDAY + timedelta(hours=draw(st.integers(0, 140)), minutes=number),
        )
        posts.append(post)
        kind = draw(st.sampled_from(list(Kind)))
        labels.append(make_label(post, kind=kind, needs_answer=draw(st.booleans())))
    return tuple(posts), tuple(labels)


@CALM
@given(talks())
def test_negative_words_alone_break_no_house_rule(
    told: tuple[tuple[Post, ...], tuple[Label, ...]],
) -> None:
    """Exactly one advice on the signal; each exception names a post of it, at most one a post."""
    posts, labels = told
    first, *others = advise_talk(make_talk_of(posts, labels), TOWN, POLICY)
    named = [one.post_id for one in others]

    assert first.post_id is None
    assert len(set(named)) == len(named)
    assert set(named) <= {post.id for post in posts}
    assert not {Action.APPLY_HOUSE_RULE, Action.ESCALATE} & {one.action for one in (first, *others)}


@CALM
@given(talks())
def test_the_order_in_which_posts_come_does_not_matter(
    told: tuple[tuple[Post, ...], tuple[Label, ...]],
) -> None:
    posts, labels = told
    talk = make_talk_of(posts, labels)
    mixed = make_talk_of(posts[::-1], labels[::-1], signal=talk.signal)

    assert advise_talk(mixed, TOWN, POLICY) == advise_talk(talk, TOWN, POLICY)


@CALM
@given(talks())
def test_shares_lie_between_nothing_and_all(
    told: tuple[tuple[Post, ...], tuple[Label, ...]],
) -> None:
    for name, fact in signal_case(make_talk_of(*told), TOWN).facts.items():
        kind = FACTS[name]
        assert isinstance(fact.value, type(kind.default))
        assert not kind.words or fact.value in kind.words
        assert isinstance(fact.value, str) or 0 <= fact.value <= kind.most


@CALM
@given(st.text(max_size=300))
def test_any_text_can_be_searched_and_compared(text: str) -> None:
    words = plain(text)
    conduct = load_conduct(LANGUAGES)

    assert words.startswith(" ")
    assert all(conduct.count(name, words) >= conduct.says(name, words) for name in LISTS)
    fit = best_fit(TOWN.faq, text, text, None)
    assert fit is None or 0 < fit.score <= 1.0001


@CALM
@given(st.text(max_size=60))
def test_any_keyword_of_settings_is_a_valid_phrase(keyword: str) -> None:
    assert not Phrases.of((keyword,)).found(plain("."))
    assert Phrases.of((f"{keyword} lantaarn",)).found(plain(f"{keyword} lantaarn")) in {True, False}
    assert pattern(keyword)


@CALM
@given(st.lists(st.sampled_from(["a", "b"]), max_size=12))
def test_short_texts_are_never_a_flood(voices: list[str]) -> None:
    posts = [
        make_post("helemaal mee eens", number=number, voice=voice)
        for number, voice in enumerate(voices, start=1)
    ]

    assert find_floods(posts) == frozenset()


@CALM
@given(st.integers(1990, 2100))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    day = easter(year)

    assert day.weekday() == 6
    assert (3, 22) <= (day.month, day.day) <= (4, 25)


@CALM
@given(st.integers(0, 400), st.integers(0, 30))
def test_terms_are_working_days_that_follow_each_other(weeks: int, number: int) -> None:
    calendar = Calendar.after(WEEK.plus(weeks), make_settings())

    assert calendar.works(calendar.day(number))
    assert calendar.day(number) < calendar.day(number + 1)


def placeholders(text: str) -> list[str]:
    return sorted(field for _, field, _, _ in Formatter().parse(text) if field)


def test_the_words_of_the_advice_are_the_same_in_every_language() -> None:
    """Same keys, same placeholders, nothing empty."""
    tables = {
        name: tomllib.loads((FOLDER / name / "advice.toml").read_text(encoding="utf-8"))
        for name in LANGUAGES
    }
    flat = {
        name: {
            (table, key, word): text
            for table, keys in found.items()
            for key, words in keys.items()
            for word, text in (words if isinstance(words, dict) else {"": words}).items()
        }
        for name, found in tables.items()
    }
    for name in LANGUAGES:
        assert set(flat[name]) == set(flat["nl"])
        assert all(text.strip() for text in flat[name].values())
        assert {key: placeholders(text) for key, text in flat[name].items()} == {
            key: placeholders(text) for key, text in flat["nl"].items()
        }


def test_every_closed_set_has_words() -> None:
    words = load_wording("nl")
    asking = [rule.name for rule in POLICY.rules if rule.asks]

    assert all(words.has(f"action.{one}.{key}") for one in Action for key in ("label", "why"))
    assert all(words.has(f"who.{one}.label") for one in Who)
    assert all(words.has(f"where.{one}.label") for one in Where)
    assert all(words.has(f"fact.{name}") for name in FACTS)
    assert all(words.has(f"place.{place}.label") for place in FACTS["place"].words)
    assert all(words.has(f"body.{body}.label") for body in load_conduct(LANGUAGES).bodies)
    assert all(words.has(f"rule.{r.name}.{key}") for r in POLICY.rules for key in ("label", "why"))
    assert all(words.has(f"rule.{name}.{key}") for name in asking for key in ("ask", "ask_undated"))


def test_every_language_knows_the_same_bodies() -> None:
    known = {name: set(load_conduct((name,)).bodies) for name in LANGUAGES}

    assert all(bodies == known["nl"] for bodies in known.values())


def looks_at(rule: Rule, name: str) -> bool:
    return name in rule.facts


def test_every_rule_that_answers_a_post_looks_at_politics_first() -> None:
    answering = [rule for rule in POLICY.of(Subject.POST) if rule.action in ANSWERS]

    assert answering
    assert all(looks_at(rule, "political") for rule in answering)
