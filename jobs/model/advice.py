"""What to do with a signal, or with one post: `Advice`, with the rule that decided."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from jobs.model.ids import DepartmentId, PostId, SignalId
from jobs.model.week import Week


class Action(StrEnum):
    """What the municipality's own policy says. Nothing is ever done by the program itself."""

    ESCALATE = "escalate"
    REFER = "refer"
    ANSWER = "answer"
    CHECK_FIRST = "check_first"
    OPEN_TICKET = "open_ticket"
    CORRECT_ONCE = "correct_once"
    MOVE_PRIVATE = "move_private"
    APPLY_HOUSE_RULE = "apply_house_rule"
    PASS_ON = "pass_on"  # noqa: S105 - an action, no password
    PUBLISH = "publish"
    LEAVE = "leave"
    MONITOR = "monitor"


class Who(StrEnum):
    """Which role acts; never a person's name."""

    LEAD = "lead"
    PAGE_TEAM = "page_team"
    DEPARTMENT = "department"
    SAFETY_CONTACT = "safety_contact"
    NOBODY = "nobody"


class Where(StrEnum):
    """From which place an answer goes out."""

    OWN_PAGE = "own_page"
    IN_THREAD = "in_thread"
    IN_GROUP_AS_PAGE = "in_group_as_page"
    ASK_ADMIN = "ask_admin"
    PRIVATE_MESSAGE = "private_message"
    TICKET = "ticket"
    INTERNAL = "internal"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing the rules look at, with what it rests on.

    Attributes:
        name: One of the names listed in docs/policy.md.
        value: True or false, a number, or a word.
        posts: Posts it rests on.
        confidence: 0 to 1, the chance that a person who reads the posts says so too; None for
            advice given before that was known.
    """

    name: str
    value: bool | float | str
    posts: tuple[PostId, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """What the first rule that applies says about a signal, or about one post as an exception.

    Attributes:
        signal_id: The signal.
        week: Its week.
        post_id: The one post it is about; None when it is about the whole signal.
        action: What to do.
        rule: Name of the rule that decided.
        facts: The facts that made the rule apply.
        tried: Names of the rules tried before, in order, that did not apply.
        who: Role that acts.
        where: From which place.
        department: Who supplies the content; None when nobody needs to.
        body: Id of the other body that is competent; None when it is ours.
        faq: Id of the FAQ entry that answers it; None when none does.
        house_rule: Id of the house rule broken; None when none is.
        not_before: Cooling-off, UTC; None when at once.
        due: Last day; None when there is none.
    """

    signal_id: SignalId
    week: Week
    post_id: PostId | None
    action: Action
    rule: str
    facts: tuple[Fact, ...]
    tried: tuple[str, ...]
    who: Who
    where: Where
    department: DepartmentId | None
    body: str | None
    faq: str | None
    house_rule: str | None
    not_before: datetime | None
    due: date | None
