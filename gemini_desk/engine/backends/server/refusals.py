"""What a server answers instead of an answer, in words for a person."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlsplit

from gemini_desk.errors import (
    GeminiDeskError,
    KeyRefusedError,
    PromptTooLongError,
    ServerError,
    UnsupportedAttachmentError,
)
from gemini_desk.sizes import wait_text

_LONGEST_WORDS: Final = 300
_TOO_LONG: Final = re.compile(
    r"context.{0,20}(length|window|size)|too many tokens|prompt is too long|exceed_context", re.I
)
# llama.cpp without a projector, Ollama, LM Studio; vLLM, where more come than it was started for.
_NO_MEDIA: Final = re.compile(
    r"\b(?:images?|vision|audio|sound|multimodal)\b.{0,40}not support"
    r"|not support.{0,40}\b(?:images?|vision|audio|sound|multimodal)\b"
    r"|not a multimodal|at most \d+ (?:image|audio|video)",
    re.I,
)


def refusal(
    status: int,
    body: str,
    *,
    key: str | None,
    where: str,
    wait_s: float | None = None,
    location: str = "",
) -> GeminiDeskError:
    """The error for an answer with `status`, whatever stands in it.

    Args:
        status: Of HTTP.
        body: The beginning of what came with it.
        key: Never repeated, even if the server does.
        where: The server, for a person.
        wait_s: How long it asks to wait, if it does.
        location: Where it sends questions, if it does.
    """
    said = server_words(body, key)
    quoted = f" It says: “{said}”" if said else ""
    match status:
        case 401 | 403:
            refuses = "refuses the key." if key else "wants a key."
            return KeyRefusedError(
                f"{where} {refuses}{quoted}",
                hint="Preferences, Privacy lists the servers; give the key anew there.",
            )
        case 404:
            return ServerError(
                f"{where} does not know this model, or speaks another protocol.{quoted}",
                hint="Look at the address and at the models that it lists.",
            )
        case _ if status >= 400 and _NO_MEDIA.search(said):  # some call it their own failure
            return UnsupportedAttachmentError(
                f"The model at {where} does not take these pictures or recordings.{quoted}",
                hint="Remove them, choose another model, or start the server with room for more.",
            )
        case 413:
            return ServerError(
                f"{where} takes no request of this size.", hint="Remove pictures or recordings."
            )
        case 429:
            hint = "Try again later."
            if wait_s:
                hint = f"It asks to wait {wait_text(wait_s)}. Try again then."
            return ServerError(f"{where} takes no more questions for now.{quoted}", hint=hint)
        case _ if 300 <= status < 400:
            return ServerError(
                f"{where} sends questions elsewhere, and they are not sent on.",
                hint=f"Write the address that it means{_origin_of(location)}.",
            )
        case _ if status < 500 and _TOO_LONG.search(said):
            return PromptTooLongError(
                f"The conversation is longer than {where} takes.{quoted}",
                hint="Begin further down, or start a new conversation.",
            )
        case _ if status < 500:
            return ServerError(f"{where} refuses the question ({status}).{quoted}")
        case _:
            return ServerError(
                f"{where} failed ({status}).{quoted}", hint="Try again, or look at its log."
            )


def _origin_of(location: str) -> str:
    """The server that an address leads to, and nothing that could be a secret."""
    try:
        parts = urlsplit(location)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return ""
    return f": it is at {parts.scheme}://{host}" if parts.scheme and host else ""


def error_within(event: Any, *, key: str | None) -> str | None:
    """The words of an error that came as an event of the stream; None if it is none."""
    if not isinstance(event, dict) or not event.get("error"):
        return None
    return server_words(json.dumps(event), key) or "unknown error"


def server_words(body: str, key: str | None) -> str:
    """What a body of an error says, short, on one line, without the key."""
    try:
        words = _words_of(json.loads(body))
    except (ValueError, RecursionError):
        words = "" if "<" in body else body  # a page of HTML says nothing to a person
    if key:
        words = words.replace(key, "…")
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words if len(words) <= _LONGEST_WORDS else f"{words[:_LONGEST_WORDS]}…"


def _words_of(content: Any) -> str:
    """The message in `error`, `message` or `detail`, at whatever depth servers put it."""
    for _ in range(4):
        if isinstance(content, list) and content:
            content = content[0]
        if not isinstance(content, dict):
            break
        content = next(
            (content[name] for name in ("error", "message", "detail", "msg") if content.get(name)),
            "",
        )
    return content if isinstance(content, str) else ""
