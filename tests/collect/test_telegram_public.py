"""The preview of a Telegram channel: its pages, its gaps, its edits, and its closed door."""

from dataclasses import dataclass, field, replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from jobs.collect.codes import ReadReason
from jobs.collect.collectors import telegram_public
from jobs.collect.protocol import Verified
from jobs.collect.pseudonym import post_id
from jobs.collect.reasons import FetchReason
from jobs.collect.request import Request, Response
from jobs.errors import SourceBroken, SourceError
from jobs.model import Batch, PostId, SourceId
from tests.collect.again import Again
from tests.collect.forum_fake import AUTHOR, TELEGRAM, Said, numbered, telegram
from tests.collect.town import KEY, keep_one, posts_of
from tests.fakes import NOW, FakeFetcher

GROUP = SourceId("groep")
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@dataclass
class Channel:
    """Answers as the preview of a channel does, from the messages that it holds.

    Attributes:
        messages: What it holds, oldest first.
        per_page: Messages of a page.
        away: Whether it sends on to the front page, as channels without a preview do.
        hides: Whether it says that there is nothing older, as Telegram does when asked too often.
    """

    messages: list[Said] = field(default_factory=list)
    per_page: int = 20
    away: bool = False
    hides: bool = False
    asked: list[Request] = field(default_factory=list)

    async def get(self, request: Request) -> Response:
        """Answer a page."""
        self.asked.append(request)
        before = int(parse_qs(urlsplit(request.url).query).get("before", ["0"])[0])
        all_of_them = [one for one in self.messages if not before or one.id < before]
        found = [] if self.hides and before else all_of_them[-self.per_page :]
        page = telegram(*found, more=len(found) < len(all_of_them) and bool(found))[TELEGRAM]
        response = await FakeFetcher({request.url: page}).get(request)
        return replace(response, url=f"https://t.me/{AUTHOR}") if self.away else response

    @property
    def befores(self) -> list[str]:
        """What pages were asked for."""
        return [request.url.partition("before=")[2] for request in self.asked]


class Reader(Again[Channel | FakeFetcher]):
    """A channel that is visited again and again."""

    def __init__(self, **options: object) -> None:
        super().__init__(
            Channel(),
            "telegram_public",
            {"channel": AUTHOR, "i_have_read_the_terms": True, **options},
        )


def key(native: object) -> PostId:
    return post_id(KEY, GROUP, str(native))


def gone(batches: list[Batch]) -> set[PostId]:
    return {one for batch in batches for one in batch.gone_posts}


def ids(batches: list[Batch]) -> list[str]:
    return [post.native_id for post in posts_of(batches)]


def test_it_is_off_until_somebody_read_the_terms() -> None:
    for options in ({}, {"i_have_read_the_terms": False}):
        with pytest.raises(ValueError, match="i_have_read_the_terms is not true; read https://"):
            telegram_public.Options.model_validate({"channel": AUTHOR, **options})
    with pytest.raises(ValueError, match="channel"):
        telegram_public.Options(channel="a/b", i_have_read_the_terms=True)
    assert telegram_public.VERIFIED is Verified.DOCUMENTATION


def test_a_message_is_a_post_of_the_channel() -> None:
    said = Said(5, "De <b>Molenstraat</b> is dicht<br/>tot vrijdag &amp; zondag, 3 &lt; 4")
    (post,) = posts_of(Reader().through(Channel([said])))
    assert (post.native_id, post.author, post.thread_native_id) == ("5", AUTHOR, None)
    assert post.url == f"https://t.me/{AUTHOR}/5"
    kept = keep_one(post)
    assert kept.text == "De Molenstraat is dicht\ntot vrijdag & zondag, 3 < 4"
    assert (kept.posted_at, kept.date_suspect) == (said.at, False)


def test_what_it_replies_to_is_not_said_again() -> None:
    front = (
        '<a class="tgme_widget_message_reply">'
        '<div class="tgme_widget_message_text js-message_reply_text">wat er stond</div></a>'
    )
    (post,) = posts_of(Reader().through(Channel([Said(5, "nieuw").with_(front=front)])))
    assert post.body == "nieuw"


def test_what_the_channel_did_is_left_out_and_a_picture_has_no_text() -> None:
    pinned = Said(5, "Klaprooszaad pinned a photo").with_(of="service_message")
    page = telegram(pinned, Said(6))[TELEGRAM]
    bare = str(page).replace("js-message_text", "js-message_photo")
    assert ids(Reader().through(FakeFetcher({TELEGRAM: page, f"{TELEGRAM}?before=5": ""}))) == ["6"]
    pictures = FakeFetcher({TELEGRAM: bare, f"{TELEGRAM}?before=5": ""})
    assert [post.body for post in posts_of(Reader().through(pictures))] == [""]


def test_robots_and_a_gentle_pace_are_kept() -> None:
    channel = Channel(numbered([1]))
    Reader(pause=4).through(channel)
    assert [(one.robots, one.pace) for one in channel.asked] == [(True, timedelta(seconds=4))]


def test_pages_are_walked_back_as_far_as_we_reach() -> None:
    channel = Channel(numbered(range(1, 2001)))
    found = ids(Reader().through(channel))
    assert found[:20] == [str(number) for number in range(1981, 2001)]
    assert len(found) == 28 * 24  # an hour apart
    assert len(channel.asked) == 35


