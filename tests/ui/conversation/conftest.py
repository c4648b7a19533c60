"""A pane of the usual size with real previews, and what tests do with it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from gemini_desk.chat.conversation import MessageStatus, MessageVersion, new_message_id
from gemini_desk.chat.message import Message
from gemini_desk.ui.conversation.media_previews import ThreadedMediaPreviews
from gemini_desk.ui.conversation.pane import ConversationPane
from gemini_desk.ui.conversation.zoom import USUAL_PERCENT
from gemini_desk.ui.theme import Theme, ThemeChoice
from tests.helpers.markdown_data import exchanges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pytestqt.qtbot import QtBot


@pytest.fixture
def previews(qtbot: QtBot) -> Iterator[ThreadedMediaPreviews]:
    made = ThreadedMediaPreviews()
    yield made
    made.close()


@pytest.fixture
def pane(qtbot: QtBot, previews: ThreadedMediaPreviews) -> Iterator[ConversationPane]:
    Theme.apply(ThemeChoice.LIGHT)
    made = ConversationPane(previews)
    made.resize(900, 700)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    yield made
    Theme.apply(ThemeChoice.LIGHT)
    made.set_zoom(USUAL_PERCENT)
    made.clear()  # it may still be there when the next test changes the theme


def user(text: str) -> MessageVersion:
    return MessageVersion(new_message_id(), None, Message.user(text), datetime.now(UTC))


def assistant(text: str, status: MessageStatus = MessageStatus.COMPLETE) -> MessageVersion:
    message = Message.assistant(text)
    return MessageVersion(new_message_id(), None, message, datetime.now(UTC), status)


def conversation(count: int) -> list[MessageVersion]:
    make: dict[str, Callable[[str], MessageVersion]] = {"user": user, "assistant": assistant}
    return [make[role](text) for role, text in exchanges(count)]


def stream(pane: ConversationPane, tokens: Sequence[str], step: int = 7) -> MessageVersion:
    """Let an open answer arrive `step` tokens at a time; it stays open."""
    answer = assistant("", MessageStatus.STREAMING)
    pane.begin_answer(answer)
    for start in range(0, len(tokens), step):
        pane.append_text(answer.id, "".join(tokens[start : start + step]))
    return answer
