"""A conversation as one page of HTML that needs nothing else: no network, no script.

Everything in it is escaped, and its Content-Security-Policy forbids the rest: a browser runs
nothing, loads nothing, and takes no style but the page's own, which it knows by its hash.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import html
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, assert_never

from gemini_desk import __version__
from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    Role,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.storage.exporters.html_media import write_attachment
from gemini_desk.storage.exporters.html_transcript import write_transcript
from gemini_desk.storage.exporters.wording import (
    author_of,
    ending_of,
    losses_of,
    model_of,
    thought_title,
    time_of,
    title_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import TextIO

    from gemini_desk.chat.conversation import Conversation, MessageVersion


def write(
    conversation: Conversation, messages: Iterable[MessageVersion], out: TextIO, path: Path
) -> None:
    """Write the page to `out`."""
    title = html.escape(title_of(conversation))
    style = _style()
    style_hash = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = (
        "default-src 'none'; img-src data:; media-src data:; "
        f"style-src 'sha256-{style_hash}'; base-uri 'none'; form-action 'none'"
    )
    out.write(
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f'<meta name="generator" content="Gemini Desk {__version__}">\n'
        f"<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
        f'<header>\n<h1 dir="auto">{title}</h1>\n'
        f"<p>{time_of(conversation.created_at)}</p>\n</header>\n<main>\n"
    )
    if prompt := conversation.setup.system_prompt:
        out.write('<article class="system">\n<header><h2>System prompt</h2></header>\n')
        _write_plain(prompt, out)
        out.write("</article>\n")
    heard: set[str] = set()
    for version in messages:
        _write_message(version, out, heard)
    out.write(
        f"</main>\n<footer>Exported from Gemini Desk, {time_of(datetime.now(UTC))}</footer>\n"
        "</body>\n</html>\n"
    )


@functools.cache
def _style() -> str:
    return Path(__file__).with_name("page.css").read_text("utf-8")


def _write_message(version: MessageVersion, out: TextIO, heard: set[str]) -> None:
    """Write a message; `heard` are the recordings that the page holds already."""
    role = version.message.role
    created_at = version.created_at
    model = html.escape(model_of(version))
    out.write(f'<article class="{role}">\n<header><h2>{author_of(version)}</h2> ')
    if model:
        out.write(f'<span class="model">{model}</span> ')
    out.write(f'<time datetime="{created_at.isoformat()}">{time_of(created_at)}</time></header>\n')
    for part in version.message.parts:
        match part:
            case TextPart(text) if role is Role.ASSISTANT:
                _write_markdown(text, out)
            case TextPart(text):
                _write_plain(text, out)
            case ThoughtPart(text, duration_s):
                out.write(f"<details>\n<summary>{thought_title(duration_s)}</summary>\n")
                _write_markdown(text, out)
                out.write("</details>\n")
            case ImagePart(attachment):
                write_attachment(attachment, out)
            case AudioPart(attachment):
                write_attachment(attachment, out)
                heard.add(attachment.sha256)
            case VideoPart(attachment):
                write_attachment(attachment, out)
            case TranscriptPart(attachment):
                # An hour of sound is large: the question above has it, as a rule.
                write_transcript(part, out, with_player=attachment.sha256 not in heard)
                heard.add(attachment.sha256)
            case _:
                assert_never(part)
        for loss in losses_of(part):
            out.write(f'<p class="note">{html.escape(loss)}</p>\n')
    if ending := ending_of(version):
        out.write(f'<p class="ending">{html.escape(ending)}</p>\n')
    out.write("</article>\n")


def _write_plain(text: str, out: TextIO) -> None:
    """What a person typed: shown as it is, never as Markdown."""
    if text.strip():
        out.write(f'<p class="plain" dir="auto">{html.escape(text.strip())}</p>\n')


def _write_markdown(text: str, out: TextIO) -> None:
    from gemini_desk.storage.exporters.html_text import markdown_html

    if not text.strip():
        return
    out.write(f'<div class="text" dir="auto">\n{markdown_html(text)}</div>\n')
