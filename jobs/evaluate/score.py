"""Labels and predictions in, the report of figures out; docs/evaluate.md says what each means.

Posts of the municipality's own accounts count in no figure but their own: they are context.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations

from jobs.evaluate.advice import figures_of_advice
from jobs.evaluate.gold import Gold
from jobs.evaluate.measures import (
    Figures,
    average_precision,
    clustering,
    counted,
    labels,
    majority,
    precision_recall,
    ratio,
)
from jobs.evaluate.predictions import Prediction

Unit = tuple[str, str]
"""A signal or a gold story in one week: (week, name)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paper:
    """What is marked: labels and predictions, sorted out once.

    Attributes:
        posts: Posts of others than the municipality.
        owned: Posts of the municipality itself.
        said: Predictions; a post without one is no mention.
        weeks: All weeks, in order.
        least: Voices that make a signal, posts that make a story of a week.
        members: Posts of each predicted signal.
        stories: Posts of each gold story of a week.
        signal_of: Signal of each post that is in one.
    """

    posts: tuple[Gold, ...]
    owned: tuple[Gold, ...]
    said: Mapping[str, Prediction]
    weeks: tuple[str, ...]
    least: int
    members: Mapping[Unit, list[Gold]]
    stories: Mapping[Unit, list[Gold]]
    signal_of: Mapping[str, Unit]

    @property
    def about_us(self) -> tuple[Gold, ...]:
        """Posts about the municipality."""
        return tuple(post for post in self.posts if post.is_ours)

    @property
    def wanted(self) -> frozenset[Unit]:
        """Stories of a week with enough posts to be found."""
        return frozenset(unit for unit, posts in self.stories.items() if len(posts) >= self.least)


def evaluate(
    gold: Mapping[str, Gold],
    predictions: Mapping[str, Prediction],
    own: frozenset[str],
    least: int = 3,
) -> Figures:
    """Return every figure of *predictions* against *gold*.

    Args:
        gold: Labels by id.
        predictions: Predictions by id; a post without one is no mention.
        own: Authors that are the municipality itself.
        least: Voices that make a signal, posts that make a story of a week.
    """
    paper = _paper(gold, predictions, own, least)
    report: Figures = {
        "posts": len(gold),
        "predicted": len(predictions),
        "mention": _mention(paper, predictions.values()),
        "clustering": _clustering(paper),
        "continuity": _continuity(paper),
        "department": _labels(paper, lambda post: post.department, lambda said: said.department)
        | _per_story(paper),
        "intent": _labels(paper, lambda post: post.intent, lambda said: said.intent),
    }
    if any(line.answer is not None for line in predictions.values()):
        report["needs_answer"] = counted(
            (paper.said[post.id].answer is True, post.needs_answer) for post in paper.posts
        )
    if any(line.advised is not None for line in predictions.values()):
        report["advice"] = figures_of_advice(paper.posts, paper.said, least)
    return report


def _paper(
    gold: Mapping[str, Gold], predictions: Mapping[str, Prediction], own: frozenset[str], least: int
) -> _Paper:
    posts = tuple(post for post in gold.values() if post.author not in own)
    said = {key: predictions.get(key, Prediction(id=key, mention=False)) for key in gold}
    members: dict[Unit, list[Gold]] = defaultdict(list)
    stories: dict[Unit, list[Gold]] = defaultdict(list)
    signal_of: dict[str, Unit] = {}
    for post in posts:
        signal = said[post.id].signal
        if signal is not None:
            signal_of[post.id] = (post.week, signal)
            members[post.week, signal].append(post)
        if post.story:
            stories[post.week, post.story].append(post)
    return _Paper(
        posts=posts,
        owned=tuple(post for post in gold.values() if post.author in own),
        said=said,
        weeks=tuple(sorted({post.week for post in gold.values()})),
        least=least,
        members=members,
        stories=stories,
        signal_of=signal_of,
    )


def _mention(paper: _Paper, predictions: Iterable[Prediction]) -> Figures:
    flagged = [post for post in paper.posts if paper.said[post.id].mention]
    hits = sum(post.is_ours for post in flagged)
    figures = precision_recall(hits, len(flagged), len(paper.about_us))
    figures["posts"] = len(paper.posts)
    wrong = (post.about for post in flagged if not post.is_ours)
    figures["false_positives"] = dict(Counter(wrong))
    confidences = [line.confidence for line in predictions]
    if confidences and None not in confidences:
        scored = [(paper.said[post.id].confidence or 0.0, post.is_ours) for post in paper.posts]
        figures["average_precision"] = average_precision(scored)
    owned = sum(paper.said[post.id].mention for post in paper.owned)
    share = ratio(owned, len(paper.owned))
    figures["own_account"] = {"posts": len(paper.owned), "flagged": share}
    return figures


