"""The export of Open WebUI: a .json with an array of chats.

Each has its tree in `chat.history`: `messages` by id with `parentId`, and `currentId`. Old
ones have `chat.messages` alone, one after the other. Thoughts stand in the text as a folded
HTML element.
"""

from __future__ import annotations

import html
import re
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
    from gemini_desk.storage.transfer.importers.media import ForeignMedia

_ROLES: Final = {"user": Role.USER, "assistant": Role.ASSISTANT}
_REASONING: Final = re.compile(
    r'<details type="reasoning"(?P<attributes>[^>]*)>\s*(?:<summary>[^<]*</summary>)?'
    r"(?P<text>.*?)</details>\s*",
    re.DOTALL,
)
_DURATION: Final = re.compile(r'duration="(\d{1,6}(?:\.\d{1,6})?)"')
_QUOTE: Final = re.compile(r"^> ?", re.MULTILINE)


def fits(value: dict[str, Any]) -> bool:
    """Whether `value` is a chat of Open WebUI."""
    chat = value.get("chat")
    return isinstance(chat, dict) and ("history" in chat or "messages" in chat)


def read(value: dict[str, Any], media: ForeignMedia) -> ForeignConversation:
    """Read a chat."""
    chat = value["chat"]
    id_ = value.get("id") or chat.get("id")
    if not isinstance(id_, str) or not id_:
        raise ValueError("it has no id")
    title = value.get("title") or chat.get("title")
    system = chat.get("system")
    history = chat.get("history")
    leaf_id = None
    if isinstance(history, dict) and isinstance(history.get("messages"), dict):
        messages = {key: it for key, it in history["messages"].items() if isinstance(it, dict)}
        parents = {key: it.get("parentId") for key, it in messages.items()}
        leaf_id = history.get("currentId")
    else:
        listed = chat.get("messages")
        kept = [it for it in (listed if isinstance(listed, list) else []) if isinstance(it, dict)]
        messages = {str(number): it for number, it in enumerate(kept)}
        parents = {str(number): str(number - 1) if number else None for number in range(len(kept))}
    return ForeignConversation(
        id=id_,
        title=title if isinstance(title, str) else "",
        created_at=time_of(value.get("created_at")),
        updated_at=time_of(value.get("updated_at")),
        leaf_id=leaf_id if isinstance(leaf_id, str) else None,
        nodes=[_node(key, parents[key], it, media) for key, it in messages.items()],
        is_archived=value.get("archived") is True,
        is_pinned=value.get("pinned") is True,
        system_prompt=well_formed(system) if isinstance(system, str) and system.strip() else None,
    )


def _node(id_: str, parent_id: Any, message: dict[str, Any], media: ForeignMedia) -> Node:
    role = _ROLES.get(str(message.get("role")))
    parent = parent_id if isinstance(parent_id, str) else None
    if role is None:
        return Node(id_, parent)
    content = message.get("content")
    text = content if isinstance(content, str) else ""
    model = message.get("model")
    return Node(
        id_,
        parent,
        _media_parts(message, media)
        + (_answer_parts(text) if role is Role.ASSISTANT else text_part(text)),
        role,
        time_of(message.get("timestamp")),
        model if isinstance(model, str) and role is Role.ASSISTANT else "",
    )


def _media_parts(message: dict[str, Any], media: ForeignMedia) -> tuple[Part, ...]:
    found: tuple[Part, ...] = ()
    files = message.get("files")
    for file in files if isinstance(files, list) else []:
        url = file.get("url") if isinstance(file, dict) else None
        if isinstance(url, str) and url.startswith("data:"):
            name = file.get("name")
            found += media.from_base64(url, name if isinstance(name, str) and name else "image")
    return found


def _answer_parts(text: str) -> tuple[Part, ...]:
    """The thoughts and the words of an answer, in their order."""
    parts: tuple[Part, ...] = ()
    at = 0
    for match in _REASONING.finditer(text):
        parts += text_part(text[at : match.start()])
        thought = well_formed(html.unescape(_QUOTE.sub("", match["text"].strip())))
        duration = _DURATION.search(match["attributes"])
        if thought:
            parts += (ThoughtPart(thought, float(duration[1]) if duration else None),)
        at = match.end()
    return parts + text_part(text[at:])
