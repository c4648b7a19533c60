"""A transcript in another language: segment by segment, so that every time stays as it is.

Several segments are asked about at once, as numbered lines: a model translates better what it
sees in its context. Lines that do not come back under their number are asked about again, in
smaller groups and at last one by one; so is a line that has lost a number ("12,500").
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gemini_desk.tasks.transcript_work.fitting import too_small
from gemini_desk.tasks.transcript_work.steps import Keep, Progress, Say, ask, count
from gemini_desk.tasks.transcript_work.task import about_text, note_request

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from gemini_desk.chat.message import Message
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.tasks.transcript_work.steps import Outcome, Step, Work
    from gemini_desk.tasks.transcript_work.task import Task
    from gemini_desk.transcripts.transcript import Segment

LONGEST_LANGUAGE: Final = 40  # characters of a language's name
_TOGETHER: Final = 12  # segments; more of them small models mix up
_ANSWER_TOKENS: Final = 2048
_READ: Final = re.compile(
    r"translate (?:the|this) recording (?:in)?to (?P<language>[^\W\d_][\w ()'’.-]*)", re.IGNORECASE
)
_LINE: Final = re.compile(r"\s*(?:[-*]\s+)?[\[(]?(?P<number>\d+)[\])]?\s*[.:)\]|]\s*(?P<text>.*)")
_INSTRUCTION: Final = (
    "Translate each numbered line to {language}. Answer with the same numbers, one line each, as "
    "in “1. …”, and with nothing else. Keep names, numbers and the tone."
)
_ONE: Final = "Translate this to {language}. Answer with the translation alone, on one line."
_NUMBERS: Final = "Every number of the original must stay: {numbers}."


def phrase(language: str) -> str:
    """What a person says to get a translation."""
    return f"Translate the recording to {language}."


def read(text: str) -> str | None:
    """The language that a person wants a translation to with `text`; None for anything else."""
    match = _READ.fullmatch(" ".join(text.split()).rstrip(".! "))
    if match is None or len(match["language"]) > LONGEST_LANGUAGE:
        return None
    return match["language"].strip()


def translate(task: Task, language: str) -> Work:
    """Translate to `language`; the transcript grows group by group."""
    segments = task.segments
    whole = replace(task.transcript, language=language, segments=())
    if not segments:
        yield Say("Nothing is said in this recording that could be translated.")
        return
    done: list[Segment] = list(task.kept.segments) if task.kept is not None else []
    if not done:
        yield Keep(replace(whole, done_s=0.0))
    while len(done) < len(segments):
        group = yield from _group(task, segments, len(done), language)
        texts = yield from _translated(task, group, language, _progress(segments, done, group))
        done += [
            # What was measured of the words holds for those that were said.
            replace(segment, text=text, confidence=None, word_confidences=())
            for segment, text in zip(group, texts, strict=True)
        ]
        end_s = task.transcript.done_s if len(done) == len(segments) else done[-1].end_s
        yield Keep(replace(whole, segments=tuple(done), done_s=end_s))


def _progress(segments: Segments, done: Sequence[Segment], group: Segments) -> Progress:
    """In groups; the ones to come are as long as this one."""
    each = max(1, len(group))
    part = -(-len(done) // each) + 1
    return Progress(part, part + -(-(len(segments) - len(done) - len(group)) // each))


def _group(
    task: Task, segments: Segments, start: int, language: str
) -> Generator[Step, Outcome, Segments]:
    """The next segments to be translated together: as many as fit with their translation."""
    group = segments[start : start + _TOGETHER]
    room = task.room(_ANSWER_TOKENS)
    while len(group) > 1:
        tokens = yield from count(_messages(group, language))
        # A translation takes about as much room as what it is of, with the words around that.
        if tokens <= min(room.prompt_tokens, room.answer_tokens):
            break
        group = group[: len(group) // 2]
    return group


def _translated(
    task: Task, group: Segments, language: str, progress: Progress
) -> Generator[Step, Outcome, list[str]]:
    """The texts of `group` in `language`; every segment gets one."""
    if len(group) == 1:
        text = yield from _alone(task, group[0], language, progress)
        return [text]
    request = note_request(_messages(group, language), task.room(_ANSWER_TOKENS))
    written = yield from ask(request, shown=False, progress=progress)
    found = numbered_lines(written, len(group))
    texts: list[str] = []
    at = 0
    while at < len(group):
        text = found.get(at + 1, "")
        if text and keeps_numbers(group[at].text, text):
            texts.append(text)
            at += 1
            continue
        # Those that are missing in a row are asked about together, but in a smaller group.
        end = at + 1
        while end < len(group) and end - at < len(group) // 2 and end + 1 not in found:
            end += 1
        again = yield from _translated(task, group[at:end], language, progress)
        texts += again
        at = end
    return texts


def _alone(
    task: Task, segment: Segment, language: str, progress: Progress
) -> Generator[Step, Outcome, str]:
    """One segment; asked about once more if a number is lost, then taken as it is."""
    room = task.room(_ANSWER_TOKENS)
    original = " ".join(segment.text.split())
    instruction = _ONE.format(language=language)
    messages = about_text(original, instruction)
    tokens = yield from count(messages)
    if tokens > room.prompt_tokens:
        raise too_small()
    text = _one_line((yield from ask(note_request(messages, room), shown=False, progress=progress)))
    if text and keeps_numbers(original, text):
        return text
    numbers = ", ".join(re.findall(r"\d[\d.,:]*\d|\d", original))
    more = f"{instruction} {_NUMBERS.format(numbers=numbers)}" if numbers else instruction
    request = note_request(about_text(original, more), room)
    again = _one_line((yield from ask(request, shown=False, progress=progress)))
    if again and (not text or keeps_numbers(original, again)):
        return again
    return text or original


def numbered_lines(text: str, most: int) -> dict[int, str]:
    """The lines of a model's answer by their number, 1 to `most`; each number once."""
    found: dict[int, str] = {}
    twice: set[int] = set()
    number = 0
    for line in text.splitlines():
        match = _LINE.fullmatch(line)
        if match is not None and 1 <= int(match["number"][:6]) <= most:
            number = int(match["number"][:6])
            if number in found:
                twice.add(number)
            found[number] = match["text"].strip()
        elif number and line.strip():  # a line that was broken
            found[number] = f"{found[number]} {line.strip()}".strip()
    return {each: said for each, said in found.items() if said and each not in twice}


def keeps_numbers(original: str, translation: str) -> bool:
    """Whether every long number of `original` stands in `translation`, however it is written.

    Only those of two digits and more: "2" may well be "zwei", and a date be written otherwise.
    """
    wanted = Counter(_plain_numbers(original))
    have = Counter(_plain_numbers(translation))
    return all(have[number] >= often for number, often in wanted.items())


def _plain_numbers(text: str) -> list[str]:
    found = re.findall(r"\d+(?:[., '’\u202f\u00a0]\d{3})*(?:[.,:]\d+)?", text)
    plain = [re.sub(r"\D", "", number) for number in found]
    return [number for number in plain if len(number) > 1]


def _messages(group: Segments, language: str) -> tuple[Message, ...]:
    lines = [
        f"{number}. {' '.join(segment.text.split())}"
        for number, segment in enumerate(group, start=1)
    ]
    return about_text("\n".join(lines), _INSTRUCTION.format(language=language))


def _one_line(text: str) -> str:
    return " ".join(text.split())
