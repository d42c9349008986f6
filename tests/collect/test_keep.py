"""`RawPost` to `Post`: what is kept of a post, and that no name is."""

import re
from dataclasses import astuple
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jobs.collect.keep import MAX_REACTIONS, keep_all, keep_each
from jobs.collect.pseudonym import post_id, thread_id, voice_key
from jobs.language.folding import skeleton
from jobs.language.redaction import KINDS, labels
from jobs.model import Post, RawPost, Role, SourceId, Speaker
from tests.collect.town import (
    KEY,
    MONDAY,
    keep_one,
    make_keeping,
    make_raw,
    make_settings,
    make_source,
)
from tests.fakes import NOW

GROUP = SourceId("groep")


def test_an_opening_post_is_kept_as_plain_redacted_text() -> None:
    post = keep_one(
        make_raw(
            "<p>Bel 0470 12 34 56</p>",
            title="De <b>lampen</b>",
            url="https://site.example/7",
            reactions=3,
        )
    )
    assert post == Post(
        id=post_id(KEY, GROUP, "1"),
        source_id=GROUP,
        thread_id=thread_id(KEY, GROUP, "1"),
        parent_id=None,
        role=Role.OPENING,
        voice=voice_key(KEY, GROUP, "zonnebloem77"),
        speaker=Speaker.VOICE,
        title="De lampen",
        text="Bel [telefoon]",
        language="nl",
        posted_at=MONDAY,
        collected_at=NOW,
        reactions=3,
        url="https://site.example/7",
        redacted=("phone",),
    )


def test_a_comment_knows_its_thread_and_what_it_answers() -> None:
    post = keep_one(make_raw(native="3", thread="1", parent="2"))
    assert post.role is Role.COMMENT
    assert post.thread_id == thread_id(KEY, GROUP, "1")
    assert post.parent_id == post_id(KEY, GROUP, "2")


def test_a_post_that_names_itself_as_its_thread_opens_it() -> None:
    post = keep_one(make_raw(native="1", thread="1", parent="1"))
    assert (post.role, post.parent_id) == (Role.OPENING, None)


def test_known_accounts_speak_for_themselves_and_are_not_masked() -> None:
    posts, _ = keep_all(
        [
            make_raw("Dag, wij zijn de gemeente", author="GEMEENTE", native="1"),
            make_raw("Volgens de krant wel", author="@de krant", native="2", thread="1"),
            make_raw("Dank", author="ann", native="3", thread="1"),
            make_raw("Anoniem", author=None, native="4", thread="1"),
        ],
        make_keeping(),
    )
    assert [post.speaker for post in posts] == [
        Speaker.MUNICIPALITY,
        Speaker.PRESS,
        Speaker.VOICE,
        Speaker.VOICE,
    ]
    assert [post.text for post in posts[:2]] == [
        "Dag, wij zijn de gemeente",
        "Volgens de krant wel",
    ]
    assert posts[3].voice is None


def test_items_without_id_or_text_are_counted_not_kept() -> None:
    posts, refused = keep_all(
        [
            make_raw(native=" "),
            make_raw("<img src=x>", native="2"),
            make_raw("<blockquote>oud</blockquote>", native="3"),
            make_raw("\u200b \u00a0", native="4"),
            make_raw("👍", native="5"),
        ],
        make_keeping(),
    )
    assert refused == {"no-id": 1, "no-text": 3}
    assert [post.text for post in posts] == ["👍"]


def test_a_title_alone_becomes_the_text_since_an_empty_text_means_erased() -> None:
    post = keep_one(make_raw("", title="Lampen uit"))
    assert (post.title, post.text) == ("", "Lampen uit")


def texts(*raws: RawPost) -> list[str]:
    return [post.text for post in keep_all(raws, make_keeping())[0]]


def test_who_writes_from_another_server_is_masked_by_the_first_half_too() -> None:
    first = make_raw("Putten in de Kerkstraat", native="1", author="@zonnebloem77@social.example")
    second = make_raw("Juist, zonnebloem77", native="2", thread="1", author="iemand")
    posts, _ = keep_all([first, second], make_keeping())
    assert "zonnebloem" not in posts[1].text


