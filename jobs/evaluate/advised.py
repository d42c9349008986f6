"""Talk and advices of a week in, what was found and advised of each of its posts out."""

from collections.abc import Iterable

from jobs.advise.conduct import house_rule_of
from jobs.advise.ground import Ground
from jobs.advise.politics import in_politics
from jobs.advise.route import body_of_post, body_of_talk, place_of_post
from jobs.advise.rumours import rumour_in
from jobs.advise.talk import Talk
from jobs.evaluate.predictions import Advised
from jobs.model import Advice, PostId


def advised_of(
    ground: Ground, talks: Iterable[Talk], advices: Iterable[Advice]
) -> dict[PostId, Advised]:
    """Return what was said of every post that stands in a thread of *talks*, and is not our own."""
    listed = tuple(advices)
    whole = {one.signal_id: one.action.value for one in listed if one.post_id is None}
    own = {one.post_id: one.action.value for one in listed if one.post_id is not None}
    told: dict[PostId, Advised] = {}
    for talk in talks:
        kind, body, _ = body_of_talk(talk, ground)
        theirs = body if kind == "other" else None
        rumour = rumour_in(talk, ground)[0] != "none"
        for said in talk.said:
            member = said.signal_id == talk.signal.id
            if said.by_us or (said.post.id in told and not member):
                continue
            broken = house_rule_of(said, place_of_post(said, ground), ground)
            told[said.post.id] = Advised(
                political=in_politics(said, talk, ground),
                house_rule=broken if broken != "none" else None,
                other_body=(theirs if member else None) or body_of_post(said, ground),
                rumour=rumour and member,
                action=whole.get(talk.signal.id) if member else None,
                exception=own.get(said.post.id),
            )
    return told
