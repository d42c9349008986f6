"""An edition in, the text part of its mail out: the same facts as the HTML part, without markup."""

from collections.abc import Iterable, Iterator

from jobs.language.wording import Wording
from jobs.model import Case, Click, Edition, Finding, Note, Quote, Step, Weight
from jobs.report.edition import has_clicks


def plain(edition: Edition, words: Wording) -> str:
    """Return *edition* as plain text, in the order of the page."""
    sections = (
        ("", (edition.title, edition.period, edition.state)),
        ("summary", edition.summary),
        ("alerts", (_caution(edition, words), *_cases(edition.alerts, words, "do"))),
        ("glance", (*_notes(edition.glance, words), edition.glance_sum)),
        ("asks", _asks(edition, words)),
        ("also_asked", _waiting(edition, edition.also_asked, words, "also_asked")),
        ("items", _items(edition, words)),
        ("choices", (*_choices(edition, words), *edition.verdicts_more)),
        ("checklist", (f"- {line}" for line in edition.checklist)),
        ("questions", _notes(edition.questions, words)),
        ("coming", _notes(edition.coming, words)),
        ("open_before", _waiting(edition, edition.open_before, words)),
        ("landed", _landed(edition, words)),
        ("praise_lead" if edition.summary else "praise", _notes(edition.praise, words)),
        ("scores", _scores(edition, words)),
        ("conduct", _findings(edition.conduct)),
        ("cases", _cases(edition.cases, words)),
        ("loose", (edition.loose,)),
        ("honesty", _honesty(edition, words)),
        ("", edition.imprint),
    )
    blocks = (_block(heading, lines, words) for heading, lines in sections)
    return "\n\n".join(block for block in blocks if block) + "\n"


def _caution(edition: Edition, words: Wording) -> str:
    return words.say("alert.read") if edition.alerts else ""


def _block(heading: str, lines: Iterable[str], words: Wording) -> str:
    kept = [line for line in lines if line]
    if not kept:
        return ""
    text = "\n".join(kept)
    title = words.first_of([f"heading.{heading}", f"{heading}.title"]) if heading else ""
    return f"{title.upper()}\n{text}" if title else text


def _label(name: str, words: Wording) -> str:
    return words.say("word.label", label=words.say(f"label.{name}"))


def _asks(edition: Edition, words: Wording) -> Iterator[str]:
    for number, ask in enumerate(edition.asks, 1):
        yield f"{number}. {ask.text}"
        yield from (f" {_quote(quote, words)}" for quote in ask.quotes)
        yield f"   {ask.reason}"
        if ask.then:
            yield f"   {ask.then}"
        yield from (f" {line}" for line in _clicks(edition, ask.clicks, words))
    if edition.asks:
        yield _reply(edition, words)


def _items(edition: Edition, words: Wording) -> Iterator[str]:
    for item in edition.items:
        yield f"* {item.title} [{item.state_text}]"
        history = " - ".join(str(voices) for voices in item.history)
        weekly = words.say("word.label", label=words.say("column.history"))
        yield f"  {item.size}{words.say('word.semicolon')}{weekly} {history}"
        yield f"  {_label('kinds', words)} {item.shares_text}"
        yield f"  {item.signal_id}"
        yield from (_quote(quote, words) for quote in item.quotes)
        yield f"  {_label('answer', words)} {item.answer}"
        if item.where:
            yield f"  {_label('where', words)} {item.where}."
        yield f"  {_label('why', words)} {item.why}"
        yield from _clicks(edition, item.clicks, words)


def _clicks(edition: Edition, clicks: Iterable[Click], words: Wording) -> Iterator[str]:
    """Yield the tokens themselves: addresses of mails are too long to be read."""
    for number, click in enumerate(clicks):
        if number == 0:
            by_hand = words.say("reply.by_hand", address=edition.feedback)
            yield f"  {_label('reply', words)} {by_hand}"
        more = f" ({words.say('reply.fill_in', marker=click.marker)})" if click.marker else ""
        yield f"  - {click.text}: {click.token}{more}"
        yield from (f"    {line}" for line in click.choices)


