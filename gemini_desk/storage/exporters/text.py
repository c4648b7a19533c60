"""A conversation as plain text; thoughts are left out, files are named."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.storage.exporters.wording import (
    author_of,
    describe,
    ending_of,
    losses_of,
    model_of,
    time_of,
    title_of,
    transcript_title,
)
from gemini_desk.transcripts.timed_text import timed_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from gemini_desk.chat.conversation import Conversation, MessageVersion


def write(
    conversation: Conversation, messages: Iterable[MessageVersion], out: TextIO, path: Path
) -> None:
    """Write the conversation to `out`."""
    title = title_of(conversation)
    out.write(f"{title}\n{'=' * len(title)}\n")
    if prompt := conversation.setup.system_prompt:
        out.write(f"\n--- System prompt\n\n{prompt.rstrip()}\n")
    for version in messages:
        heading = filter(None, (author_of(version), model_of(version), time_of(version.created_at)))
        out.write(f"\n--- {', '.join(heading)}\n\n")
        for paragraph in filter(None, _paragraphs(version)):
            out.write(f"{paragraph}\n")


def _paragraphs(version: MessageVersion) -> Iterator[str]:
    for part in version.message.parts:
        match part:
            case TextPart(text):
                yield text.rstrip()
            case ImagePart(attachment):
                yield f"[Picture: {describe(attachment)}]"
            case AudioPart(attachment):
                yield f"[Sound: {describe(attachment)}]"
            case VideoPart(attachment):
                yield f"[Film: {describe(attachment)}]"
            case TranscriptPart(attachment, transcript):
                yield f"[{transcript_title(attachment, transcript)}]"
                yield timed_text(transcript)
            case ThoughtPart():
                continue
            case _:
                assert_never(part)
        for loss in losses_of(part):
            yield f"[{loss}]"
    if ending := ending_of(version):
        yield f"[{ending}]"
