"""A municipality's own policy file: how it changes the shipped one, and what its mistakes say."""

from pathlib import Path

import pytest

from jobs.advise.policy import load_policy
from jobs.advise.vocabulary import FACTS
from jobs.errors import ConfigError
from jobs.language import LANGUAGES
from jobs.language.rules import reason_of
from jobs.language.wording import load_wording
from jobs.model import Action, Policy, Subject, Where
from jobs.settings.schema import Settings
from tests.advise.town import make_settings

REST = """
[[rule]]
name = "rest"
then = "monitor"
who = "nobody"
where = "nowhere"
"""
SPEAK = """
[speak]
own_page = "in_thread"
open_place = "in_thread"
group = "in_group_as_page"
closed = "own_page"
"""


def settings_with(folder: Path, text: str) -> Settings:
    (folder / "policy.toml").write_text(text, encoding="utf-8")
    return make_settings(folder=folder, policy={"file": "policy.toml"})


def load(folder: Path, text: str) -> Policy:
    return load_policy(settings_with(folder, text))


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, text)
    assert caught.value.exit_code == 4
    return str(caught.value).splitlines()


def names(policy: Policy) -> list[str]:
    return [rule.name for rule in policy.rules]


def test_the_shipped_policy_has_no_mistakes() -> None:
    policy = load_policy(make_settings())

    assert policy.name == "buurtsignaal"
    assert set(policy.speak) == set(FACTS["place"].words)
    assert {rule.action for rule in policy.rules} == set(Action)


def test_a_rule_with_a_known_name_takes_its_place(tmp_path: Path) -> None:
    shipped = names(load_policy(make_settings()))
    text = """
version = 3
name = "Beekdorp"
[[rule]]
name = "compliment"
when = { compliment_share = { min = 0.8 } }
then = "publish"
who = "page_team"
where = "own_page"
due = 4
"""
    policy = load(tmp_path, text)
    changed = next(rule for rule in policy.rules if rule.name == "compliment")

    assert names(policy) == shipped
    assert (policy.name, policy.version) == ("Beekdorp", 3)
    assert (changed.action, changed.due) == (Action.PUBLISH, 4)


@pytest.mark.parametrize(
    ("key", "place"), [("", 0), ('before = "defect"', -1), ('after = "defect"', 1)]
)
def test_a_new_rule_stands_where_it_says_or_first(tmp_path: Path, key: str, place: int) -> None:
    text = f"""
[[rule]]
name = "playground"
{key}
when = {{ open_questions = {{ min = 1 }}, voices = {{ min = 50 }} }}
then = "publish"
who = "lead"
where = "own_page"
"""
    found = names(load(tmp_path, text))

    if place:
        assert found.index("playground") == found.index("defect") + place
    else:
        assert found[0] == "playground"


