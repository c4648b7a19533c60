"""What a hit of the search looks like: words that were found are marked, markup is not shown."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage
from PySide6.QtWidgets import QListView

from gemini_desk.chat.conversation import Conversation, ConversationId, MessageId
from gemini_desk.chat.message import Message, Role
from gemini_desk.markdown.excerpts import without_markup
from gemini_desk.storage import search_store
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.search_query import HIT_END, HIT_START, SearchHit, SearchQuery
from gemini_desk.ui.conversation_search.hits import ROW_PX, HitDelegate, HitsModel, _laid_out
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

FOUND = f"{HIT_START}word{HIT_END}"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (f"## Title **bold {FOUND}** and *it* `code_x`", f"Title bold {FOUND} and it code_x"),
        (f"**{FOUND}:** _y_ and ~~old~~.", f"{FOUND}: y and old."),
        (f"see [the {FOUND}](https://example.org/a) now", f"see the {FOUND} now"),
        ("see [it](https://exa…", "see it…"),
        (f"[x](https://{FOUND}.com/)", f"x (https://{FOUND}.com/)"),
        (f"| a | b | |---|:-:| | {FOUND} | two |", f"a b  {FOUND} two"),
        ("```python print(1) ```", "print(1)"),
        (f"as {FOUND} says. - By now: * and then", f"as {FOUND} says. By now: and then"),
        ("snake_case, 2 * 3 and 5 - 3 > 1, a | b", "snake_case, 2 * 3 and 5 - 3 > 1, a | b"),
    ],
)  # fmt: skip
def test_an_excerpt_shows_no_markup(source: str, seen: str) -> None:
    assert without_markup(source) == seen


def painted(qtbot, hit: SearchHit) -> QImage:
    view = QListView()
    qtbot.addWidget(view)
    model = HitsModel(view)
    model.set_hits([hit])
    view.setModel(model)
    view.setItemDelegate(HitDelegate(view))
    view.resize(320, 2 * ROW_PX)
    view.show()
    return view.grab(QRect(QPoint(0, 0), view.viewport().size())).toImage()


def marked(image: QImage, top: int, bottom: int) -> int:
    """How many pixels of these rows have the ground of a word that was found."""
    colour = QColor(Theme.current().selection).rgb()
    scale = image.devicePixelRatio()
    rows = range(round(top * scale), round(bottom * scale))
    return sum(image.pixel(x, y) == colour for y in rows for x in range(image.width()))


def hit(title: str, excerpt: str, message_id: str | None) -> SearchHit:
    id_ = None if message_id is None else MessageId(message_id)
    return SearchHit(
        ConversationId("c"), id_, excerpt, title, datetime.now(UTC), Role.ASSISTANT,
        passage="" if message_id is None else excerpt,
    )  # fmt: skip


def test_words_found_in_the_title_are_marked_there(qtbot) -> None:
    image = painted(qtbot, hit("A word of it", f"A {FOUND} of it", None))
    assert marked(image, 8, 28) > 100
    assert marked(image, 30, ROW_PX) == 0


def test_words_found_in_a_message_are_marked_below_the_title(qtbot) -> None:
    image = painted(qtbot, hit("A word of it", f"some **{FOUND}** here", "m"))
    assert marked(image, 8, 28) == 0
    assert marked(image, 30, ROW_PX) > 100


@pytest.mark.parametrize("before", ["one ", "😀🙂 "])
def test_words_are_marked_where_they_stand_and_what_is_cut_ends_in_an_ellipsis(
    qtbot: QtBot, before: str
) -> None:
    text = f"{before * 5}word {before * 100}"
    begin = text.index("word")
    font = QFont()
    layout = _laid_out(text, font, [(begin, 4)], 200.0, lines=2)
    (mark,) = layout.formats()
    shown = layout.text().encode("utf-16-le")
    assert shown[2 * mark.start : 2 * (mark.start + mark.length)].decode("utf-16-le") == "word"
    assert layout.lineCount() == 2
    assert layout.text().endswith("…")
    assert layout.lineAt(1).textStart() + layout.lineAt(1).textLength() == len(shown) // 2
    whole = _laid_out("a word", font, [(2, 4)], 200.0, lines=2)
    assert whole.text() == "a word"


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ConversationStore]:
    monkeypatch.setattr(search_store, "_CATCH_UP_S", 10.0)  # however busy the machine is
    database = Database(tmp_path / "conversations.db")
    yield ConversationStore(database, BlobStore(tmp_path / "blobs"))
    database.close()


def read_in(store: ConversationStore, message: Message, wanted: str) -> str:
    """What a screen reader says of the row that is found, without title and day."""
    conversation = Conversation.new()
    conversation.title = "A title"
    conversation.append(message)
    store.save_new(conversation)
    model = HitsModel()
    model.set_hits(store.search(SearchQuery(wanted)))
    said = model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert isinstance(said, str)
    return said.split(": ", maxsplit=1)[1]


@pytest.mark.parametrize(
    ("said", "seen"),
    [
        ("Then **call\nthe word** as `a ** word`.", "Then call the word as a ** word."),
        ("```c\nlong *a;\n\nword = *a * 2;\n\n*b = 1;\n```", "long *a; word = *a * 2; *b = 1;"),
        (f"```c\n{'a = 1; ' * 20}\n\nword = *b * 2;\n```", "a = 1; word = *b * 2;"),
        (f"```c\na = 1;\n\n{'b = 2; ' * 9}\n```\nThe **word**.", "b = 2; The word."),
        ("- one\n- **two**\n\n  and [a word](https://x.org/)", "• one • two and a word"),
        (f"1. {'one ' * 20}\n\n    and *a* word", "one one and a word"),
        ("| a | b |\n|---|---|\n| c | *word* |", "a · b c · word"),
        ("see [it](https://example.org/word)", "see it (https://example.org/word)"),
        (f"{'long ' * 60}**is a word here {'long ' * 60}end**", "long is a word here"),
    ],
)  # fmt: skip
def test_what_is_found_in_an_answer_is_read_without_markup(
    store: ConversationStore, said: str, seen: str
) -> None:
    read = read_in(store, Message.assistant(said), "word")
    assert seen in read
    assert len(read) <= 162


def test_what_is_found_in_a_question_is_read_as_it_was_typed(store: ConversationStore) -> None:
    assert read_in(store, Message.user("is `a ** word` *it*?"), "word") == "is `a ** word` *it*?"
