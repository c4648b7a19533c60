"""A summary of a transcript, in one of several styles and lengths, or as a person words it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.transcript_work.notes import NOTHING, Wording, write_from
from gemini_desk.tasks.transcript_work.task import CITE

if TYPE_CHECKING:
    from gemini_desk.tasks.transcript_work.steps import Work
    from gemini_desk.tasks.transcript_work.task import Task


class Style(StrEnum):
    """What a summary looks like."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    BULLETS = "bullets"
    MINUTES = "minutes"


class Length(StrEnum):
    """How much a summary says; a sentence is a sentence."""

    SHORT = "short"
    MEDIUM = "medium"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class SummaryOptions:
    """What kind of summary.

    Attributes:
        style: What it looks like.
        length: How much it says.
        manner: A person's own words for it, in place of the style; "" for none.
    """

    style: Style = Style.PARAGRAPH
    length: Length = Length.MEDIUM
    manner: str = ""


_LONGEST_MANNER: Final = 120  # characters of a person's own words
_WORDS: Final = {Length.SHORT: 60, Length.MEDIUM: 120, Length.LONG: 250}
_POINTS: Final = {Length.SHORT: "3 to 5", Length.MEDIUM: "6 to 10", Length.LONG: "12 to 20"}
_DETAIL: Final = {
    Length.SHORT: "Keep it to what was decided and what is to be done.",
    Length.MEDIUM: "Keep it brief: a line or two a topic.",
    Length.LONG: "Tell what was said for and against, too.",
}
_SAME_LANGUAGE: Final = "Write in the language of the recording."
_FAITHFUL: Final = "Keep names, numbers and decisions as they are, and add nothing of your own."
_TOKENS: Final = {
    Style.SENTENCE: 96,
    Style.PARAGRAPH: 512,
    Style.BULLETS: 1024,
    Style.MINUTES: 2048,
}
_NOTE: Final = (
    "Note the important points of this part of the recording, at most ten, one on each line: "
    f"topics, statements, numbers, decisions, tasks, who said what. {CITE} {_SAME_LANGUAGE} "
    f"If nothing of importance is said, write {NOTHING}."
)
_SHORTEN: Final = (
    "Join these notes into a shorter list of the important points, at most ten, in their order, "
    f"one on each line. Keep the times in square brackets. {_SAME_LANGUAGE}"
)

# What a person's message says.
_PHRASES: Final = {
    Style.SENTENCE: "Summarise the recording in one sentence.",
    Style.PARAGRAPH: "Summarise the recording in a {}paragraph.",
    Style.BULLETS: "Summarise the recording in {}bullet points.",
    Style.MINUTES: "Write {}minutes of the recording.",
}
_HOW_LONG: Final = {
    Style.SENTENCE: dict.fromkeys(Length, ""),
    Style.PARAGRAPH: {Length.SHORT: "short ", Length.MEDIUM: "", Length.LONG: "long "},
    Style.BULLETS: {Length.SHORT: "a few ", Length.MEDIUM: "", Length.LONG: "many "},
    Style.MINUTES: {Length.SHORT: "short ", Length.MEDIUM: "", Length.LONG: "detailed "},
}
_OWN_WORDS: Final = re.compile(
    r"summari[sz]e (?:the|this) recording(?: (?P<how>(?:in|as|for|with)\b.+))?", re.IGNORECASE
)


def phrase(options: SummaryOptions) -> str:
    """What a person says to get this summary."""
    if options.manner:
        return f"Summarise the recording {options.manner}."
    return _PHRASES[options.style].format(_HOW_LONG[options.style][options.length])


_KNOWN: Final = {
    phrase(SummaryOptions(style, length)).casefold().rstrip("."): SummaryOptions(style, length)
    for style in Style
    for length in Length
    if style is not Style.SENTENCE or length is Length.MEDIUM
}


def read(text: str) -> SummaryOptions | None:
    """The summary that a person asks for with `text`; None if it asks for something else."""
    plain = " ".join(text.split()).rstrip(".! ")
    usual = re.sub(r"\bas\b", "in", plain.casefold().replace("summarize", "summarise"))
    known = _KNOWN.get(usual)
    if known is not None:
        return known
    match = _OWN_WORDS.fullmatch(plain)
    if match is None or len(plain) > _LONGEST_MANNER:
        return None
    return SummaryOptions(manner=match["how"] or "")


def summarise(task: Task, options: SummaryOptions) -> Work:
    """Write the summary."""
    return write_from(
        task,
        Wording(
            write=f"{_instruction(options)} {_FAITHFUL} {_SAME_LANGUAGE}",
            note=_NOTE,
            shorten=_SHORTEN,
            nothing="Nothing is said in this recording that could be summarised.",
            answer_tokens=_TOKENS[Style.MINUTES if options.manner else options.style],
        ),
    )


def _instruction(options: SummaryOptions) -> str:
    if options.manner:
        return f"Summarise the recording {options.manner}. {CITE}"
    match options.style:
        case Style.SENTENCE:
            return "Summarise the recording in one sentence of at most 30 words, without times."
        case Style.PARAGRAPH:
            words = _WORDS[options.length]
            return (
                f"Summarise the recording in one paragraph of at most {words} words. Begin with "
                "the most important point. Write no times and no headings."
            )
        case Style.BULLETS:
            return (
                f"Summarise the recording in {_POINTS[options.length]} bullet points, one short "
                f"sentence each, in the order of the recording. {CITE}"
            )
        case Style.MINUTES:
            return (
                "Write the minutes of this meeting in Markdown, with these headings: “Topics”, "
                "“Decisions”, “Action items”, “Open questions”; leave out those that would be "
                f"empty. {_DETAIL[options.length]} Name people only as they are named there. {CITE}"
            )