def test_a_known_rule_can_be_moved(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "compliment"
before = "political"
when = { compliment_share = { min = 0.5 } }
then = "pass_on"
who = "lead"
where = "internal"
"""
    found = names(load(tmp_path, text))

    assert found.index("compliment") == found.index("political") - 1
    assert found.count("compliment") == 1


OWN = """
[[rule]]
name = "{name}"
when = {{ trend = "growing", voices = {{ min = 50 }} }}
then = "{then}"
who = "lead"
where = "own_page"
{more}
"""


def test_a_rule_may_say_why_in_the_words_of_the_municipality(tmp_path: Path) -> None:
    more = 'why = { nl = "Zo sprak het college af.", de = "So wurde es beschlossen." }'
    policy = load(tmp_path, OWN.format(name="crowd", then="publish", more=more))
    told = [reason_of("crowd", Action.PUBLISH, policy, load_wording(one)) for one in LANGUAGES]

    assert told[0] == "Zo sprak het college af."
    assert told[2] == "So wurde es beschlossen."
    assert told[1] == load_wording("fr").say("action.publish.why")


def test_own_rules_are_told_apart_from_shipped_ones(tmp_path: Path) -> None:
    text = OWN.format(name="crowd", then="publish", more="")
    text += OWN.replace("50", "5").format(name="growing", then="monitor", more="")
    policy = load(tmp_path, 'remove = ["yes-no"]\n' + text)

    assert [rule.name for rule in policy.rules if rule.own] == ["crowd", "growing"]
    assert policy.removed == ("yes-no",)


@pytest.mark.parametrize(
    ("then", "key"), [("monitor", "rule.growing.why"), ("publish", "action.publish.why")]
)
def test_our_reason_holds_for_a_changed_rule_only_while_it_says_the_same(
    tmp_path: Path, then: str, key: str
) -> None:
    policy = load(tmp_path, OWN.format(name="growing", then=then, more=""))
    words = load_wording("nl")

    assert reason_of("growing", Action(then), policy, words) == words.say(key)


def test_rules_can_be_taken_out_and_places_changed(tmp_path: Path) -> None:
    text = 'remove = ["yes-no", "growing"]\n[speak]\ngroup = "own_page"\n'
    policy = load(tmp_path, text)

    assert not {"yes-no", "growing"} & set(names(policy))
    assert policy.speak["group"] is Where.OWN_PAGE
    assert policy.speak["own_page"] is Where.IN_THREAD


def test_a_file_can_replace_the_shipped_policy(tmp_path: Path) -> None:
    policy = load(tmp_path, 'mode = "replace"\n' + SPEAK + REST)

    assert names(policy) == ["rest"]
    assert policy.of(Subject.POST) == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("when = { politcal = true }", "is not a fact; did you mean political?"),
        ('when = { danger = "hasard" }', "'hasard' is not a value of danger; did you mean hazard?"),
        ("when = { danger = [] }", "names no value, so the rule can never match"),
        ('unless = { political = "yes" }', "rule[0].unless.political: 'yes' is not true or false"),
        ("when = { voices = 3 }", "rule[0].when.voices: 3 is not a bound; write { min = 3 }"),
        ("when = { voices = { min = 5, max = 3 } }", "never match: voices lies between 0 and inf"),
        ("when = { question_share = { min = 2 } }", "question_share lies between 0 and 1"),
        ('when = { voices = { min = "3" } }', "holds no numbers"),
        ("when = 3", "rule[0].when: is not a table"),
        ("when = { asks_answer = true }", "is not known of a signal"),
        ('wait = "long"', "rule[0].wait: 'long' is not a cooling-off"),
        ('due = "same-day"', "is not a term, nor a number of working days; did you mean same_day?"),
        ("due = 90", "rule[0].due: 90 is out of range"),
        ('asks = "yes"', "rule[0].asks: 'yes' is not true or false"),
        ('of = "post "', "rule[0].of: 'post ' is not a subject; did you mean post?"),
        ('why = "x"', "rule[0].why: is not a table; write { nl = "),
        ('why = { ln = "x" }', "'ln' is not a language we write; write one of nl, fr, de, en"),
        ('why = { nl = " " }', "rule[0].why.nl: is not a sentence"),
        ('why = { nl = "a\\nb" }', "rule[0].why.nl: is not a sentence"),
        ("why = { nl = 3 }", "rule[0].why.nl: is not a sentence"),
        (f'why = {{ nl = "{"x" * 301}" }}', "has 301 characters; write at most 300"),
        ('becuase = "x"', "rule[0].becuase: 'becuase' is not a key of a rule"),
        ('before = "questoin"', "before: 'questoin' is not another rule; did you mean question?"),
        ('after = "own"', "rule[0].after: 'own' is not another rule"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_rule_is_named_with_its_line(tmp_path: Path, line: str, said: str) -> None:
    """The mistake stands on line 7 of the file, after a first table."""
    text = f"""version = 1
[speak]
group = "own_page"
[[rule]]
name = "own"

{line}
then = "leave"
who = "nobody"
where = "nowhere"
"""
    told = mistakes(tmp_path, text)

    assert len(told) == 1
    assert told[0].startswith("policy.toml:7: ")
    assert said in told[0]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("then", "anser", "rule[0].then: 'anser' is not an action; did you mean answer?"),
        ("who", "leed", "rule[0].who: 'leed' is not a role; did you mean lead?"),
        ("where", "in_thred", "rule[0].where: 'in_thred' is not a place; did you mean in_thread?"),
    ],
)
def test_an_unknown_outcome_is_named(tmp_path: Path, key: str, value: str, said: str) -> None:
    keys = {"then": "leave", "who": "nobody", "where": "nowhere", key: value}
    lines = "\n".join(f'{name} = "{word}"' for name, word in keys.items())
    told = mistakes(tmp_path, f'[[rule]]\nname = "own"\nwhen = {{ political = true }}\n{lines}\n')

    assert len(told) == 1
    assert said in told[0]


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = """
version = 0
nam = "x"
name = 3
mode = "extent"
remove = "yes-no"
[speak]
grup = "own_page"
closed = "nowere"
[[rule]]
then = "leave"
where = "nowhere"
[[rule]]
name = "twice"
when = { political = true }
then = "leave"
who = "nobody"
where = "nowhere"
[[rule]]
name = "twice"
when = { political = true }
then = "leave"
who = "nobody"
where = "nowhere"
"""
    told = "\n".join(mistakes(tmp_path, text))

    assert "policy.toml:2: version: 0 is not a version" in told
    assert "policy.toml:3: nam: 'nam' is not a key of a policy file; did you mean name?" in told
    assert "policy.toml:4: name: 3 is not a name" in told
    assert "policy.toml:5: mode: 'extent' is not a mode; did you mean extend?" in told
    assert "policy.toml:6: remove: is not a list of rule names" in told
    assert "policy.toml:8: speak.grup: 'grup' is not a place of talk; did you mean group?" in told
    assert "policy.toml:9: speak.closed: 'nowere' is not a place; did you mean nowhere?" in told
    assert "policy.toml:10: rule[0]: has no name" in told
    assert "policy.toml:10: rule[0]: who: None is not a role" in told
    assert "policy.toml:20: rule[2].name: 'twice' is used twice" in told


def test_a_rule_that_earlier_rules_always_forestall_is_a_mistake(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "late"
after = "nothing-asked"
when = { political = true }
then = "leave"
who = "nobody"
where = "nowhere"
"""
    told = mistakes(tmp_path, text)

    assert len(told) == 1
    assert told[0].startswith("policy.toml:3: rule[0].name: late can never decide")


def test_a_shipped_rule_that_rules_of_ones_own_forestall_is_to_be_removed(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "lights"
of = "post"
when = { danger = "hazard" }
then = "escalate"
who = "lead"
where = "internal"
"""
    told = mistakes(tmp_path, text)

    assert len(told) == 1
    assert told[0].startswith("policy.toml:1: remove: the shipped rule post-hazard can never")
    assert "add its name here when that is meant" in told[0]
    assert "post-hazard" not in names(load(tmp_path, 'remove = ["post-hazard"]' + text))


def test_a_rule_whose_conditions_exclude_each_other_is_a_mistake(tmp_path: Path) -> None:
    text = """
[[rule]]
name = "never"
when = { political = true }
unless = { political = true }
then = "leave"
who = "nobody"
where = "nowhere"
"""
    assert "never can never decide" in mistakes(tmp_path, text)[0]


def test_a_policy_through_which_a_signal_could_fall_is_a_mistake(tmp_path: Path) -> None:
    text = """mode = "replace"
[[rule]]
name = "many"
when = { voices = { min = 10 } }
then = "publish"
who = "lead"
where = "own_page"
"""
    told = "\n".join(mistakes(tmp_path, text + SPEAK))

    assert "some signals find no rule" in told


def test_a_replacing_policy_must_say_where_to_speak(tmp_path: Path) -> None:
    told = mistakes(tmp_path, 'mode = "replace"\n[speak]\ngroup = "own_page"\n' + REST)

    assert len(told) == 3
    assert "says nothing of own_page" in "\n".join(told)


def test_removing_an_unknown_rule_is_a_mistake(tmp_path: Path) -> None:
    told = mistakes(tmp_path, 'remove = ["yesno"]\n')

    assert told == ["policy.toml:1: remove: 'yesno' is not a rule; did you mean yes-no?"]


def test_a_missing_file_is_named() -> None:
    settings = make_settings(policy={"file": "elsewhere.toml"})

    with pytest.raises(ConfigError, match=r"elsewhere\.toml:1: elsewhere\.toml cannot be read"):
        load_policy(settings)


def test_a_file_that_is_no_toml_is_named_with_its_line(tmp_path: Path) -> None:
    told = mistakes(tmp_path, 'version = 1\nname = "x\n')

    assert told[0].startswith("policy.toml:2: is not TOML")


def test_rules_that_are_no_tables_are_a_mistake(tmp_path: Path) -> None:
    told = mistakes(tmp_path, 'rule = "political"\n')

    assert "policy.toml:1: rule: is not a list of tables" in told[0]


def test_terms_come_from_the_settings() -> None:
    settings = make_settings(policy={"answer_within": "3d", "department_within": "5h"})
    rules = {rule.name: rule for rule in load_policy(settings).rules}

    assert rules["faq-ready"].due == 3
    assert rules["question"].due == 0
    assert rules["danger"].wait is None
