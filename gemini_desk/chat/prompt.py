"""From an open branch to the messages that a model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart
from gemini_desk.chat.transcription import as_read, asked_beyond, transcripts_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.conversation import ContextCut, MessageVersion

_SUMMARY_BEGINS = "A summary of our conversation so far:"


def prompt_messages(
    branch: Iterable[MessageVersion],
    system_prompt: str = "",
    *,
    context_cut: ContextCut | None = None,
    longest_audio_s: float | None = None,
) -> tuple[Message, ...]:
    """The messages to answer: what was said, without what went wrong and what was thought.

    An answer without text (it failed, or was stopped at once) is left out, and messages of
    one author that then follow each other become one: chat templates want the roles to
    take turns, and no model should read an error message as its own words.

    Args:
        branch: From the first message on.
        system_prompt: Put in front; empty for none.
        context_cut: Where to begin; its summary goes into the person's first message that
            is read, because it was made of what people and models said.
        longest_audio_s: Longest clip that the model takes; None for any. Of a longer one it
            reads the transcript.
    """
    messages: list[Message] = []
    if system_prompt.strip():
        messages.append(Message.system(system_prompt))
    branch = list(branch)
    first = _first_read(branch, context_cut)
    if context_cut is not None and first > 0 and context_cut.summary.strip():
        # The line break at the end becomes an empty line: texts are joined by one more.
        messages.append(Message.user(f"{_SUMMARY_BEGINS}\n{context_cut.summary.strip()}\n"))
    # Also a transcript that stands before the cut: its recording may be asked about again.
    transcripts = transcripts_of(version.message for version in branch)
    for version in branch[first:]:
        message = as_read(_without_thoughts(version.message), transcripts, longest_audio_s)
        if message.role is Role.ASSISTANT and not message.text.strip():
            continue
        if messages and messages[-1].role is message.role:
            messages[-1] = Message(message.role, messages[-1].parts + message.parts)
        else:
            messages.append(message)
    return tuple(messages)


def _first_read(branch: list[MessageVersion], context_cut: ContextCut | None) -> int:
    """The position of the first message that is read: that of a person, or 0."""
    if context_cut is None:
        return 0
    ids = [version.id for version in branch]
    first = ids.index(context_cut.first_id) if context_cut.first_id in ids else 0
    # An answer without its question would be left out by the engine, and silently.
    while first > 0 and branch[first].message.role is not Role.USER:
        first -= 1
    return first


def _without_thoughts(message: Message) -> Message:
    if not any(isinstance(part, ThoughtPart) for part in message.parts):
        return message
    parts = tuple(part for part in message.parts if not isinstance(part, ThoughtPart))
    return Message(message.role, parts)


def title_from(message: Message, *, longest: int = 48) -> str:
    """A title from the first words of `message`, else from its first attachment.

    Args:
        message: Usually the first one of a conversation.
        longest: In characters.
    """
    texts = (part.text for part in message.parts if isinstance(part, TextPart))
    words = " ".join(" ".join(texts).split())
    if message.attachments:
        words = asked_beyond(words)  # not “Transcribe this recording”, but which one it was
    if not words and message.attachments:
        words = message.attachments[0].name
    if len(words) <= longest:
        return words
    cut = words[: longest - 1].rsplit(" ", 1)[0]
    return f"{cut}…"