def _choices(edition: Edition, words: Wording) -> Iterator[str]:
    if edition.verdicts:
        yield f"{words.say('choice.below')} {words.say('choice.legend')}"
    for verdict in edition.verdicts:
        yield (
            f"{verdict.action_text.upper()} · {verdict.due}"
            if verdict.due
            else (verdict.action_text.upper())
        )
        yield verdict.why
        if verdict.holding:
            label = words.say("word.label", label=words.say("holding.label"))
            yield f"{label} {words.say('word.speech', text=verdict.holding)}"
        for choice in verdict.choices:
            number = f"{choice.number}. " if choice.number else "* "
            about = " · ".join(part for part in (choice.size, choice.detail) if part)
            yield f"{number}{choice.title} ({about})"
            for step in choice.steps:
                yield from _step(step, words, first=step is choice.steps[0])


def _step(step: Step, words: Wording, *, first: bool) -> Iterator[str]:
    yield " ".join(part for part in (" ", step.about, step.told, step.url) if part).rstrip()
    if step.quote is not None:
        yield _quote(step.quote, words)
    if step.ready is not None:
        ready = words.say("how.ready", question=step.ready.question)
        yield f"  {words.say('word.label', label=ready)} {step.ready.answer}"
    parts = (step.because,) if first else (step.action_text, step.because)
    why = words.say("word.semicolon").join(part for part in parts if part)
    named = [
        f"{words.say('word.label', label=words.say(f'column.{name}'))} {getattr(step, name)}"
        for name in ("supplies", "does")
        if getattr(step, name)
    ]
    how = " · ".join([*named, step.due] if step.due else named)
    told = (part.rstrip(".") for part in (why, step.basis, how) if part)
    yield f"  {'. '.join(told)}."


def _notes(notes: Iterable[Note], words: Wording) -> Iterator[str]:
    for note in notes:
        see = f" {words.say('glance.see')} {note.see}." if note.see else ""
        yield f"* {note.title}: {note.text}{see}"
        if note.url:
            yield f"  {note.url}"
        if note.quote is not None:
            yield _quote(note.quote, words)


def _waiting(
    edition: Edition, notes: tuple[Note, ...], words: Wording, told: str = ""
) -> Iterator[str]:
    if notes:
        yield words.say(f"document.{told}") if told else edition.open_before_ask
    for note in notes:
        yield from _notes((note,), words)
        yield from _clicks(edition, note.clicks, words)


def _landed(edition: Edition, words: Wording) -> Iterator[str]:
    yield from _notes(edition.landed, words)
    if edition.landed:
        yield words.say("landed.legend")


def _scores(edition: Edition, words: Wording) -> Iterator[str]:
    for score in edition.scores:
        figures = {"asked": score.asked, "open": score.open}
        figures |= {"planned": score.planned, "done": score.done}
        told = ", ".join(f"{words.say(f'column.{key}')} {n}" for key, n in figures.items())
        yield f"* {score.department}: {told}"
    yield edition.scores_caption


def _findings(findings: Iterable[Finding]) -> Iterator[str]:
    for found in findings:
        yield f"* {found.title}: {found.text}"
        for trace in found.traces:
            yield f"  - {trace.text} {trace.url or ''}".rstrip()
        yield f"  - {found.more}" if found.more else ""


def _cases(cases: Iterable[Case], words: Wording, names: str = "rule") -> Iterator[str]:
    for case in cases:
        yield f"* {case.title}: {case.text} {case.how}".rstrip()
        yield f"  {_label(names, words)} {case.rule}"
        yield from (f"  {step}" for step in case.steps)
        yield f"  {_label('give', words)} {case.give}" if case.give else ""
        yield f"  {case.url}" if case.url else ""


def _honesty(edition: Edition, words: Wording) -> Iterator[str]:
    yield edition.honesty.summary
    yield from (f"- {line}" for line in (*edition.honesty.broken, *edition.honesty.unread))
    yield from edition.honesty.caution
    if edition.weight is Weight.FULL and not edition.asks:
        yield _reply(edition, words)


def _reply(edition: Edition, words: Wording) -> str:
    """Return how to answer: by the codes where the page has links."""
    clicks = has_clicks(edition.asks, edition.items, (*edition.also_asked, *edition.open_before))
    return words.say("document.reply_codes") if clicks else edition.reply


def _quote(quote: Quote, words: Wording) -> str:
    told = f"  {words.say('word.speech', text=quote.text)} ({quote.credit})"
    return f"{told} {quote.url}" if quote.url else told
