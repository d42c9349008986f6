"""The one thing that is meant in, what decided about it out: read again, as the store is now."""

from jobs.advise.answers import answers_spent
from jobs.advise.decide import advise_talk, exception
from jobs.advise.job import read_week
from jobs.advise.of_post import post_case
from jobs.advise.of_signal import signal_case
from jobs.advise.policy import load_policy
from jobs.advise.talk import Said, Talk
from jobs.cli.why_find import Found, Subject
from jobs.errors import UsageError
from jobs.explain.decision import Decision
from jobs.model import Advice, PostId, SignalId, Week
from jobs.settings import Settings
from jobs.store import Store


def decision_of(store: Store, settings: Settings, found: Found, week: Week | None) -> Decision:
    """Return how *found* is decided; of a story its signal of *week*, or its newest.

    Raises:
        UsageError: There is nothing to decide: a post in no signal, a story silent in that week.
    """
    wanted = _week_of(store, found, week)
    ground, talks = read_week(store, settings, wanted)
    talk, said = _meant(talks, found)
    policy = load_policy(settings)
    kept = tuple(one for one in store.advices.of_week(wanted) if one.signal_id == talk.signal.id)
    if said is None:
        case = signal_case(talk, ground)
        whole, *apart = advise_talk(talk, ground, policy)
        computed: Advice | None = whole
    else:
        spent = frozenset(one.post.id for one in answers_spent(talk, ground.max_answers))
        case, apart = post_case(said, talk, ground, spent), []
        computed = exception(case, policy, ground.calendar)
    return Decision(
        title=talk.signal.title,
        case=case,
        policy=policy,
        computed=computed,
        stored=next((one for one in kept if one.post_id == case.post_id), None),
        apart=tuple(apart),
        posts={one.post.id: one.post for one in (*talk.members, *talk.said)},
    )


def _week_of(store: Store, found: Found, week: Week | None) -> Week:
    """Return the week in which *found* is to be decided."""
    if found.subject is Subject.SIGNAL:
        return Week.parse(found.id.rpartition("-")[0])
    if found.subject is Subject.POST:
        mention = store.judgements.of_posts([PostId(found.id)]).get(PostId(found.id))
        if mention is None:
            message = f"post {found.id} was not judged; run `buurtsignaal run detect` first"
            raise UsageError(message)
        return mention.week
    story = next(one for one in store.signals.stories() if one.id == found.id)
    return week or story.last_week


def _meant(talks: tuple[Talk, ...], found: Found) -> tuple[Talk, Said | None]:
    """Return the talk that *found* is, or stands in, and the post when it is one."""
    for talk in talks:
        signal = talk.signal
        if found.subject is Subject.SIGNAL and signal.id == SignalId(found.id):
            return talk, None
        if found.subject is Subject.STORY and signal.story_id == found.id:
            return talk, None
        if found.subject is Subject.POST:
            said = next((one for one in talk.members if one.post.id == found.id), None)
            if said is not None:
                return talk, said
    message = f"{found.subject} {found.id} is in no signal of that week; try `buurtsignaal why`"
    raise UsageError(message)
