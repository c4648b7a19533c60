"""What stands before and behind the text of a message, and a person's text itself."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Final

from gemini_desk.chat.answer import FinishReason
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.ui.conversation.segments import (
    AudioClip,
    ContextStart,
    DateLine,
    Footer,
    Images,
    Notice,
    NoticeKind,
    PlainText,
)
from gemini_desk.ui.conversation.transcript_card import TranscriptCard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.shown_message import ShownMessage

_PLAIN_CHARACTERS: Final = 1500  # of a person's text in one widget


def day_segments(item: ShownMessage) -> list[Segment]:
    """The line with the day, if the message is the first one of it."""
    return [DateLine(item=item, day=item.opens_day)] if item.opens_day is not None else []


def opening_segments(item: ShownMessage) -> Iterator[Segment]:
    """What stands above everything else of a message."""
    yield from day_segments(item)
    if item.context_summary is not None:
        yield ContextStart(item=item, summary=item.context_summary)


def attachment_segments(item: ShownMessage) -> Iterator[Segment]:
    """The pictures, films and clips of a message, and its transcript."""
    attachments = item.version.message.attachments
    for is_clip, files in groupby(attachments, key=lambda file: file.kind is AttachmentKind.AUDIO):
        if is_clip:
            for file in files:
                yield AudioClip(item=item, attachment=file)
        else:
            yield Images(item=item, attachments=tuple(files))
    transcript = item.version.message.transcript
    if transcript is not None:
        yield TranscriptCard(item=item, part=transcript)


def plain_segments(item: ShownMessage) -> list[PlainText]:
    """What a person wrote, as it was written."""
    pieces = list(_pieces(item.source.strip("\n")))
    last = len(pieces) - 1
    return [
        PlainText(item=item, text=piece, is_first=n == 0, is_last=n == last)
        for n, piece in enumerate(pieces)
    ]


def closing_segments(item: ShownMessage, footer: Footer | None = None) -> Iterator[Segment]:
    """The reason why an answer is not whole, and the row of actions.

    Args:
        item: The message.
        footer: The row that it has; None to make one.
    """
    notice = _notice(item)
    if notice is not None:
        yield notice
    yield footer or Footer(item=item)


def _notice(item: ShownMessage) -> Notice | None:
    details = item.version.answer
    if item.is_user or item.is_streaming:
        return None
    if item.version.status is MessageStatus.FAILED:
        message = details.error if details and details.error else "The answer failed."
        hint = details.error_hint if details else ""
        return Notice(
            item=item,
            kind=NoticeKind.ERROR,
            message=message,
            hint=hint,
            remedies=details.remedies if details else (),
        )
    if item.version.status is MessageStatus.INTERRUPTED:
        message = "This answer was cut off when the application ended."
        return Notice(item=item, kind=NoticeKind.INTERRUPTED, message=message)
    match details.finish_reason if details else None:
        case FinishReason.CANCELLED:
            message = "You stopped this answer."
            return Notice(item=item, kind=NoticeKind.STOPPED, message=message)
        case FinishReason.LENGTH:
            message = "The answer reached its length limit."
            return Notice(item=item, kind=NoticeKind.LENGTH, message=message)
    return None


def _pieces(text: str) -> Iterator[str]:
    """`text` in pieces that one widget shows, broken at line ends where there are any."""
    start = 0
    while len(text) - start > _PLAIN_CHARACTERS:
        end = text.rfind("\n", start + 1, start + _PLAIN_CHARACTERS) + 1
        end = end or text.rfind(" ", start + 1, start + _PLAIN_CHARACTERS) + 1
        end = end or start + _PLAIN_CHARACTERS
        yield text[start:end].removesuffix("\n")
        start = end
    if start < len(text):
        yield text[start:]
