"""Messages as chat templates want them: turns that take turns, with something in each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message, Part, Role, TextPart, ThoughtPart
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def tidy_turns(messages: Sequence[Message], *, merge_system: bool) -> list[Message]:
    """Messages without gaps, doubles and lone surrogates.

    An answer that failed before its first word is no turn. What is left is joined where two
    messages of one role meet, since many templates insist on alternation.

    Args:
        messages: First message first.
        merge_system: Put the system prompt in front of the first user message, for
            templates that refuse a system role.

    Raises:
        InputError: No message of a person is left.
    """
    system = [message for message in messages if message.role is Role.SYSTEM and message.text]
    turns: list[Message] = []
    for message in messages:
        turn = replace(message, parts=tuple(_filled(message.parts)))
        if message.role is Role.SYSTEM or not turn.parts:
            continue
        if turns and turns[-1].role is turn.role:
            turns[-1] = _joined(turns[-1], turn)
        elif turns or turn.role is Role.USER:  # an answer to nothing opens no conversation
            turns.append(turn)
    if not turns:
        raise InputError("There is nothing to answer.", hint="Write a message first.")
    if not system:
        return turns
    guide = Message.system(well_formed("\n\n".join(message.text for message in system)))
    if merge_system:
        return [replace(_joined(guide, turns[0]), role=Role.USER), *turns[1:]]
    return [guide, *turns]


def _filled(parts: Iterable[Part]) -> list[Part]:
    """The parts that say something, neighbouring texts joined by a line break.

    What a model thought is nothing that was said: no model reads it again.
    """
    filled: list[Part] = []
    for part in parts:
        if isinstance(part, ThoughtPart):
            continue
        if not isinstance(part, TextPart):
            filled.append(part)
        elif filled and isinstance(before := filled[-1], TextPart):
            filled[-1] = TextPart(f"{before.text}\n{well_formed(part.text)}")
        elif part.text:
            filled.append(TextPart(well_formed(part.text)))
    return filled


def _joined(first: Message, second: Message) -> Message:
    """One message out of two, the second after an empty line.

    Two halves of an answer are joined as they are: the second one continues the first.
    """
    parts = list(first.parts)
    rest = list(second.parts)
    if (
        parts
        and rest
        and isinstance(a := parts[-1], TextPart)
        and isinstance(b := rest[0], TextPart)
    ):
        separator = "" if first.role is Role.ASSISTANT else "\n\n"
        parts[-1] = TextPart(f"{a.text}{separator}{b.text}")
        rest = rest[1:]
    return Message(first.role, (*parts, *rest))