def test_the_next_visit_asks_for_what_is_new_only() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 101)))
    reader.through(channel)
    channel.asked.clear()
    channel.messages.append(Said(102, at=NOW))
    assert "102" in ids(reader.through(channel, NOW + timedelta(minutes=5)))
    assert channel.befores == [""]


def test_a_walk_that_was_cut_goes_on_and_skips_nothing_that_came_meanwhile() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 201)))
    reader.max_pages = 3
    first = reader.through(channel)
    assert first[-1].cut
    seen = set(ids(first))
    for visits in range(1, 6):
        start = 200 + 30 * visits
        channel.messages += [Said(number, at=NOW) for number in range(start - 29, start + 1)]
        seen |= set(ids(reader.through(channel, NOW + timedelta(minutes=visits))))
    for visits in range(6, 40):
        seen |= set(ids(reader.through(channel, NOW + timedelta(minutes=visits))))
    assert seen == {str(number) for number in range(1, 351)}
    assert not {"before", "ahead"} & reader.cursor.marks.keys()


def test_more_messages_than_one_visit_gives_are_left() -> None:
    reader = Reader()
    reader.max_items = 30
    batches = reader.through(Channel(numbered(range(1, 101))))
    assert len(ids(batches)) == 40
    assert batches[-1].cut


def test_a_crash_half_way_repeats_and_does_not_skip() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 101)))
    whole = reader.through(channel)
    reader.cursor = whole[1].cursor
    assert len(ids(reader.through(channel))) == 100


def test_a_page_that_hides_what_is_older_is_not_the_end() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 6)))
    reader.through(channel)
    channel.messages = numbered(range(1, 61))
    channel.hides = True
    with pytest.raises(SourceBroken) as caught:
        reader.through(channel)
    assert caught.value.reason == ReadReason.EMPTY_FEED
    channel.hides = False
    assert {str(number) for number in range(6, 61)} <= set(ids(reader.through(channel)))


def test_an_edit_is_seen_when_the_round_of_the_message_comes() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 61)))
    reader.through(channel)
    channel.messages[4] = replace(channel.messages[4], text="verbeterd")
    bodies = [post.body for post in posts_of(reader.through(channel, NOW + HOUR))]
    assert "verbeterd" in bodies
    assert len(bodies) == 60


@pytest.mark.parametrize("number", [30, 60, 1])
def test_a_message_that_its_page_does_not_hold_twice_is_gone(number: int) -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 61)))
    reader.through(channel)
    channel.messages = [one for one in channel.messages if one.id != number]
    for hours in (1, 7, 25):
        found = gone(reader.through(channel, NOW + HOUR * hours))
        assert found == ({key(number)} if hours == 7 and number > 1 else set())


def test_messages_too_old_when_first_seen_are_left_out_of_a_page_read_again() -> None:
    reader, channel = Reader(reach="1d"), Channel(numbered(range(1, 61)))
    first = ids(reader.through(channel))
    again = ids(reader.through(channel, NOW + HOUR))
    assert set(again) <= set(first)
    assert len(first) == 24


def test_rounds_stop_at_the_limit_of_a_visit() -> None:
    reader, channel = Reader(), Channel(numbered(range(1, 201)))
    reader.through(channel)
    reader.max_pages = 2
    channel.asked.clear()
    reader.through(channel, NOW + HOUR)
    assert channel.befores == ["", "181"]


def test_a_channel_without_a_preview_is_closed_to_us() -> None:
    with pytest.raises(SourceBroken) as caught:
        Reader().through(Channel(numbered([1]), away=True))
    assert caught.value.reason == FetchReason.CLOSED


def test_the_name_of_a_channel_may_be_written_in_other_letters() -> None:
    reader = Reader(channel=AUTHOR.lower())
    page = telegram(*numbered([1]))[TELEGRAM]
    assert ids(reader.through(FakeFetcher({f"https://t.me/s/{AUTHOR.lower()}": page}))) == ["1"]


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<form>Meld je aan</form>",
        str(telegram(*numbered([1]))[TELEGRAM]).replace("datetime=", "data-other="),
        str(telegram(*numbered([1]))[TELEGRAM]).replace(f"{AUTHOR}/1", "x"),
        str(telegram(*numbered([1]))[TELEGRAM]).replace(f"{AUTHOR}/1", f"{AUTHOR}/{'9' * 30}"),
    ],
    ids=["nothing", "a login", "no time", "no number", "a huge number"],
)
def test_a_page_in_another_form_is_a_state_of_the_source(page: str) -> None:
    with pytest.raises(SourceError) as caught:
        Reader().through(FakeFetcher({TELEGRAM: page}))
    assert caught.value.reason == ReadReason.SELECTOR_DRIFT


def test_a_page_that_leads_to_itself_is_no_page_of_the_past() -> None:
    page = telegram(*numbered([8, 9]))[TELEGRAM]
    with pytest.raises(SourceError) as caught:
        Reader().through(FakeFetcher({TELEGRAM: page, f"{TELEGRAM}?before=8": page}))
    assert caught.value.reason == ReadReason.SELECTOR_DRIFT


def test_hostile_texts_pass_as_they_are() -> None:
    (post,) = posts_of(Reader().through(Channel([Said(1, "x\x00" * 300_000)])))
    assert len(keep_one(post).text) <= 10_000
