"""The selectors of each forum software read pages with the bones of its own templates."""

import pytest

from jobs.collect.collectors.html_forum.pages import Select, read_list, read_topic
from jobs.collect.discover.forum import known_forum, programs
from jobs.collect.discover.page import Page
from tests.collect.test_discover import answer

LIST, TOPIC = "https://forum.example/f/2", "https://forum.example/t/5"
PHPBB = (
    """<body id="phpbb"><ul class="topiclist topics"><li class="row bg1"><dl><dt>
<a class="topictitle" href="/t/5">Lampen</a></dt><dd class="posts">3</dd>
<dd class="lastpost"><span>door <a href="/u/3">bo</a>
<time datetime="2026-11-09T08:15:00+00:00">ma</time></span></dd></dl></li></ul>
<div class="pagination"><ul><li class="arrow next"><a href="/f/2?start=25">&gt;</a>
</li></ul></div>""",
    """<body id="phpbb"><h2 class="topic-title"><a href="/t/5">Lampen</a></h2>
<div id="p12" class="post bg2"><dl class="postprofile" id="profile12"><dt>
<a href="/u/3" class="username">bo</a></dt></dl><div class="postbody"><div id="post_content12">
<h3><a href="#p12">Lampen</a></h3><p class="author">door <strong>bo</strong>
<time datetime="2026-11-09T08:15:00+00:00">ma</time></p>
<div class="content">De lampen zijn uit</div></div></div></div>""",
)
FLASKBB = (
    """<div class="forum-view"><ol class="breadcrumb flaskbb-breadcrumb"></ol>
<div class="row forum-row"><div class="topic-info"><div class="topic-name">
<a href="/t/5">Lampen</a></div></div><div class="topic-stats">3</div>
<div class="topic-last-post"><a href="/post/12">gisteren</a></div></div></div>""",
    """<ol class="breadcrumb flaskbb-breadcrumb"><li><a href="/f/2">Buurt</a></li>
<li>Lampen</li></ol><div class="topic-header"><a href="/t/5">Lampen</a></div>
<div class="topic-body">
<div id="12" class="row post-row"><div class="author"><div class="author-name"><h4>
<a href="/u/bo">bo</a></h4></div></div><div class="post-box"><div class="post-meta">
<a href="/post/12">9 nov 2026 08:15</a></div><div class="post-content" id="pid12">
De lampen zijn uit</div></div></div></div>""",
)
MISAGO = (
    """<ul class="list-group"><li class="list-group-item thread-read"><a href="/u/3"></a>
<a href="/t/5" class="item-title thread-title"><span>Lampen</span></a>
<span class="thread-detail-replies">2</span>
<a class="thread-last-reply" title="9 nov 2026 08:15" href="/p/12">ma</a></li></ul>""",
    """<div class="page-breadcrumbs"><ol class="breadcrumb"><li>
<a href="/f/2">Buurt</a></li></ol></div><h1>Lampen</h1>
<ul><li id="post-12" class="post"><div class="post-heading">
<a class="item-title" href="/u/3"><span itemprop="author">bo</span></a>
<time itemprop="datePublished" datetime="2026-11-09T08:15:00+00:00">ma</time></div>
<div class="panel-body"><article class="misago-markup"><p>De lampen zijn uit</p></article></div>
</li></ul>""",
)
XENFORO = (
    """<html id="XF"><div class="structItem structItem--thread"><div class="structItem-title">
<a href="/prefix">label</a> <a href="/t/5" data-tp-primary="on">Lampen</a></div>
<div class="structItem-cell--meta"><dd>3</dd></div>
<time class="structItem-latestDate u-dt" datetime="2026-11-09T08:15:00+0000">ma</time></div>""",
    """<html id="XF"><ul class="p-breadcrumbs"><li><a href="/f/2">Buurt</a></li></ul>
<h1 class="p-title-value">Lampen</h1><article class="message message--post" data-content="post-12">
<h4 class="message-name"><a class="username" href="/u/3">bo</a></h4>
<header class="message-attribution"><time class="u-dt" datetime="2026-11-09T08:15:00+0000"></time>
</header><div class="message-body"><div class="bbWrapper">De lampen zijn uit</div>
</div></article>""",
)
VBULLETIN = (
    """<ol id="threads"><li class="threadbit"><h3><a class="title" href="/t/5">Lampen</a></h3>
<ul class="threadstats"><li>3</li></ul><dl class="threadlastpost"><dd>ma</dd></dl></li></ol>""",
    """<div id="breadcrumb"><ul><li class="navbit"><a href="/f/2">Buurt</a></li>
<li class="navbit lastnavbit">Lampen</li></ul></div><span class="threadtitle">Lampen</span>
<ol id="posts"><li id="post_12"><span class="postdate"><span class="date">09-11-2026, 08:15</span>
</span><a class="username" href="/u/3">bo</a><div class="content">
<blockquote class="postcontent">De lampen zijn uit</blockquote></div></li></ol>""",
)
PAGES = {
    "phpbb": PHPBB,
    "flaskbb": FLASKBB,
    "misago": MISAGO,
    "xenforo": XENFORO,
    "vbulletin": VBULLETIN,
}


def test_every_software_but_the_one_that_runs_has_such_pages() -> None:
    assert {*PAGES, "spirit"} == set(programs())


@pytest.mark.parametrize("name", PAGES)
def test_its_list_and_its_topics_are_read(name: str) -> None:
    listing, topic = PAGES[name]
    known = known_forum(Page.of(answer(listing, LIST)))
    assert known is not None
    assert known.proposal is not None
    select = Select.model_validate(known.proposal.options["select"])
    topics, _ = read_list(answer(listing, LIST), select)
    page = read_topic(answer(topic, TOPIC), select)

    assert known.software == name
    assert [found.url for found in topics] == [TOPIC]
    assert page.title == "Lampen"
    (item,) = page.items
    assert item.author == "bo"
    assert item.id.endswith("12")
    assert "De lampen zijn uit" in (item.body or "")
    assert "2026" in item.time


@pytest.mark.parametrize("name", [name for name in PAGES if name != "phpbb"])
def test_its_topics_lead_to_their_list(name: str) -> None:
    known = known_forum(Page.of(answer(PAGES[name][1], TOPIC)))

    assert known is not None
    assert known.proposal is not None
    assert known.proposal.options["url"] == LIST
