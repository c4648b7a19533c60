"""Formulas in the pane: drawn, on the baseline, copied as their source, never in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor, QGuiApplication, QTextCursor

from gemini_desk.ui.conversation.formulas.in_text import text_of
from gemini_desk.ui.conversation.segments import Formula, MarkdownText
from gemini_desk.ui.theme import DARK, Theme, ThemeChoice
from tests.ui.conversation.conftest import assistant, stream

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.conversation.pane import ConversationPane
    from gemini_desk.ui.conversation.segments import Segment

TALL = r"$\dfrac{\sum_{i=1}^{n} x_i}{\sqrt{n-1}}$"


def settle(pane: ConversationPane, qtbot: QtBot, *sources: str) -> None:
    formulas = pane._formulas
    known = lambda s: formulas.find(s) is not None or s in formulas.undrawable  # noqa: E731
    qtbot.waitUntil(lambda: all(known(source) for source in sources), timeout=30_000)


def first(pane: ConversationPane, kind: type[Segment]) -> Segment:
    return next(s for s in pane._layout.visible if isinstance(s, kind))


def test_a_formula_stands_on_the_baseline(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("before $x$ behind\n")])
    settle(pane, qtbot, "$x$")
    view = first(pane, MarkdownText).view
    assert view is not None
    document = view.browser.document()
    line = document.firstBlock().layout().lineAt(0)
    plain = QTextCursor(document).block().charFormat()
    assert plain is not None
    drawn = pane._formulas.find("$x$")
    assert drawn is not None
    # A letter without ascent of its own does not make the line taller, nor push it down.
    pane.show_conversation([assistant("before x behind\n")])
    other = first(pane, MarkdownText).view
    assert other is not None
    plain_line = other.browser.document().firstBlock().layout().lineAt(0)
    assert abs(line.ascent() - plain_line.ascent()) <= 0.5


def test_ordinary_formulas_leave_the_lines_where_they_are(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    def height(text: str, *sources: str) -> int:
        pane.show_conversation([assistant(text)])
        settle(pane, qtbot, *sources)
        return first(pane, MarkdownText).height

    plain = height("one line of text\n")
    assert height("one $x_i^2$ of $\\alpha$\n", "$x_i^2$", "$\\alpha$") <= plain + 3
    assert height(f"one {TALL} of text\n", TALL) > plain + 8


def test_a_formula_may_be_drawn_when_its_conversation_was_left(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    messages = [
        *(assistant("before") for _ in range(3)),
        assistant(r"an answer with $\frac{a}{b+1234}$ in it"),
    ]
    pane.show_conversation(messages)
    with qtbot.waitSignal(pane._formulas.settled, timeout=30_000):
        pane.show_conversation([assistant("another conversation")])
    pane.show_conversation(messages)
    settle(pane, qtbot, r"$\frac{a}{b+1234}$")


def test_formulas_are_copied_as_their_source(pane: ConversationPane, qtbot: QtBot) -> None:
    text = "Say $x^2$ and \\(y\\).\n\n$$\nz\n$$\n\nEnd.\n"
    pane.show_conversation([assistant("first"), assistant(text)])
    settle(pane, qtbot, "$x^2$", "\\(y\\)", "$$\nz\n$$")
    segment = first(pane, MarkdownText)
    item = pane._items[1]
    prose = next(s for s in item.segments or () if isinstance(s, MarkdownText))
    assert pane._selected.seen.between(prose) == "Say $x^2$ and \\(y\\)."
    assert pane._selected.seen.between(prose, 0, 6) == "Say $x^2$"
    formula = next(s for s in item.segments or () if isinstance(s, Formula))
    assert pane._selected.seen.between(formula) == "$$\nz\n$$"
    assert segment is not prose
    pane._selection.select_all()
    pane.copy()
    assert "Say $x^2$ and \\(y\\)." in QGuiApplication.clipboard().text()


def test_a_formula_that_cannot_be_drawn_is_text(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("See $\\frac{1$ there.\n\n$$\n\\frac{\n$$\n")])
    settle(pane, qtbot, "$\\frac{1$", "$$\n\\frac{\n$$")
    view = first(pane, MarkdownText).view
    assert view is not None
    qtbot.waitUntil(lambda: "$\\frac{1$" in view.browser.toPlainText())
    shown = first(pane, Formula).view
    assert shown is not None
    assert shown.accessibleName() == "Formula $$\n\\frac{\n$$"


def test_an_open_formula_is_text_until_it_closes(pane: ConversationPane, qtbot: QtBot) -> None:
    answer = stream(pane, ["Look:\n\n$$\nx = "])
    segment = first(pane, Formula)
    assert segment.markdown.source == "$$\nx ="
    assert not pane._formulas._waiting
    pane.append_text(answer.id, "1\n$$\n")
    settle(pane, qtbot, "$$\nx = 1\n$$")
    assert first(pane, Formula).markdown.source == "$$\nx = 1\n$$"


def test_a_wide_formula_scrolls_and_a_narrow_one_is_centred(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    wide = "$$\n" + " + ".join(f"a_{{{n}}} x^{{{n}}}" for n in range(30)) + "\n$$"
    pane.show_conversation([assistant(f"{wide}\n\n$$\nx\n$$\n")])
    settle(pane, qtbot, wide, "$$\nx\n$$")
    views = [s.view for s in pane._layout.visible if isinstance(s, Formula)]
    qtbot.waitUntil(lambda: views[0].scroll_bar.isVisible())
    assert views[0].scroll_bar.maximum() > 100
    assert not views[1].scroll_bar.isVisible()


def test_formulas_follow_the_theme(pane: ConversationPane, qtbot: QtBot) -> None:
    pane.show_conversation([assistant("$$\n\\blacksquare\n$$\n")])
    settle(pane, qtbot, "$$\n\\blacksquare\n$$")
    Theme.apply(ThemeChoice.DARK)
    picture = pane._formulas.picture("$$\n\\blacksquare\n$$", 200, 1.0, DARK.text)
    assert picture is not None
    image = picture.toImage()
    middle = image.pixelColor(image.width() // 2, image.height() // 2)
    assert middle == QColor(DARK.text)


def test_each_formula_is_drawn_once(pane: ConversationPane, qtbot: QtBot, monkeypatch) -> None:
    from gemini_desk.ui.conversation.formulas import formulas as module

    drawn: list[str] = []
    draw_formula = module.draw_formula

    def counting(source: str) -> object:
        drawn.append(source)
        return draw_formula(source)

    monkeypatch.setattr(module, "draw_formula", counting)
    pane.show_conversation([assistant("$x$ and $x$ and $y$\n"), assistant("again $x$\n")])
    settle(pane, qtbot, "$x$", "$y$")
    pane.resize(500, 700)
    Theme.apply(ThemeChoice.DARK)
    pane.show_conversation([assistant("$x$\n")])
    assert sorted(drawn) == ["$x$", "$y$"]


def test_what_is_kept_is_bounded(pane: ConversationPane, monkeypatch) -> None:
    from gemini_desk.ui.conversation.formulas import formulas as module

    monkeypatch.setattr(module, "_KEPT", 3)
    drawn = module.draw_formula("$x$")
    for n in range(10):
        pane._formulas._take({f"${n}$": drawn})
    assert len(pane._formulas._drawn) == 3


def test_text_of_a_selection_without_formulas_is_as_it_was(pane: ConversationPane) -> None:
    pane.show_conversation([assistant("plain text\n")])
    view = first(pane, MarkdownText).view
    assert view is not None
    cursor = QTextCursor(view.browser.document())
    cursor.select(QTextCursor.SelectionType.Document)
    assert text_of(cursor) == "plain text"


def test_formulas_add_nothing_to_the_price_of_a_tick(pane: ConversationPane, qtbot: QtBot) -> None:
    """At most two documents are set for each tick, and none when a formula is drawn."""
    answer = stream(pane, ["Begin. "])
    sources = [f"$x_{{{n}}}^2$" for n in range(12)]
    for source in sources:
        for piece in ("Let ", *source, " be real, and so on. ", "\n\n"):
            before = pane._documents.documents_set
            pane.append_text(answer.id, piece)
            assert pane._documents.documents_set - before <= 2
    before = pane._documents.documents_set
    settle(pane, qtbot, *sources)
    assert pane._documents.documents_set == before


def test_a_displayed_formula_in_a_paragraph_is_copied_as_its_source(
    pane: ConversationPane, qtbot: QtBot
) -> None:
    pane.show_conversation([assistant("The area is $$a^2$$, as they say.\n")])
    settle(pane, qtbot, "$$a^2$$")
    view = first(pane, MarkdownText).view
    assert view is not None
    part = QTextCursor(view.browser.document())
    part.setPosition(len("The "))
    part.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    assert text_of(part).split("\n") == ["area is", "$$a^2$$,", "as they say."]
    pane._selection.select_all()
    pane.copy()
    assert QGuiApplication.clipboard().text() == "The area is $$a^2$$, as they say."
