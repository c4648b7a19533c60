"""`gemini-desk transcribe`: a recording → text."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import InputError
from gemini_desk.paths import Profile
from gemini_desk.transcripts.formats import FORMATS

if TYPE_CHECKING:
    import argparse

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.tasks.long_audio.progress import TranscriptionProgress


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    parser = subparsers.add_parser(
        "transcribe",
        help="write down what is said in a recording",
        description="What is said in a recording of any length. Stopped with Ctrl-C, it goes on "
        "where it was the next time.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="any sound file")
    parser.add_argument("--format", choices=tuple(FORMATS), default="txt", help="default: txt")
    parser.add_argument("--output", type=Path, metavar="F", help="write to F, not standard output")
    parser.add_argument("--language", metavar="L", help="the language, as in English")
    parser.add_argument("--summary", action="store_true", help="add a summary (txt only)")
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Transcribe, and print or write the transcript."""
    from gemini_desk.cli.output import StatusLine, load_model
    from gemini_desk.diagnostics import set_up_terminal_logging
    from gemini_desk.tasks.attach import attach
    from gemini_desk.tasks.model_session import ModelSession
    from gemini_desk.tasks.transcribe import summarise, transcribe

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    if options.summary and options.format != "txt":
        raise InputError("--summary goes with --format txt.", hint="Leave one of them out.")
    clip = attach(options.file, AttachmentKind.AUDIO)
    status = StatusLine()
    with ModelSession() as session:
        load_model(session, options)
        status.show(f"Listening to {clip.name}")
        transcript = transcribe(
            session,
            clip,
            language=options.language,
            journal_path=_journal_path(options.profile, clip),
            on_progress=lambda progress: status.show(_progress_text(clip.name, progress)),
        )
        text = FORMATS[options.format](transcript)
        if options.summary:
            status.show("Summarising")
            text += f"\n{summarise(session, transcript)}\n"
        status.clear()
    if options.output is None:
        sys.stdout.write(text)
        sys.stdout.flush()
        return 0
    try:
        options.output.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"Cannot write {options.output}: {error.strerror}.", hint="Choose another place."
        ) from None
    return 0


def _journal_path(profile_dir: Path | None, recording: Attachment) -> Path:
    profile = Profile.default() if profile_dir is None else Profile.under(profile_dir)
    return profile.cache_dir / "transcripts" / f"{recording.sha256}.jsonl"


def _progress_text(name: str, progress: TranscriptionProgress) -> str:
    share = progress.done_s / progress.duration_s if progress.duration_s else 1.0
    return f"Listening to {name}: {share:.0%}"