def test_names_of_the_thread_are_masked_in_all_its_posts() -> None:
    assert texts(
        make_raw("Wie weet meer?", native="1", author="Rozemarijn Vlaeminck"),
        make_raw("Rozemarijn heeft gelijk", native="2", thread="1", author="lampen"),
        make_raw("zeg, Lampen", native="3", thread="1", author=None),
    ) == ["Wie weet meer?", "[naam] heeft gelijk", "zeg, [naam]"]


@pytest.mark.parametrize("author", ["FranÃ§ois LefÃ¨vre", "François Lefèvre"])
def test_letters_that_somebody_misread_hide_no_name(author: str) -> None:
    assert texts(
        make_raw("<p>Câ€™est vrai, FranÃ§ois&nbsp;?</p>", native="1", author=author),
        make_raw("François a raison: escaladÃ©", native="2", thread="1", author="lampen"),
    ) == ["C’est vrai, [naam] ?", "[naam] a raison: escaladé"]


@pytest.mark.parametrize(
    ("author", "said", "kept"),
    [
        ("zwartbaard99", "Zwartbaard99 schreef dat", "[naam] schreef dat"),
        ("bus_12", "bus_12 zei: bus 12 rijdt niet", "[naam] zei: bus 12 rijdt niet"),
        ("Jan Peeters", "volgens jan peeters wel", "volgens [naam] wel"),
        ("Bezorgde Moeder", "Bezorgde Moeder zei dat een bezorgde moeder belt",
         "[naam] zei dat een bezorgde moeder belt"),
        ("Moeder van Drie", "wat Moeder van Drie zei: moeder van drie", None),
        ("de", "de lampen en de putten", "de lampen en de putten"),
        ("Jan", "Jan is een naam, jan ook", "Jan is een naam, jan ook"),
        ("lampen", "de lampen zijn uit", "de lampen zijn uit"),
        ("12345", "dossier 12345", "dossier 12345"),
        ("e40", "file op de e40", "file op de e40"),
        ("Heidebeek", "Heidebeek is mooi", "Heidebeek is mooi"),
        ("Mia Dewachtere", "burgemeester Mia Dewachtere", "burgemeester Mia Dewachtere"),
    ],
)  # fmt: skip
def test_beyond_its_thread_a_name_is_masked_when_it_can_mean_nothing_else(
    author: str, said: str, kept: str | None
) -> None:
    found = texts(make_raw("Hallo", author=author), make_raw(said, native="9", author=None))
    assert found[1] == (kept or "wat [naam] zei: moeder van drie")


def test_who_wrote_before_is_masked_by_key_alone() -> None:
    before = {
        voice_key(KEY, GROUP, name)
        for name in (
            "Zwartbaard_9.b",
            "Jef van den Kruisbogaerde",
            "lampen",
            "De Krant",
            "heidebeek",
        )
    }
    said = "zwartbaard_9.b. en Jef van den Kruisbogaerde: lampen uit, zei De Krant in Heidebeek"
    (post,) = keep_each([make_raw(said)], make_keeping(), frozenset(before))
    assert isinstance(post, Post)
    assert post.text == "[naam]. en [naam]: lampen uit, zei De Krant in Heidebeek"


def test_who_wrote_before_is_masked_each_time_the_name_follows_itself() -> None:
    name = "Kwvzq De Xiukxz"
    wrote = frozenset({voice_key(KEY, GROUP, name)})
    (post,) = keep_each([make_raw(f"{name}, {name} en {name}.")], make_keeping(), wrote)
    assert isinstance(post, Post)
    assert post.text == "[naam], [naam] en [naam]."


@pytest.mark.parametrize(
    "name",
    [
        "kwvzqe🌻lampje",
        "Wüqqekk ✨ Jan",
        "KWVZQE!",
        "Kwvzqe (afd. 3)",
        "Zoë 'T Qüwwék",
        "KWVZQE & Zn.",
    ],
)
@pytest.mark.parametrize(
    "text",
    ["Dat zei {} gisteren", '"{}": ja', "'{}', {} en ({}).", "[quote={}]ja[/quote]", "zie /u/{}"],
)
def test_who_wrote_before_is_masked_whatever_signs_stand_in_the_name(name: str, text: str) -> None:
    wrote = frozenset({voice_key(KEY, GROUP, name)})
    (post,) = keep_each([make_raw(text.format(*[name] * 3))], make_keeping(), wrote)
    assert isinstance(post, Post)
    assert skeleton(name) not in skeleton(post.text)


