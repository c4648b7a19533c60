"""`gemini-desk ask`: one answer, streamed to standard output."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.cli.output import EXIT_INTERRUPTED
from gemini_desk.errors import InputError

if TYPE_CHECKING:
    from gemini_desk.chat.message import Part
    from gemini_desk.engine.events import Finished, GenerationRequest, LoadedModel
    from gemini_desk.tasks.model_session import ModelSession


class _AppendMedia(argparse.Action):
    """Collects --image and --audio into one list, in the order in which they came."""

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        media = list(getattr(namespace, self.dest) or ())
        media.append((str(option_string).removeprefix("--"), values))
        setattr(namespace, self.dest, media)


def add_parser(
    subparsers: argparse._SubParsersAction[argparse.ArgumentParser],
) -> argparse.ArgumentParser:
    """Describe the command's arguments."""
    from gemini_desk.cli.output import add_loading_arguments

    parser = subparsers.add_parser(
        "ask", help="ask one question", description="One answer, streamed to standard output."
    )
    for kind in AttachmentKind:
        parser.add_argument(
            f"--{kind.value}",
            action=_AppendMedia,
            dest="media",
            type=Path,
            metavar="F",
            help=f"add this {kind.value} file; may be given several times",
        )
    add_loading_arguments(parser)
    parser.add_argument("--system", default="", metavar="T", help="system prompt")
    parser.add_argument("--max-new-tokens", type=int, metavar="N", help="longest answer")
    parser.add_argument(
        "--temperature", type=float, metavar="T", help="0 always takes the likeliest"
    )
    parser.add_argument("--top-p", type=float, metavar="P", help="nucleus")
    parser.add_argument("--top-k", type=int, metavar="K", help="candidates kept")
    parser.add_argument("--min-p", type=float, metavar="P", help="least relative probability")
    parser.add_argument("--repetition-penalty", type=float, metavar="R", help="1 for none")
    parser.add_argument("--seed", type=int, metavar="N", help="seed of the sampler")
    parser.add_argument(
        "--stop", action="append", default=[], metavar="T", help="end before this text"
    )
    parser.add_argument("--think", action="store_true", help="let the model think first")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("prompt", metavar="PROMPT", help="the question; - reads standard input")
    parser.set_defaults(run=run)
    return parser


def run(options: argparse.Namespace) -> int:
    """Ask, and print the answer as it comes."""
    from gemini_desk.cli.output import load_model, tell_what_is_left_out
    from gemini_desk.diagnostics import set_up_terminal_logging
    from gemini_desk.tasks.model_session import ModelSession

    set_up_terminal_logging(debug=options.debug, log_filter=options.log_filter)
    # Bad input is refused before the model is loaded.
    request = _request(options)
    with ModelSession() as session:
        model = load_model(session, options)
        for attachment in request.messages[-1].attachments:
            tell_what_is_left_out(attachment, model.capabilities)
        return _print_json(session, request, model) if options.json else _print(session, request)


def _request(options: argparse.Namespace) -> GenerationRequest:
    from gemini_desk.chat.generation_parameters import GenerationParameters
    from gemini_desk.chat.message import Message, Role, TextPart, part_for
    from gemini_desk.engine.events import GenerationRequest
    from gemini_desk.tasks.attach import attach

    parameters = GenerationParameters(
        max_new_tokens=options.max_new_tokens,
        temperature=options.temperature,
        top_p=options.top_p,
        top_k=options.top_k,
        min_p=options.min_p,
        repetition_penalty=options.repetition_penalty,
        seed=options.seed,
        stop=tuple(options.stop),
    )
    parts: list[Part] = [
        part_for(attach(path, AttachmentKind(kind))) for kind, path in options.media or ()
    ]
    prompt = _piped_text() if options.prompt == "-" else options.prompt
    if prompt.strip():
        parts.append(TextPart(prompt))
    if not parts:
        raise InputError("The prompt is empty.", hint="Say what you want to know.")
    messages = [Message(Role.USER, tuple(parts))]
    if options.system:
        messages.insert(0, Message.system(options.system))
    return GenerationRequest(tuple(messages), parameters, enable_thinking=options.think)


def _piped_text() -> str:
    """Reads the prompt from the standard input, whatever the locale takes for text."""
    try:
        return sys.stdin.buffer.read().decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            "What was piped in is not text in UTF-8.",
            hint="Convert it; pictures, sound and films are added with --image, --audio, --video.",
        ) from error


def _print(session: ModelSession, request: GenerationRequest) -> int:
    from gemini_desk.engine.events import TextDelta

    try:
        for event in session.stream(request):
            if isinstance(event, TextDelta):
                print(event.text, end="", flush=True)
    except KeyboardInterrupt:
        print(flush=True)
        return EXIT_INTERRUPTED
    print(flush=True)
    return 0


def _print_json(session: ModelSession, request: GenerationRequest, model: LoadedModel) -> int:
    from gemini_desk.chat.answer import FinishReason
    from gemini_desk.engine.events import TextDelta, ThoughtDelta

    texts: list[str] = []
    thoughts: list[str] = []
    finished: Finished | None = None
    interrupted = False
    try:
        for event in session.stream(request):
            if isinstance(event, TextDelta):
                texts.append(event.text)
            elif isinstance(event, ThoughtDelta):
                thoughts.append(event.text)
            else:
                finished = event
    except KeyboardInterrupt:
        interrupted = True
    answer = {
        "text": "".join(texts),
        **({"thoughts": "".join(thoughts).strip()} if thoughts else {}),
        "finish_reason": finished.reason.value if finished else FinishReason.CANCELLED.value,
        "usage": asdict(finished.usage) if finished else None,
        "timings": {**asdict(finished.timings), "load_s": model.load_s} if finished else None,
        "model": asdict(model.identity),
    }
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    return EXIT_INTERRUPTED if interrupted else 0
