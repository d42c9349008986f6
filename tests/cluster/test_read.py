from jobs.cluster.read import PART_WEIGHT, in_time, list_key, list_words, names_of, read
from jobs.model import Speaker
from tests.cluster.town import judge, make_settings, read_post
from tests.make import make_post


def test_the_name_of_a_street_is_kept_apart_from_what_is_said_there() -> None:
    reading = read_post(make_post("Weer een put in de Schoolstraat"))

    assert reading.places == ("Schoolstraat",)
    assert "schol" not in reading.phrases
    assert not {"schol", "schoolstrat"} & set(reading.terms)


def test_the_words_of_a_venue_are_kept_because_they_say_what_it_is() -> None:
    reading = read_post(make_post("Het zwembad De Plas is dicht"))

    assert reading.places == ("zwembad De Plas",)
    assert "zwembad" in reading.terms


def test_the_name_of_the_town_itself_says_nothing() -> None:
    names = names_of(make_settings(name="Halen"))
    post = make_post("Halen is halen, de lampen zijn uit")

    reading = read(post, judge(post), names)

    assert not names & set(reading.terms)
    assert reading.terms


def test_a_part_of_a_compound_weighs_less_than_the_word_itself() -> None:
    words = list_words("straatverlichting", "nl")

    assert words[list_key("straatverlichting", "nl")] == 1.0
    assert words[list_key("verlichting", "nl")] == PART_WEIGHT


def test_a_phrase_is_found_as_a_run_of_stems() -> None:
    assert list_key("put in de weg", "nl") in list_words("Een diepe put in de weg!", "nl")


def test_only_runs_that_begin_as_a_phrase_of_the_lists_do_are_kept() -> None:
    put, lamp = (list_key(word, "nl") for word in ("put", "lamp"))
    runs = [one for one in list_words("put lamp put", "nl", {put: {lamp}}) if " " in one]

    assert runs == [f"{put} {lamp}", f"{put} {lamp} {put}"]


def test_only_inhabitants_are_voices_and_all_unnamed_ones_of_a_thread_are_one() -> None:
    official = read_post(make_post(speaker=Speaker.MUNICIPALITY))
    first, second, elsewhere = (
        read_post(make_post(number=n, thread=t, voice=None)) for n, t in ((1, 1), (2, 1), (3, 3))
    )

    assert official.voice is None
    assert first.voice == second.voice
    assert first.voice != elsewhere.voice


def test_a_post_without_a_mention_is_only_context() -> None:
    reading = read(make_post(), None)

    assert not reading.kept
    assert reading.places == ()


def test_of_a_reply_that_is_no_mention_only_the_turns_of_phrase_are_read() -> None:
    reply, opening = (
        read_post(make_post("Het zwembad is dicht", number=2, thread=t), kept=False) for t in (1, 2)
    )

    assert (reply.terms, reply.phrases) == ((), {})
    assert reply.words == opening.words == " het zwembad is dicht "
    assert "zwembad" in opening.terms


def test_order_is_that_of_time_then_text_whatever_the_ids() -> None:
    moment = make_post(number=5).posted_at
    late, early = (make_post(t, number=n, at=moment) for t, n in (("b", 1), ("a", 2)))

    ordered = sorted((read_post(late), read_post(early)), key=in_time)

    assert [one.post.text for one in ordered] == ["a", "b"]
