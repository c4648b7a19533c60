"""The export of llama.cpp's web page: JSON Lines, or the .json of before.

A conversation is a line of type `session` with lines of type `message` behind it, one .jsonl
each in a .zip; it was an object with `conv` and `messages`. `grouped` makes the latter of the
former. Files are within the messages, as `extra`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from gemini_desk.chat.message import Part, Role, ThoughtPart
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.storage.transfer.importers.trees import (
    ForeignConversation,
    Node,
    text_part,
    time_of,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from gemini_desk.storage.transfer.importers.media import ForeignMedia

_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT}
_MILLISECONDS: Final = 1000
_MOST_MESSAGES: Final = 1_000_000


def fits(value: dict[str, Any]) -> bool:
    """Whether `value` is a conversation of llama.cpp's web page."""
    return isinstance(value.get("conv"), dict) and isinstance(value.get("messages"), list)


def grouped(values: Iterable[Any]) -> Iterator[Any]:
    """`values`, lines of a session put together to one value."""
    session: dict[str, Any] | None = None
    for value in values:
        kind = value.get("type") if isinstance(value, dict) else None
        if kind == "message" and session is not None and "message" in value:
            if len(session["messages"]) < _MOST_MESSAGES:
                session["messages"].append(value["message"])
            continue
        if session is not None:
            yield session
            session = None
        if kind == "session":
            session = {"conv": value, "messages": []}
        else:
            yield value
    if session is not None:
        yield session


def read(value: dict[str, Any], media: ForeignMedia) -> ForeignConversation:
    """Read a conversation."""
    conversation = value["conv"]
    id_ = conversation.get("id")
    if not isinstance(id_, str) or not id_:
        raise ValueError("it has no id")
    title = conversation.get("name")
    leaf_id = conversation.get("currNode")
    messages = [it for it in value["messages"] if isinstance(it, dict)]
    system = next((it.get("content") for it in messages if it.get("role") == "system"), None)
    return ForeignConversation(
        id=id_,
        title=title if isinstance(title, str) else "",
        updated_at=time_of(conversation.get("lastModified"), per_second=_MILLISECONDS),
        leaf_id=_text(leaf_id) or None,
        nodes=[_node(it, media) for it in messages if _text(it.get("id"))],
        is_pinned=conversation.get("pinned") is True,
        system_prompt=well_formed(system) if isinstance(system, str) and system.strip() else None,
    )


def _node(message: dict[str, Any], media: ForeignMedia) -> Node:
    id_, parent_id = _text(message.get("id")), _text(message.get("parent")) or None
    role = _ROLES.get(_text(message.get("role")))
    if role is None or message.get("type") == "root":
        return Node(id_, parent_id)
    thought = _text(message.get("reasoningContent")) or _text(message.get("thinking"))
    parts: tuple[Part, ...] = ()
    if role is Role.ASSISTANT and thought.strip():
        parts += (ThoughtPart(well_formed(thought.strip())),)
    parts += _extra_parts(message.get("extra"), media)
    parts += text_part(_text(message.get("content")))
    return Node(
        id_,
        parent_id,
        parts,
        role,
        time_of(message.get("timestamp"), per_second=_MILLISECONDS),
        _text(message.get("model")) if role is Role.ASSISTANT else "",
    )


def _extra_parts(extra: Any, media: ForeignMedia) -> tuple[Part, ...]:
    """Pictures and sound as they are; text files as text, under their name."""
    found: tuple[Part, ...] = ()
    for file in extra if isinstance(extra, list) else []:
        if not isinstance(file, dict):
            continue
        name = _text(file.get("name")) or "file"
        data = _text(file.get("base64Url")) or _text(file.get("base64Data"))
        content = _text(file.get("content"))
        if content:  # of a PDF as well: its text, not its pages
            found += text_part(f"{name}:\n\n```\n{content}\n```")
        elif data:
            found += media.from_base64(data, name)
    return found


def _text(value: Any) -> str:
    """`value` if it is a text, else nothing; ids were numbers once."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return value if isinstance(value, str) else ""
