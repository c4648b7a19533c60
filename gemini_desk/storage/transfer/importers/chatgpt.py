"""The export of ChatGPT: `conversations.json` in a .zip, the pictures beside it.

Each conversation has a `mapping` of nodes: a tree of what the person and the model wrote,
with nodes for tools and for what was never shown between. Those are left out, pictures that a
tool made aside.
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
    from gemini_desk.storage.transfer.importers.media import ForeignMedia

_POINTERS: Final = ("file-service://", "sediment://")


def fits(value: dict[str, Any]) -> bool:
    """Whether `value` is a conversation of ChatGPT."""
    return isinstance(value.get("mapping"), dict)


def read(value: dict[str, Any], media: ForeignMedia) -> ForeignConversation:
    """Read a conversation."""
    id_ = value.get("conversation_id") or value.get("id")
    if not isinstance(id_, str):
        raise ValueError("it has no id")  # noqa: TRY004
    title = value.get("title")
    leaf_id = value.get("current_node")
    return ForeignConversation(
        id=id_,
        title=title if isinstance(title, str) else "",
        created_at=time_of(value.get("create_time")),
        updated_at=time_of(value.get("update_time")),
        leaf_id=leaf_id if isinstance(leaf_id, str) else None,
        nodes=[
            _node(node_id, node, media)
            for node_id, node in value["mapping"].items()
            if isinstance(node, dict)
        ],
        is_archived=value.get("is_archived") is True,
    )


def _node(id_: str, node: dict[str, Any], media: ForeignMedia) -> Node:
    parent_id = node.get("parent")
    empty = Node(id_, parent_id if isinstance(parent_id, str) else None)
    message = _object(node, "message")
    metadata = _object(message, "metadata")
    content = _object(message, "content")
    role = _object(message, "author").get("role")
    if metadata.get("is_visually_hidden_from_conversation") is True:
        return empty
    if role == "tool":  # of these, only what it drew
        parts = _media_parts(content, media)
    elif role in ("user", "assistant") and message.get("recipient", "all") == "all":
        parts = _parts(content, media)
    else:
        return empty
    model = metadata.get("model_slug")
    return Node(
        id_,
        empty.parent_id,
        parts,
        Role.USER if role == "user" else Role.ASSISTANT,
        time_of(message.get("create_time")),
        model if isinstance(model, str) and role != "user" else "",
        is_preface=content.get("content_type") == "thoughts",
    )


def _parts(content: dict[str, Any], media: ForeignMedia) -> tuple[Part, ...]:
    match content.get("content_type"):
        case "text":
            return text_part(_joined(content.get("parts")))
        case "multimodal_text":
            return _media_parts(content, media) + text_part(_joined(content.get("parts")))
        case "code" if isinstance(content.get("text"), str):
            language = content.get("language")
            name = language if isinstance(language, str) and language != "unknown" else ""
            return text_part(f"```{name}\n{content['text']}\n```")
        case "thoughts":
            thoughts = content.get("thoughts")
            texts = [
                str(it.get("content") or it.get("summary") or "")
                for it in (thoughts if isinstance(thoughts, list) else [])
                if isinstance(it, dict)
            ]
            text = well_formed("\n\n".join(filter(None, texts)).strip())
            return (ThoughtPart(text),) if text else ()
        case _:
            return ()


def _media_parts(content: dict[str, Any], media: ForeignMedia) -> tuple[Part, ...]:
    """The pictures and recordings among the parts of a message."""
    found: tuple[Part, ...] = ()
    parts = content.get("parts")
    for part in parts if isinstance(parts, list) else []:
        pointer = _pointer(part)
        for scheme in _POINTERS:
            if pointer.startswith(scheme):
                found += media.from_archive(pointer.removeprefix(scheme).partition("#")[0])
    return found


def _pointer(part: Any) -> str:
    if not isinstance(part, dict):
        return ""
    if part.get("content_type") == "real_time_user_audio_video_asset_pointer":
        part = _object(part, "audio_asset_pointer")
    pointer = part.get("asset_pointer")
    return pointer if isinstance(pointer, str) else ""


def _joined(parts: Any) -> str:
    """The texts among `parts`; what was said in a voice chat is there as a transcription."""
    texts = []
    for part in parts if isinstance(parts, list) else []:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, dict) and isinstance(part.get("text"), str):
            texts.append(part["text"])
    return "\n\n".join(filter(None, texts))


def _object(value: dict[str, Any], key: str) -> dict[str, Any]:
    found = value.get(key)
    return found if isinstance(found, dict) else {}