def test_signs_make_no_name_of_what_nobody_is_called() -> None:
    text = "Zo'n foto's! De lampen (weer) uit & 's avonds 🌻 in de 'Molenstraat'?"
    wrote = frozenset({voice_key(KEY, GROUP, "kwvzqe")})
    (post,) = keep_each([make_raw(text)], make_keeping(), wrote)
    assert isinstance(post, Post)
    assert post.text == text


def test_what_opens_a_thread_on_an_own_page_and_names_no_author_is_the_municipalitys() -> None:
    own = make_settings(make_source(url="https://site.example/feed") | {"owner": "own"})
    posts, _ = keep_all(
        [
            make_raw(native="1", author=None),
            make_raw(native="2", thread="1", author=None),
            make_raw(native="3", author="ann"),
        ],
        make_keeping(own),
    )
    assert [post.speaker for post in posts] == [
        Speaker.MUNICIPALITY, Speaker.VOICE, Speaker.VOICE,
    ]  # fmt: skip


OURS = [
    ("facebook_page", {"page": "Heidebeek", "token": "meta"}, [
        "https://www.facebook.com/heidebeek/posts/pfbid0Xa1?comment_id=77",
        "https://m.facebook.com/heidebeek/photos/a.1/2/?type=3",
        "https://www.facebook.com/Heidebeek/posts/lampen-zijn-uit/987",
    ], [
        "https://www.facebook.com/jan.peeters/posts/1",
        "https://www.facebook.com/heidebeek.fan/posts/1",
        "https://www.facebook.com/permalink.php?story_fbid=1&id=100012345",
        "https://www.facebook.com/permalink.php?story_fbid=1",
        "https://www.facebook.com/heidebeek/posts/marie-janssens-rijdt/987",
        "https://www.facebook.com/heidebeek/user/77/",
        "https://evil.example/?x=https://www.facebook.com/heidebeek/posts/1",
        "https://evil.example/facebook.com/heidebeek/posts/1",
        "https://www.facebook.com/heidebeek/posts/@jan",
    ]),
    ("facebook_page", {"page": "123456", "token": "meta"}, [
        "https://www.facebook.com/123456/posts/987",
        "https://www.facebook.com/permalink.php?story_fbid=1&id=123456",
    ], ["https://www.facebook.com/1234567/posts/987"]),
    ("instagram", {"account": "9", "token": "meta"}, [
        "https://www.instagram.com/p/C9-xY_z/",
        "https://www.instagram.com/reel/C9xYz/",
    ], ["https://www.instagram.com/jan.peeters/", "https://www.instagram.com/stories/jan/1/"]),
    ("threads", {"token": "meta"}, [
        "https://www.threads.net/@gemeente/post/C9xYz",
        "https://www.threads.com/@gemeente/post/C9xYz",
    ], [
        "https://www.threads.net/@jan.peeters/post/C9xYz",
        "https://www.threads.com/@jan.peeters/post/C9xYz",
    ]),
    ("mastodon", {"url": "https://social.example", "accounts": ("@heidebeek",)}, [
        "https://social.example/@heidebeek/1122",
    ], ["https://social.example/@jan/1122", "https://social.example/users/jan/statuses/1"]),
    ("bluesky", {"own": "heidebeek.example"}, [
        "https://bsky.app/profile/heidebeek.example/post/3kabc",
    ], ["https://bsky.app/profile/jan.bsky.social/post/3kabc"]),
    ("telegram_public", {"channel": "Heidebeek", "i_have_read_the_terms": True}, [
        "https://t.me/heidebeek/17",
    ], ["https://t.me/janpeeters/17"]),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "options", "kept", "dropped"), OURS)
def test_posts_on_a_page_of_our_own_have_an_address_and_those_on_others_have_none(
    kind: str, options: dict[str, Any], kept: list[str], dropped: list[str]
) -> None:
    source = make_source(kind, **options) | {"owner": "own"}
    settings = make_settings(source)
    for url in (*kept, *dropped):
        (post,), _ = keep_all([make_raw(url=url, author="zwartbaard")], make_keeping(settings))
        assert post.url == (url if url in kept else None), url
    community = make_settings(source | {"owner": "community"})
    for url in (one for one in kept if "instagram" not in one):
        (post,), _ = keep_all([make_raw(url=url, author="zwartbaard")], make_keeping(community))
        assert post.url is None


