"""How our own accounts did: `Conduct`, one figure with its posts; `Landing`, what an answer did.

Of accounts only the role is known. No figure is about a person.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.ids import PostId, SignalId, StoryId
from jobs.model.week import Week


class Measure(StrEnum):
    """What is counted on our own pages, or of our own accounts.

    Attributes:
        ASKED: Questions of inhabitants on own pages that were answered, or still ask for it.
        ANSWERED: Those that an own account replied after.
        HELPED: Those that nobody of ours, but another inhabitant answered.
        WAIT: Minutes of office hours until our reply, the median; its posts are those questions.
        OPEN: Those that nobody answered, older than ``[policy] open_after``.
        BARRED: Replies on own pages from a role that may not answer there.
        PAST_LIMIT: Replies to one person in one thread beyond ``[policy] max_answers``.
        VANISHED: Posts of inhabitants that are gone from own pages without an entry in the log.
    """

    ASKED = "asked"
    ANSWERED = "answered"
    HELPED = "helped"
    WAIT = "wait"
    OPEN = "open"
    BARRED = "barred"
    PAST_LIMIT = "past_limit"
    VANISHED = "vanished"


@dataclass(frozen=True, slots=True, kw_only=True)
class Conduct:
    """One figure of one week.

    Attributes:
        week: The week.
        measure: What is counted.
        weeks: Over how many weeks, this one the last: 1 or 4.
        value: How many, or how many minutes.
        posts: What it rests on, in order of time.
    """

    week: Week
    measure: Measure
    weeks: int
    value: int
    posts: tuple[PostId, ...]


class Outcome(StrEnum):
    """What became of the talk after our answer.

    Attributes:
        QUIET: Nobody spoke of it after the answer, or nobody does this week.
        CALM: People speak on, without a report or complaint since the answer.
        GOES_ON: People speak on, and reports or complaints came after it too.
        BACK: After the answer nobody spoke of it for a week at least, and now people do again.
    """

    QUIET = "quiet"
    CALM = "calm"
    GOES_ON = "goes_on"
    BACK = "back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talked:
    """What inhabitants said on one side of our answer.

    Attributes:
        posts: Their posts, in order of time.
        voices: Distinct voices among them.
        unhappy: How many of the posts are reports or complaints.
        thanks: How many are compliments.
    """

    posts: tuple[PostId, ...] = ()
    voices: int = 0
    unhappy: int = 0
    thanks: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """A story that we answered, seen from the end of a week.

    Attributes:
        week: The week it is seen from.
        story_id: The story.
        signal_id: Its latest signal that is big enough to be shown.
        answered_in: Week of our latest answer; what was said is counted around the first of it.
        answered_at: Moment of that first answer, UTC.
        answers: Our replies of that week, in order of time.
        before: What was said before it, in the weeks looked back.
        after: What was said after it.
        quiet: The last week after our answer in which nobody spoke of it; None when there is none.
        outcome: What became of it.
    """

    week: Week
    story_id: StoryId
    signal_id: SignalId
    answered_in: Week
    answered_at: datetime
    answers: tuple[PostId, ...]
    before: Talked
    after: Talked
    quiet: Week | None
    outcome: Outcome
