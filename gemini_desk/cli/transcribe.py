"""`gemini-desk transcribe`: a recording → text."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.cli import transcript_work
from gemini_desk.errors import InputError
from gemini_desk.paths import Profile
from gemini_desk.transcripts.formats import FORMATS
from gemini_desk.transcripts.subtitles import DEFAULT_RULES, SubtitleRules
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.cli.output import StatusLine
    from gemini_desk.tasks.long_audio.progress import TranscriptionProgress
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.transcripts.transcript import Damage, Transcript


_SHORTEST_LINE: Final = 10
_MOST_DAMAGES: Final = 5  # that are told one by one


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    from gemini_desk.cli.output import add_loading_arguments

    parser = subparsers.add_parser(
        "transcribe",
        help="write down what is said in a recording",
        description="What is said in a recording of any length. Stopped with Ctrl-C, it goes on "
        "where it was the next time.",
    )
    parser.add_argument(
        "file", type=Path, metavar="FILE", help="any sound file, a film, or a transcript in JSON"
    )
    add_loading_arguments(parser)
    parser.add_argument("--format", choices=tuple(FORMATS), default="txt", help="default: txt")
    parser.add_argument("--output", type=Path, metavar="F", help="write to F, not standard output")
    parser.add_argument("--language", metavar="L", help="the language, as in English")
    parser.add_argument(
        "--track", type=_count_from(0), metavar="N", help="sound track of a film, counted from 0"
    )
    parser.add_argument(
        "--max-line-length",
        type=_count_from(_SHORTEST_LINE),
        default=DEFAULT_RULES.max_line_characters,
        metavar="N",
        help="characters on a line of subtitles; default: %(default)s",
    )
    parser.add_argument(
        "--max-lines",
        type=_count_from(1),
        default=DEFAULT_RULES.max_lines,
        metavar="N",
        help="lines of a subtitle; default: %(default)s",
    )
    parser.add_argument(
        "--no-context",
        action="store_false",
        dest="context",
        help="do not tell the model how the text before ended",
    )
    parser.add_argument("--summary", action="store_true", help="add a summary (txt only)")
    transcript_work.add_arguments(parser)
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Transcribe, and print or write the transcript, or what is asked for about it."""
    from gemini_desk.cli.output import StatusLine, load_model
    from gemini_desk.diagnostics import set_up_terminal_logging
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.tasks.summarise_transcript import summarise

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    if options.summary and options.format != "txt":
        raise InputError("--summary goes with --format txt.", hint="Leave one of them out.")
    transcript_work.check(options)
    transcript = transcript_work.read_transcript(options.file)
    clip = None if transcript is not None else _attached(options)
    wants_text = transcript_work.wants_text(options)
    rules = SubtitleRules(max_line_characters=options.max_line_length, max_lines=options.max_lines)
    status = StatusLine()
    with ModelSession() as session:
        if clip is not None or wants_text or options.summary or options.translate_to:
            load_model(session, options)
            transcript_work.refuse_what_it_cannot(session, options)
        if clip is not None:
            transcript = _transcribed(session, clip, options, status)
        assert transcript is not None  # read, or heard
        if options.translate_to:
            transcript = transcript_work.translated(
                session, transcript, options.translate_to, status
            )
        text = FORMATS[options.format](transcript, rules)
        if options.summary:
            status.show("Summarising")
            text += f"\n{summarise(session, transcript)}\n"
        status.clear()
        if options.output is not None:
            _write(options.output, text)
        if wants_text:
            transcript_work.print_works(session, transcript, options, status)
        elif options.output is None:
            sys.stdout.write(text)
            sys.stdout.flush()
    return 0


def _attached(options: argparse.Namespace) -> Attachment:
    from gemini_desk.media.sound_file import chosen_track
    from gemini_desk.tasks.attach import attach

    clip = attach(options.file, AttachmentKind.AUDIO)
    if options.track is not None:  # one that is not there is refused before the model is loaded
        chosen_track(clip.path, options.track)
    return clip


def _transcribed(
    session: ModelSession, clip: Attachment, options: argparse.Namespace, status: StatusLine
) -> Transcript:
    from gemini_desk.tasks.long_audio.pipeline import transcribe_recording

    reporter = _Reporter(clip.name, status)
    transcript = transcribe_recording(
        session,
        clip,
        language=options.language,
        track=options.track,
        context=options.context,
        journal_path=_journal_path(options.profile, clip),
        on_progress=reporter,
    )
    status.clear()
    reporter.tell_damage()
    return transcript


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"Cannot write {path}: {error.strerror}.", hint="Choose another place."
        ) from None


def _journal_path(profile_dir: Path | None, recording: Attachment) -> Path:
    profile = Profile.default() if profile_dir is None else Profile.under(profile_dir)
    return profile.cache_dir / "transcripts" / f"{recording.sha256}.jsonl"


def _count_from(least: int) -> Callable[[str], int]:
    """Reads a whole number that is not too small."""

    def count(text: str) -> int:
        value = int(text)
        if value < least:
            raise argparse.ArgumentTypeError(f"must be {least} or more")
        return value

    count.__name__ = "whole number"  # argparse says: invalid whole number value
    return count


class _Reporter:
    """Says how far it is, and at the end what of the file could not be read."""

    def __init__(self, name: str, status: StatusLine) -> None:
        self._name = name
        self._status = status
        self._damages: list[Damage] = []
        status.show(f"Listening to {name}")

    def __call__(self, progress: TranscriptionProgress) -> None:
        """Show how far it is."""
        if progress.damage is not None:
            self._damages.append(progress.damage)
            return
        share = progress.done_s / progress.duration_s if progress.duration_s else 1.0
        left = "" if progress.remaining_s is None else f", {clock(progress.remaining_s)} left"
        self._status.show(f"Listening to {self._name}: {share:.0%}{left}")

    def tell_damage(self) -> None:
        """On standard error, a line for each place."""
        for damage in self._damages[:_MOST_DAMAGES]:
            print(f"gemini-desk: {self._name} {_damage_text(damage)}", file=sys.stderr)
        if len(self._damages) > _MOST_DAMAGES:
            more = len(self._damages) - _MOST_DAMAGES
            print(f"gemini-desk: {more} further places are damaged.", file=sys.stderr)


def _damage_text(damage: Damage) -> str:
    if damage.end_s is None:
        return f"breaks off at {clock(damage.start_s)}: nothing after that can be read."
    if damage.end_s - damage.start_s < 1.0:
        return f"is damaged at {clock(damage.start_s)}; something is missing there."
    return f"is damaged from {clock(damage.start_s)} to {clock(damage.end_s)}."