def test_no_address_holds_what_redaction_took_out() -> None:
    """The title of a topic stands in its address, and in those of all its posts."""
    slug = "https://forum.example/t/marie-janssens-rijdt-te-snel-gsm-0475-12-34-56/123"
    posts, _ = keep_all(
        [
            make_raw("x", title="Marie Janssens rijdt te snel, gsm 0475 12 34 56", url=slug),
            make_raw("Ja", native="2", thread="1", url=f"{slug}#2"),
            make_raw("Weer Vlaeminck", native="3", author="Ward Vlaeminck",
                     url="https://forum.example/t/weer-vlaeminck/3"),
            make_raw("Ja", native="4", url="https://forum.example/t/brief-van-zwartbaard99/4"),
            make_raw("Ja", native="5", author="zwartbaard99"),
        ],
        make_keeping(),
    )  # fmt: skip
    assert posts[0].title == "[naam] rijdt te snel, gsm [telefoon]"
    assert [post.url for post in posts] == [None] * 5


@pytest.mark.parametrize(
    "path",
    [
        "t/bel-0475-12-34-56/1",
        "t/bel_0475%2012%2034%2056/1",
        "t/bel%2D0475%252D12%252D34%252D56/1",
        "?q=an@site.example",
        "t/lampen-molenstraat-12-kapot/7",
        "t/marie-janssens-rijdt/1",
        "t/meneer-kruisbogaerde/1",
        "t/nummerplaat-1-abc-123/1",
    ],
)
def test_an_address_that_tells_of_somebody_is_not_kept(path: str) -> None:
    assert keep_one(make_raw(url=f"https://site.example/{path}")).url is None


@pytest.mark.parametrize(
    "path",
    ["t/lampen-molenstraat/123", "2026/11/09/de-lampen-zijn-uit", "t/burgemeester-mia-dewachtere/8",
     "viewtopic.php?f=4&t=8812#p99213", "groep/hb-005#c02", "?p=1"],
)  # fmt: skip
def test_an_address_that_tells_of_nobody_is_kept(path: str) -> None:
    assert keep_one(make_raw(url=f"https://site.example/{path}")).url


def test_the_host_of_a_platform_names_no_author_but_any_other_may() -> None:
    posts, _ = keep_all(
        [
            make_raw(native="1", author="Reddit_fan", url="https://www.reddit.com/comments/a1/"),
            make_raw(native="2", thread="1", url="https://www.reddit.com/comments/a1/_/b2/"),
            make_raw(native="3", thread="1", url="https://www.reddit.com/comments/a1/fan/b3/"),
            make_raw(native="4", thread="1", url="https://www.reddit.com/user/zonnebloem78/"),
            make_raw(native="5", thread="1", url="https://reddit.com.example/comments/a1/"),
            make_raw(native="6", author="Reddit", url="https://www.youtube.com/watch?v=reddit"),
            make_raw(native="7", author="Peeters", url="https://www.peeters.example/7"),
        ],
        make_keeping(),
    )
    kept = {number for number, post in enumerate(posts, 1) if post.url}
    assert kept == {1, 2}


def test_office_holders_stay_readable() -> None:
    text = "burgemeester Mia Dewachtere en meneer Terlinck zwijgen"
    assert keep_one(make_raw(text)).text == text


@pytest.mark.parametrize(
    ("body", "said", "language"),
    [
        ("Je ne comprends pas pourquoi le bus ne passe plus", None, "fr"),
        ("Ich verstehe nicht, warum der Bus nicht mehr fährt", None, "de"),
        ("why does the bus not stop here any more", None, "en"),
        ("idem", None, "nl"),
        ("idem", "fr-BE", "fr"),
        ("idem", "tr", "nl"),
        ("De bus stopt hier niet meer sinds maandag", "fr", "nl"),
    ],
)
def test_the_language_is_that_of_the_text_or_of_its_place(
    body: str, said: str | None, language: str
) -> None:
    assert keep_one(make_raw(body, language=said)).language == language


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example/x",
        "http:\\\\evil.example",
        "https://gent.example@evil.example/x",
        "https://user:secret@site.example/",
        "https:///x",
        "https://site.example:99999/",
        "https://[::1",
        "https://site.example/a b",
        "https://site.example/a\nb",
        "https://site.example/" + "x" * 2000,
        "https://site.example/@iemand/1",
        "https://site.example/%40iemand/1",
        "https://site.example/users/iemand/1",
        "https://site.example/zonnebloem77/1",
        "https://site.example/Zonne-Bloem77/1",
        "https://site.example/zonnebloem%37%37/1",
        "https://site.example/xzonnebloem77x",
    ],
)
def test_only_a_plain_web_address_without_a_name_is_kept(url: str | None) -> None:
    assert keep_one(make_raw(url=url)).url is None


