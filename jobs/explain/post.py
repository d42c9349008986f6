"""What the store holds of one post in, why it was judged so out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from jobs.cluster.label import NEEDS_ANSWER
from jobs.collect.collectors.capture import Provenance
from jobs.explain.advice import advice_part
from jobs.explain.evidence import around_part, mention_part, text_part
from jobs.explain.parts import Explanation, Json, Part, enumerate_words, listed
from jobs.explain.town import Town
from jobs.explain.words import KINDS, REASONS, ROLES, SPEAKERS, count, percent
from jobs.model import Access, Advice, Label, Mention, Policy, Post, Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class PostRows:
    """All that is stored of one post.

    Attributes:
        post: The post.
        mention: Its judgement; None when it was never judged.
        opening: Judgement of the opening post of its thread, when there is one.
        frames: What the model saw of where it stands and how it is made, by name of `Frame`,
            strengths from 0 to 1; empty when nothing can be said of it any more.
        label: What it asks; None when it is no mention.
        signal: The signal it stands in, if any.
        advices: Advice on this post alone.
        captured: Who brought it from a closed group and when; None when nobody did, or it is not
            remembered any more.
        policy: What that follows; None when it was not kept.
    """

    post: Post
    mention: Mention | None
    opening: Mention | None
    frames: Mapping[str, float]
    label: Label | None
    signal: Signal | None
    advices: tuple[Advice, ...]
    captured: Provenance | None
    policy: Policy | None = None


def explain_post(rows: PostRows, town: Town) -> Explanation:
    """Return why the program thinks of one post what it thinks."""
    post, mention, label = rows.post, rows.mention, rows.label
    parts = [_origin(post, town), *_captured(rows, town), _text(post)]
    parts += [_kept(post, mention, town), mention_part(post, mention)]
    if mention is not None:
        around = around_part(post, mention, rows.opening, rows.frames)
        parts += [text_part(post, mention), around]
    if label is not None:
        parts += [_kind(label), _department(label, town), _answer(label)]
    parts.append(_home(rows))
    if rows.advices:
        parts.append(advice_part(rows.advices, town, rows.policy))
    return Explanation(what="post", id=post.id, parts=tuple(parts))


def _origin(post: Post, town: Town) -> Part:
    facts: dict[str, Json] = {
        "source": post.source_id,
        "thread": post.thread_id,
        "role": post.role,
        "speaker": post.speaker,
        "posted_at": post.posted_at.isoformat(),
        "date_suspect": post.date_suspect,
        "language": post.language,
        "reactions": post.reactions,
        "url": post.url,
    }
    when = town.moment(post.posted_at)
    lines = [
        town.source(post.source_id),
        f"{ROLES[post.role]}, {when}" + (" (when we read it)" if post.date_suspect else ""),
        f"speaker: {SPEAKERS[post.speaker]}; language: {post.language}",
        count(post.reactions, "reaction"),
        f"thread: {post.thread_id}",
    ]
    if post.url:
        lines.append(post.url)
    return Part(name="where it comes from", facts=facts, lines=tuple(lines))


def _captured(rows: PostRows, town: Town) -> Iterator[Part]:
    """Yield in which role, group and on which day people brought a post, and by whose leave."""
    whence, source = rows.captured, town.place(rows.post.source_id)
    closed = source is not None and source.access is Access.CAPTURED
    if whence is None and not closed:
        return
    consent = None if source is None else source.consent
    facts: dict[str, Json] = {
        "on": None if whence is None else whence.on.isoformat(),
        "role": None if whence is None else whence.role,
        "group": None if whence is None else whence.group or None,
        "consent": consent,
    }
    lines = ["in which role and on which day is not remembered"]
    if whence is not None:
        lines = [f"on {whence.on:%Y-%m-%d}, in the role {whence.role}"]
        lines.append(f"in the group {whence.group}" if whence.group else "its group is not kept")
    written = f"{consent} (as sources.toml has it now)"
    absent = "not written down; add consent to its [[source]]"
    lines += [f"consent of the admins: {written if consent else absent}", "its author is not kept"]
    yield Part(name="captured", facts=facts, lines=tuple(lines))


def _text(post: Post) -> Part:
    words = post.words.strip()
    facts: dict[str, Json] = {"text": words or None}
    lines = tuple(words.splitlines())
    if not lines:
        lines = ("erased",) if post.erased_at else ("empty",)
    return Part(name="redacted text", facts=facts, lines=lines)


def _kept(post: Post, mention: Mention | None, town: Town) -> Part:
    """Return how long the text of *post* is kept, or since when it is gone."""
    terms = town.settings.privacy
    last = post.collected_at + terms.keep_text
    facts: dict[str, Json] = {
        "collected_at": post.collected_at.isoformat(),
        "masked": listed(post.redacted),
        "erased_at": None if post.erased_at is None else post.erased_at.isoformat(),
        "erased_from": None if post.erased_at is not None else last.isoformat(),
    }
    lines = [f"read on {town.moment(post.collected_at)}"]
    if post.redacted:
        lines.append(f"masked before it was stored: {enumerate_words(post.redacted)}")
    if post.cleaned:
        lines.append("characters that mislead a reader were taken out")
    if post.erased_at is not None:
        lines.append(f"text erased on {town.moment(post.erased_at)}; what was judged of it stays")
    else:
        lines.append(f"text is erased from {town.moment(last)} on ([privacy] keep_text)")
        if mention is not None and not mention.kept:
            soon = town.moment(post.collected_at + terms.keep_unmentioned)
            lines.append(f"and from {soon} on ([privacy] keep_unmentioned), as it is no mention,")
            lines.append("unless its thread holds a mention of the last two weeks")
    return Part(name="kept", facts=facts, lines=tuple(lines))


def _kind(label: Label) -> Part:
    told = f"{KINDS[label.kind]}, by who speaks and by its turns of phrase"
    return Part(name="what it does", facts={"kind": label.kind}, lines=(told,))


def _department(label: Label, town: Town) -> Part:
    facts: dict[str, Json] = {
        "department": label.department,
        "score": label.department_score,
        "terms": listed(label.department_terms),
        "places": listed(label.places),
    }
    lines = list(town.whose(label.department, label.department_score, label.department_terms))
    lines.append("its opening post and the mean of its thread count as much as its own words")
    if label.places:
        lines.append(f"places in it or in its opening post: {enumerate_words(label.places)}")
    return Part(name="whose it is", facts=facts, lines=tuple(lines))


def _answer(label: Label) -> Part:
    asks = "yes" if label.needs_answer else "no"
    facts: dict[str, Json] = {
        "needs_answer": label.needs_answer,
        "score": label.answer_score,
        "needed": NEEDS_ANSWER,
        "reasons": listed(label.answer_reasons),
    }
    lines = [f"{asks}: {percent(label.answer_score)}, and {percent(NEEDS_ANSWER)} is needed"]
    lines += [REASONS.get(code, code) for code in label.answer_reasons]
    if not label.answer_reasons:
        lines.append("only an inhabitant's post can ask for one")
    return Part(name="asks for an answer", facts=facts, lines=tuple(lines))


def _home(rows: PostRows) -> Part:
    signal, name = rows.signal, "stands in"
    if signal is None:
        judged = rows.mention is not None and rows.mention.kept
        why = "no signal yet: run `cluster`" if judged else "no signal: only mentions stand in one"
        return Part(name=name, facts={"signal": None, "story": None}, lines=(why,))
    post_id = rows.post.id
    place = signal.posts.index(post_id) + 1
    lines = [
        f'signal {signal.id} "{signal.title}", as post {place} of {len(signal.posts)} in time',
        f"story {signal.story_id}",
    ]
    marks = {
        "quote": post_id in signal.quotes,
        "open_question": post_id in signal.open_questions,
        "answer": post_id in signal.answered,
    }
    told = {
        "quote": "chosen as a quote",
        "open_question": "counted as an open question",
        "answer": "counted as an answer of the municipality",
    }
    lines += [told[mark] for mark, holds in marks.items() if holds]
    facts: dict[str, Json] = {
        "signal": signal.id,
        "story": signal.story_id,
        "place": place,
        **marks,
    }
    return Part(name=name, facts=facts, lines=tuple(lines))
