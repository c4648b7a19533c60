"""Works on a transcript, from the command line: options of `gemini-desk transcribe`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Final

from gemini_desk.errors import InputError

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from gemini_desk.cli.output import StatusLine
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.tasks.transcript_work.fitting import Segments
    from gemini_desk.tasks.transcript_work.steps import Progress, Work
    from gemini_desk.tasks.transcript_work.task import Task
    from gemini_desk.transcripts.transcript import Transcript

_LONGEST_FILE_BYTES: Final = 200_000_000  # some thousand hours of speech
# The names of summarise.Style and summarise.Length, which are imported when they are needed.
_STYLES: Final = ("sentence", "paragraph", "bullets", "minutes")
_LENGTHS: Final = ("short", "medium", "long")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Describe the options."""
    works = parser.add_argument_group(
        "work on the transcript",
        "These print their text in place of the transcript, which is then written only to the "
        "file of --output. FILE may be a transcript that was written with --format json.",
    )
    works.add_argument("--summarise", action="store_true", help="summarise it")
    works.add_argument("--style", choices=_STYLES, help="of the summary; default: paragraph")
    works.add_argument("--length", choices=_LENGTHS, help="of the summary; default: medium")
    works.add_argument("--action-items", action="store_true", help="list who does what until when")
    works.add_argument("--ask", metavar="QUESTION", help="answer a question about it")
    works.add_argument(
        "--translate-to", metavar="L", help="translate the transcript itself, segment by segment"
    )


def check(options: argparse.Namespace) -> None:
    """Refuse options that do not go together, before a model is loaded.

    Raises:
        InputError: They do not.
    """
    from gemini_desk.tasks.transcript_work.translate import LONGEST_LANGUAGE

    if (options.style or options.length) and not options.summarise:
        raise InputError("--style and --length go with --summarise.", hint="Add it.")
    if options.ask is not None and not options.ask.strip():
        raise InputError("The question is empty.", hint="Say what you want to know.")
    language = options.translate_to
    if language is not None and not 0 < len(language.strip()) <= LONGEST_LANGUAGE:
        raise InputError(
            "--translate-to takes the name of a language.", hint="For instance: German"
        )


def wants_text(options: argparse.Namespace) -> bool:
    """Whether a text about the transcript is asked for."""
    return bool(options.summarise or options.action_items or options.ask)


def read_transcript(path: Path) -> Transcript | None:
    """The transcript that was written to `path` with --format json; None if it is no such file.

    Raises:
        InputError: It is one, but cannot be used.
    """
    if path.suffix.lower() != ".json":
        return None
    from gemini_desk.storage.transfer.fields import UnusableError
    from gemini_desk.storage.transfer.transcript_object import transcript_from

    try:
        if path.stat().st_size > _LONGEST_FILE_BYTES:
            raise InputError(f"{path.name} is too large for a transcript.")
        return transcript_from(json.loads(path.read_bytes()))
    except OSError as error:
        raise InputError(f"Cannot read {path}: {error.strerror}.") from None
    except (ValueError, RecursionError, UnusableError) as error:
        raise InputError(
            f"{path.name} is no transcript that can be read ({error}).",
            hint="Write one with: gemini-desk transcribe RECORDING --format json",
        ) from None


def translated(
    session: ModelSession, transcript: Transcript, language: str, status: StatusLine
) -> Transcript:
    """`transcript` in another language."""
    from gemini_desk.tasks.transcript_work.translate import translate

    work = translate(_task(session, transcript), language.strip())
    return _run(session, work, status, "Translating", shows=False) or transcript


def print_works(
    session: ModelSession,
    transcript: Transcript,
    options: argparse.Namespace,
    status: StatusLine,
) -> None:
    """Print what is asked for, as it is written; with an empty line between two texts."""
    from gemini_desk.tasks.transcript_work.action_items import action_items
    from gemini_desk.tasks.transcript_work.summarise import (
        Length,
        Style,
        SummaryOptions,
        summarise,
    )

    task = _task(session, transcript)
    works: list[tuple[str, Work]] = []
    if options.summarise:
        kind = SummaryOptions(
            Style(options.style or Style.PARAGRAPH), Length(options.length or Length.MEDIUM)
        )
        works.append(("Summarising", summarise(task, kind)))
    if options.action_items:
        works.append(("Looking for action items", action_items(task)))
    if options.ask:
        works.append(("Answering", _answer(task, options.ask)))
    for number, (doing, work) in enumerate(works):
        if number:
            print(flush=True)
        _run(session, work, status, doing)
        print(flush=True)


def refuse_what_it_cannot(session: ModelSession, options: argparse.Namespace) -> None:
    """Refuse at once, before anything is heard, what the model that is loaded cannot do.

    What it says that it has learned counts, and its size only where it says nothing.

    Raises:
        InputError: It cannot do what is asked for.
    """
    from gemini_desk.tasks.transcript_work.works import WORKS

    asked = {
        "summarise": options.summarise,
        "action-items": options.action_items,
        "translate": options.translate_to,
    }
    for work in WORKS:
        obstacle = work.obstacle(session.model) if asked.get(work.name) else ""
        if obstacle:
            raise InputError(
                f"{obstacle}: {work.title.lower()}. It can write a recording down, but not work on "
                "what is said.",
                hint="Choose another one with --model.",
            )


def _task(session: ModelSession, transcript: Transcript) -> Task:
    from gemini_desk.tasks.transcript_work.task import Task

    return Task(transcript, session.model.capabilities.context_tokens)


def _answer(task: Task, question: str) -> Work:
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.tasks.transcript_work.answer import Question, answer
    from gemini_desk.tasks.transcript_work.task import about_segments

    def conversation(segments: Segments) -> GenerationRequest:
        return GenerationRequest(about_segments(segments, question))

    return answer(task, Question(question, conversation))


def _run(
    session: ModelSession, work: Work, status: StatusLine, doing: str, *, shows: bool = True
) -> Transcript | None:
    """Carry out `work`; returns the transcript that it made, if it makes one."""
    from gemini_desk.engine.events import Delta, TextDelta
    from gemini_desk.tasks.transcript_work.running import Hearer, run

    kept: list[Transcript] = []

    def on_delta(delta: Delta) -> None:
        if shows and isinstance(delta, TextDelta):
            status.clear()
            sys.stdout.write(delta.text)
            sys.stdout.flush()

    def on_progress(progress: Progress) -> None:
        status.show(f"{doing} {progress.words}".rstrip())

    status.show(doing)
    run(work, session, Hearer(on_delta, kept.append, on_progress))
    status.clear()
    return kept[-1] if kept else None
