"""ConversationSetup, ContextCut ↔ JSON.

Reading is forgiving: a field that is missing, unknown or of the wrong type is left at its
default, because a setting must never keep a conversation from being opened.
"""

from __future__ import annotations

import json
import logging
from dataclasses import asdict
from typing import Any

from gemini_desk.chat.conversation import ContextCut, MessageId
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.chat.unicode_text import well_formed
from gemini_desk.settings.settings_json import read_tree

logger = logging.getLogger(__name__)


def setup_to_json(setup: ConversationSetup) -> str | None:
    """The setup as one line of JSON; None if it leaves everything open."""
    if setup == ConversationSetup():
        return None
    return well_formed(json.dumps(asdict(setup), ensure_ascii=False))


def setup_from_json(text: Any) -> ConversationSetup:
    """The setup in `text`, with what cannot be read left open."""
    content = _read_object(text)
    if content is None:
        return ConversationSetup()
    notices: list[str] = []
    setup = read_tree(ConversationSetup, content, notices)
    if notices:
        logger.warning("a part of a conversation's setup could not be read")
    return setup


def cut_to_json(cut: ContextCut | None) -> str | None:
    """The cut as one line of JSON; None stays None."""
    return None if cut is None else well_formed(json.dumps(asdict(cut), ensure_ascii=False))


def cut_from_json(text: Any) -> ContextCut | None:
    """The cut in `text`, or None if there is none that can be read."""
    content = _read_object(text)
    if content is None or not isinstance(content.get("first_id"), str):
        return None
    summary = content.get("summary")
    return ContextCut(MessageId(content["first_id"]), summary if isinstance(summary, str) else "")


def _read_object(text: Any) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        content = json.loads(text)
    except (TypeError, ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        logger.warning("a setting of a conversation could not be read")
        return None
    return content
