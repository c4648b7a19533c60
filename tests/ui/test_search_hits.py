"""What a hit of the search looks like: words that were found are marked, markup is not shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QListView

from gemini_desk.chat.conversation import ConversationId, MessageId
from gemini_desk.chat.message import Role
from gemini_desk.markdown.excerpts import without_markup
from gemini_desk.storage.search_query import HIT_END, HIT_START, SearchHit
from gemini_desk.ui.conversation_search.hits import ROW_PX, HitDelegate, HitsModel
from gemini_desk.ui.theme import Theme

FOUND = f"{HIT_START}word{HIT_END}"


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (f"## Title **bold {FOUND}** and *it* `code_x`", f"Title bold {FOUND} and it code_x"),
        (f"**{FOUND}:** _y_ and ~~old~~.", f"{FOUND}: y and old."),
        (f"see [the {FOUND}](https://example.org/a) now", f"see the {FOUND} now"),
        ("see [it](https://exa…", "see it…"),
        (f"[x](https://{FOUND}.com/)", f"[x](https://{FOUND}.com/)"),
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
        ConversationId("c"), id_, excerpt, title, datetime.now(UTC), Role.ASSISTANT
    )  # fmt: skip


def test_words_found_in_the_title_are_marked_there(qtbot) -> None:
    image = painted(qtbot, hit("A word of it", f"A {FOUND} of it", None))
    assert marked(image, 8, 28) > 100
    assert marked(image, 30, ROW_PX) == 0


def test_words_found_in_a_message_are_marked_below_the_title(qtbot) -> None:
    image = painted(qtbot, hit("A word of it", f"some **{FOUND}** here", "m"))
    assert marked(image, 8, 28) == 0
    assert marked(image, 30, ROW_PX) > 100
