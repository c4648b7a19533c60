"""From an open branch to the messages that a model reads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.chat.message import Message, Role, TextPart

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.chat.conversation import MessageVersion


def prompt_messages(
    branch: Iterable[MessageVersion], system_prompt: str = ""
) -> tuple[Message, ...]:
    """The messages to answer: what was said, without what went wrong.

    An answer without text (it failed, or was stopped at once) is left out, and messages of
    one author that then follow each other become one: chat templates want the roles to
    take turns, and no model should read an error message as its own words.

    Args:
        branch: From the first message on.
        system_prompt: Put in front; empty for none.
    """
    messages: list[Message] = []
    if system_prompt.strip():
        messages.append(Message.system(system_prompt))
    for version in branch:
        message = version.message
        if message.role is Role.ASSISTANT and not message.text.strip():
            continue
        if messages and messages[-1].role is message.role:
            messages[-1] = Message(message.role, messages[-1].parts + message.parts)
        else:
            messages.append(message)
    return tuple(messages)


def title_from(message: Message, *, longest: int = 48) -> str:
    """A title from the first words of `message`, else from its first attachment.

    Args:
        message: Usually the first one of a conversation.
        longest: In characters.
    """
    texts = (part.text for part in message.parts if isinstance(part, TextPart))
    words = " ".join(" ".join(texts).split())
    if not words and message.attachments:
        words = message.attachments[0].name
    if len(words) <= longest:
        return words
    cut = words[: longest - 1].rsplit(" ", 1)[0]
    return f"{cut}…"