@pytest.mark.parametrize("url", ["https://site.example/7?a=1#c2", "http://127.0.0.1:8000/t/1/"])
def test_a_plain_web_address_is_kept(url: str) -> None:
    assert keep_one(make_raw(url=url)).url == url


def test_reactions_are_bounded() -> None:
    assert keep_one(make_raw(reactions=-4)).reactions == 0
    assert keep_one(make_raw(reactions=2**70)).reactions == MAX_REACTIONS


def test_cleaning_is_told() -> None:
    assert keep_one(make_raw("a\u202eb")).cleaned
    assert not keep_one(make_raw("gewoon")).cleaned


def test_neither_key_nor_names_show_in_what_is_printed() -> None:
    keeping = make_keeping()
    assert "kkkk" not in repr(keeping)
    assert "gemeente" not in repr(keeping).lower()
    assert "zonnebloem" not in repr(make_raw())
    assert "zonnebloem" not in repr(keeping.redactor.authors(["zonnebloem77"]))


LETTERS = "abcdefghijklmnopqrstuvwxyzéèüßñçøABCXYZÉÜ"
HANDLES = st.lists(
    st.text(alphabet=LETTERS + "0123456789", min_size=1, max_size=12), min_size=1, max_size=3
).flatmap(lambda parts: st.sampled_from([sep.join(parts) for sep in ("", " ", "_", ".", "-")]))
WORDS = st.lists(
    st.sampled_from(
        ["De", "lampen", "in", "de", "Molenstraat", "12", "bus", "0470 12 34 56", "@", "Jan",
         "Peeters", "nummerplaat", "meneer", "https://site.example/", ".", ":", "\n", "<b>",
         "</b>", "&amp;", "\u202e", "mail", "x@y.example", "(", ")", "'", "op naam van",
         "BE68 5390 0754 7034"]
    ),
    max_size=8,
)  # fmt: skip
SAID = """de lampen in molenstraat bus jan peeters nummerplaat meneer http https site example mail
op naam van amp groep heidebeek gemeente nederzande terlinck dewachtere nl fr en voice opening
comment true false"""
PLAIN = frozenset(map(skeleton, re.findall(r"\w+", SAID)))


def usable(handle: str) -> bool:
    """Tell whether *handle* is a name: three letters, and no word that the text has anyway."""
    letters = "".join(c for c in skeleton(handle) if c.isalnum())
    told = {*(label[1:-1].lower() for kind in KINDS for label in [labels("nl")[kind]]), *PLAIN}
    parts = [part for part in skeleton(handle).replace("_", " ").replace(".", " ").split() if part]
    is_hex = all(c in "0123456789abcdef" for c in letters)
    return (
        sum(c.isalpha() for c in letters) >= 3
        and not is_hex
        and not any(letters in word or word in letters for word in told)
        and not any(part in told for part in parts)
    )


@settings(deadline=None)
@given(HANDLES.filter(usable), WORDS, WORDS, st.sampled_from(["", "@", "(", '"', "\u202e", "*"]))
def test_no_name_of_an_author_gets_into_a_post(
    handle: str, before: list[str], after: list[str], mark: str
) -> None:
    said = " ".join([*before, f"{mark}{handle}", *after])
    raw = make_raw(
        said,
        native=f"post-{handle}",
        thread=f"thread-{handle}",
        parent=handle,
        author=handle,
        title=f"{handle} vraagt iets",
        url=f"https://site.example/t/{handle.replace(' ', '%20')}/1",
    )
    posts, _ = keep_all([raw, make_raw(said.upper(), native="2", thread=f"thread-{handle}")],
                        make_keeping())  # fmt: skip
    for post in posts:
        told = "\n".join(str(held) for held in astuple(post) if held is not None)
        assert skeleton(handle) not in skeleton(told)
        assert handle.casefold() not in told.casefold()
