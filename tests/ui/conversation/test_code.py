"""Blocks of code: long lines that break, files, drags."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, Qt

from gemini_desk.ui.conversation import highlighter
from gemini_desk.ui.conversation.code_metrics import code_text_width
from gemini_desk.ui.conversation.segments import Code
from gemini_desk.ui.markdown.code_files import code_file_name
from gemini_desk.ui.markdown.code_tokens import Span, spans
from tests.ui.conversation.conftest import assistant, stream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.views.code_view import CodeView

LONG = "words = [" + ", ".join(f'"word {n}"' for n in range(60)) + "]"
CODE = f"```python\n{LONG}\n\tif words:\n        pass\n```\n"


def block(pane: ConversationPane) -> tuple[Code, CodeView]:
    segment = next(s for s in pane._layout.visible if isinstance(s, Code))
    assert segment.view is not None
    return segment, segment.view


def line_count(view: CodeView) -> int:
    document = view.editor.document()
    return sum(
        document.findBlockByNumber(n).layout().lineCount() for n in range(document.blockCount())
    )


def test_long_lines_break_and_become_whole_again(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant(f"{CODE}\nbehind")])
    segment, view = block(pane)
    before, total = segment.height, pane._items.total_height
    qtbot.mouseClick(view.header.wrap, Qt.MouseButton.LeftButton)
    assert segment.height > before + 30
    assert pane._items.total_height == total + segment.height - before
    lines = line_count(view)
    usual = view.editor.fontMetrics().lineSpacing()
    more = lines - view.editor.document().blockCount()
    assert abs((segment.height - before) - more * usual) <= lines
    assert view.editor.horizontalScrollBar().maximum() == 0
    assert code_text_width(segment.width) == view.editor.viewport().width()
    qtbot.mouseClick(view.header.wrap, Qt.MouseButton.LeftButton)
    assert segment.height == before


def test_code_that_grows_stays_broken(pane: ConversationPane) -> None:
    answer = stream(pane, ["```python\n", LONG])
    segment, view = block(pane)
    view._toggle_wrap()
    before, lines = segment.height, line_count(view)
    for _ in range(3):
        pane.append_text(answer.id, "\n" + LONG)
    segment, view = block(pane)
    assert segment.is_wrapped
    assert line_count(view) == 4 * lines > 4
    usual = view.editor.fontMetrics().lineSpacing()
    assert abs((segment.height - before) - 3 * lines * usual) <= 3 * lines


def test_another_block_is_not_broken(pane: ConversationPane) -> None:
    pane.show_conversation([assistant(f"{CODE}\ntext\n\n{CODE}")])
    first, second = [s for s in pane._layout.visible if isinstance(s, Code)]
    assert first.view is not None
    first.view._toggle_wrap()
    assert not second.is_wrapped
    assert first.height > second.height


def test_saving_asks_for_a_file_with_the_languages_suffix(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([assistant(CODE)])
    segment, view = block(pane)
    with qtbot.waitSignal(pane.code_save_requested) as asked:
        qtbot.mouseClick(view.header.save, Qt.MouseButton.LeftButton)
    assert asked.args == [segment.markdown.source, "code.py"]


def test_a_drag_carries_the_code_and_a_file(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant(CODE)])
    segment, view = block(pane)
    dragged = view.services.dragged

    def mime() -> QMimeData:
        return dragged.code_mime(segment.markdown.source, "code.py")

    assert mime().text() == segment.markdown.source
    assert not mime().hasUrls()
    qtbot.mousePress(view.header, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: mime().hasUrls())
    qtbot.mouseRelease(view.header, Qt.MouseButton.LeftButton)
    path = Path(mime().urls()[0].toLocalFile())
    assert path.name == "code.py"
    assert path.read_text("utf-8") == segment.markdown.source + "\n"
    assert path.parent.stat().st_mode & 0o077 == 0


def test_every_button_has_a_name_and_a_place_in_the_tab_order(pane: ConversationPane) -> None:
    pane.show_conversation([assistant(CODE)])
    _, view = block(pane)
    assert [button.accessibleName() for button in view.focus_widgets()] == [
        "Break long lines", "Save as a file", "Copy code",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("python", "code.py"),
        ("py", "code.py"),
        ("rust", "code.rs"),
        ("javascript", "code.js"),
        ("bash", "code.sh"),
        ("json", "code.json"),
        ("dockerfile", "Dockerfile"),
        ("mermaid", "code.mmd"),
        ("html", "code.html"),
        ("nosuchlanguage", "code.txt"),
        ("../../etc/passwd", "code.txt"),
        ("", "code.txt"),
    ],
)
def test_what_a_file_is_called(language: str, name: str) -> None:
    assert code_file_name(language) == name


def test_a_line_as_long_as_a_book_is_coloured_in_slices(
    pane: ConversationPane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pygments is asked for a few words of it at a time, and only its beginning has colours."""
    asked = [0]

    def counted(*arguments: Any) -> Iterator[Span]:
        for span in spans(*arguments):
            asked[0] += 1
            yield span

    monkeypatch.setattr(highlighter, "spans", counted)
    monkeypatch.setattr(highlighter, "_SLICE_S", 0.0)
    line = '{"a": 1, ' * 4_000
    pane.show_conversation([assistant(f"```json\n{line}\n```\n")])
    assert asked[0] <= 100
    _, view = block(pane)
    qtbot.waitUntil(lambda: not view._highlighter.is_busy, timeout=30_000)
    assert asked[0] == 8_000
    formats = view.editor.document().firstBlock().layout().formats()
    assert len(formats) > 100
    assert max(each.start + each.length for each in formats) < len(line)