def _clustering(paper: _Paper) -> Figures:
    pairs: dict[str, list[tuple[Unit, Unit | str]]] = {week: [] for week in paper.weeks}
    for post in paper.posts:
        if post.story:
            said = paper.signal_of.get(post.id, post.id)
            pairs[post.week].append(((post.week, post.story), said))
    shown = {
        unit
        for unit, posts in paper.members.items()
        if len({post.author for post in posts}) >= paper.least
    }
    one_offs = {unit for unit in shown if _is_one_off(paper.members[unit])}
    matched = _matched(paper)
    found = {story for _, story in matched} & paper.wanted
    loose = [post for post in paper.posts if not post.story]

    def in_shown(posts: Iterable[Gold]) -> float | None:
        listed = [paper.signal_of.get(post.id) in shown for post in posts]
        return ratio(sum(listed), len(listed))

    return {
        "pooled": clustering([pair for week in paper.weeks for pair in pairs[week]]),
        "per_week": {week: clustering(pairs[week]) for week in paper.weeks},
        "signals_shown": len(shown),
        "signals_of_one_offs": len(one_offs),
        "story_recall": ratio(len(found), len(paper.wanted)),
        "signal_precision": ratio(
            len({signal for signal, _ in matched} & shown), len(shown - one_offs)
        ),
        "no_story_posts_in_signals": in_shown(loose),
        "of_which_about_municipality": in_shown(post for post in loose if post.is_ours),
        "of_which_not_about_municipality": in_shown(post for post in loose if not post.is_ours),
    }


def _is_one_off(posts: list[Gold]) -> bool:
    """Say whether most of *posts* are about the municipality and belong to no story."""
    return len(posts) < 2 * sum(post.is_ours and not post.story for post in posts)


def _matched(paper: _Paper) -> set[tuple[Unit, Unit]]:
    """Return the (signal, story) of which each holds more than half of the other."""
    overlap = Counter(
        (paper.signal_of[post.id], unit)
        for unit, posts in paper.stories.items()
        for post in posts
        if post.id in paper.signal_of
    )
    return {
        (signal, story)
        for (signal, story), k in overlap.items()
        if 2 * k > len(paper.members[signal]) and 2 * k > len(paper.stories[story])
    }


def _continuity(paper: _Paper) -> Figures:
    """Return how well stories are followed: links between a story's active weeks, and others."""
    linked = {unit: _story_said(paper, unit) for unit in paper.wanted}
    active: dict[str, list[str]] = defaultdict(list)
    for week, name in sorted(paper.wanted):
        active[name].append(week)
    right = predicted = actual = 0
    for earlier, later in combinations(sorted(paper.wanted), 2):
        same = earlier[1] == later[1]
        order = active[earlier[1]] if same else paper.weeks
        if earlier[0] == later[0] or order.index(later[0]) - order.index(earlier[0]) != 1:
            continue
        link = linked[earlier] is not None and linked[earlier] == linked[later]
        right, predicted, actual = right + (same and link), predicted + link, actual + same
    return {"true_links": actual, **precision_recall(right, predicted, actual)}


def _story_said(paper: _Paper, unit: Unit) -> str | None:
    """Return the predicted story of the signal that holds most of *unit*; None when none does."""
    held = (paper.signal_of[post.id] for post in paper.stories[unit] if post.id in paper.signal_of)
    signal = majority(name for _, name in held)
    if signal is None:
        return None
    line = paper.said[paper.members[unit[0], signal][0].id]
    return line.story or f"only {unit[0]} {signal}"


def _labels(
    paper: _Paper, real: Callable[[Gold], str], said: Callable[[Prediction], str | None]
) -> Figures:
    return labels(
        [(real(post), said(paper.said[post.id])) for post in paper.about_us if real(post)]
    )


def _per_story(paper: _Paper) -> Figures:
    """Return for how many gold stories the most frequent predicted department is right."""
    by_story: dict[str, list[Gold]] = defaultdict(list)
    for post in paper.posts:
        if post.story:
            by_story[post.story].append(post)
    right = 0
    for posts in by_story.values():
        said = (paper.said[post.id].department for post in posts)
        right += majority(name for name in said if name is not None) == (
            posts[0].department or None
        )
    return {"per_story": ratio(right, len(by_story)), "stories": len(by_story)}


def lines(report: Figures, prefix: str = "") -> Iterable[str]:
    """Yield the figures of *report* as lines of a table."""
    for key, value in report.items():
        name = f"{prefix}{key}"
        if isinstance(value, dict):
            yield from lines(value, f"{name}.")
        else:
            shown = (
                "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
            )
            yield f"{name:<52}{shown:>8}"
