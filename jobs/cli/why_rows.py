"""The one thing that is meant in, everything that the store holds of it explained out."""

from jobs.cli.why_find import Found, Subject
from jobs.collect.collectors.capture import Provenance, provenances
from jobs.detect.job import strengths_of
from jobs.explain.members import Members
from jobs.explain.parts import Explanation
from jobs.explain.post import PostRows, explain_post
from jobs.explain.signal import SignalRows, explain_signal
from jobs.explain.story import StoryRows, explain_story
from jobs.explain.town import Town
from jobs.model import Advice, Post, PostId, Signal, SignalId, Story, Week
from jobs.settings import Settings
from jobs.store import Store


def explain(store: Store, found: Found, town: Town) -> Explanation:
    """Return why the program thinks of *found*, which the store holds, what it thinks."""
    match found.subject:
        case Subject.POST:
            return explain_post(_post(store, PostId(found.id), town.settings), town)
        case Subject.SIGNAL:
            return explain_signal(_signal(store, SignalId(found.id)), town)
        case Subject.STORY:
            stories = store.signals.stories()
            story = next(story for story in stories if story.id == found.id)
            return explain_story(_story(store, story), town)


def _post(store: Store, post_id: PostId, settings: Settings) -> PostRows:
    post = store.posts.by_id([post_id])[post_id]
    opening = PostId(post.thread_id)
    judged = store.judgements.of_posts([post_id, opening])
    mention = judged.get(post_id)
    label = signal = None
    advices: tuple[Advice, ...] = ()
    policy = None
    if mention is not None:
        week = mention.week
        labels = store.judgements.labels(week)
        label = next((one for one in labels if one.post_id == post_id), None)
        signals = store.signals.of_week(week)
        signal = next((one for one in signals if post_id in one.posts), None)
        advices = tuple(one for one in store.advices.of_week(week) if one.post_id == post_id)
        policy = store.advices.policy(week)
    return PostRows(
        post=post,
        mention=mention,
        opening=judged.get(opening),
        frames=strengths_of(store, settings, post),
        label=label,
        signal=signal,
        advices=advices,
        captured=_captured(store, post),
        policy=policy,
    )


def _captured(store: Store, post: Post) -> Provenance | None:
    status = store.sources.get(post.source_id)
    return None if status is None else provenances(status.cursor).get(post.id)


def _signal(store: Store, signal_id: SignalId) -> SignalRows:
    week = Week.parse(signal_id.rpartition("-")[0])
    signal = next(one for one in store.signals.of_week(week) if one.id == signal_id)
    posts = store.posts.by_id(signal.posts)
    held = tuple(posts[name] for name in signal.posts if name in posts)
    openings = store.posts.by_id(PostId(post.thread_id) for post in held)
    links = tuple(one for one in store.signals.links(week) if one.signal_id == signal_id)
    return SignalRows(
        members=Members(
            signal=signal,
            posts=held,
            mentions=store.judgements.of_posts(signal.posts),
            labels={one.post_id: one for one in store.judgements.labels(week)},
        ),
        openings={post.thread_id: post.words for post in openings.values()},
        links=links,
        stories={story.id: story.title for story in store.signals.stories()},
        advices=tuple(one for one in store.advices.of_week(week) if one.signal_id == signal_id),
        policy=store.advices.policy(week),
    )


def _story(store: Store, story: Story) -> StoryRows:
    weeks = [week for week in store.signals.weeks() if week >= story.first_week]
    links = [link for week in weeks for link in store.signals.links(week)]
    named = tuple(link for link in links if link.story_id == story.id)
    wanted = {*story.signals, *(link.signal_id for link in named)}
    found: dict[SignalId, Signal] = {
        one.id: one for week in weeks for one in store.signals.of_week(week) if one.id in wanted
    }
    return StoryRows(
        story=story,
        signals=tuple(found[name] for name in story.signals),
        links=named,
        titles={one.id: one.title for one in found.values()},
    )
