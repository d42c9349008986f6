"""What one reader gets for one week: `Edition`, finished sentences and figures, ready to set.

The editor (`jobs.report.edition`) fills it; the templates, the mail and the file of posts only lay
it out.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from jobs.model.chart import Bars, Dots, Ranking, Timeline
from jobs.model.choice import Verdict
from jobs.model.finding import Case, Finding
from jobs.model.flow import Ladder
from jobs.model.honesty import Honesty
from jobs.model.piece import Ask, Item, Note, Row, Top
from jobs.model.response import Score
from jobs.model.week import Week


class Weight(StrEnum):
    """How much there is to read."""

    FULL = "full"
    SHORT = "short"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One week for one reader in one language. An empty tuple is a section that is not there.

    Attributes:
        week: The week.
        reader: Department id, or `LEAD`.
        language: ``nl``, ``fr``, ``de`` or ``en``.
        locale: Language and country, such as ``nl-BE``.
        weight: Whether a PDF is made, or a short mail only.
        municipality: Its name.
        name: Name of the department, or of the lead's edition.
        subject: Subject of the mail; holds no text of a post.
        title: Title of the document.
        period: The week in words.
        state: How things stand, one line.
        closed_at: End of the week, UTC; the moment the document carries.
        summary: The week in at most three sentences (lead).
        alerts: What cannot wait (lead).
        glance: What is decided, one line a decision (lead).
        glance_sum: How many matters that are together (lead); empty without them.
        asks: At most three (department).
        also_asked: What else is asked, a line a matter (department).
        items: Signals, strongest first (department).
        verdicts: Answer or not, of every matter (lead).
        checklist: What to mind in an answer (lead); empty when nothing is to be answered.
        verdicts_more: What is left out of the table, and how to read it, a line each (lead).
        pulse: Voices a week, or posts a day; None when there is too little to draw.
        timeline: What the weeks of all signals say together (lead); None without signals.
        ranking: Voices a department (lead); None when there is too little to draw.
        dots: Voices a department and source (lead); None when there is too little to draw.
        questions: Draft FAQ entries: open questions that no approved answer fits (lead).
        coming: Announcements that are near, and the talk about them (lead).
        landed: What happened after our own answers (lead).
        scores: What departments did with what they were asked (lead).
        scores_caption: What is counted there; empty without scores.
        conduct: How our own accounts did (lead).
        cases: House rules that may be broken (lead).
        open_before: What was promised, and questions of earlier weeks that still wait.
        open_before_ask: By when a department closes these questions, or how they add up (lead);
            empty when there are none.
        praise: Compliments to pass on.
        loose: What was said by too few voices to be a signal, in one line; empty when nothing was.
        honesty: What was read and what was not.
        reply: How to answer this report.
        feedback: Address that answers by one click go to; empty when there is none.
        imprint: Purpose, legal basis, term and contact.
        method: Heading and text, for the last page.
        policy: Name and version of the policy that the advice follows (lead); may be empty.
        ladders: Its flowchart with this week's counts (lead).
        tops: The posts with the most reactions (department).
        tops_caption: How many of all posts these are; empty without them.
        rows: Posts for the file that goes with it, in order of time.
        note: Code of what had to be left out: ``spared``, some quotes, or ``reduced``, all words of
            posts; empty when complete.
    """

    week: Week
    reader: str
    language: str
    locale: str
    weight: Weight
    municipality: str
    name: str
    subject: str
    title: str
    period: str
    state: str
    closed_at: datetime
    summary: tuple[str, ...] = ()
    alerts: tuple[Case, ...] = ()
    glance: tuple[Note, ...] = ()
    glance_sum: str = ""
    asks: tuple[Ask, ...] = ()
    also_asked: tuple[Note, ...] = ()
    items: tuple[Item, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    checklist: tuple[str, ...] = ()
    verdicts_more: tuple[str, ...] = ()
    pulse: Bars | None = None
    timeline: Timeline | None = None
    ranking: Ranking | None = None
    dots: Dots | None = None
    questions: tuple[Note, ...] = ()
    coming: tuple[Note, ...] = ()
    landed: tuple[Note, ...] = ()
    scores: tuple[Score, ...] = ()
    scores_caption: str = ""
    conduct: tuple[Finding, ...] = ()
    cases: tuple[Case, ...] = ()
    open_before: tuple[Note, ...] = ()
    open_before_ask: str = ""
    praise: tuple[Note, ...] = ()
    loose: str = ""
    honesty: Honesty
    reply: str
    feedback: str = ""
    imprint: tuple[str, ...]
    method: tuple[tuple[str, str], ...]
    policy: str = ""
    ladders: tuple[Ladder, ...] = ()
    tops: tuple[Top, ...] = ()
    tops_caption: str = ""
    rows: tuple[Row, ...] = ()
    note: str = ""
