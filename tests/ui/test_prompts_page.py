"""The library of prompts in the preferences."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFileDialog,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
)

from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.errors import InputError
from gemini_desk.settings.schema import Settings
from gemini_desk.ui.preferences.prompts_page import PromptsPage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

BUILT_IN = PromptTemplate("built-in:translate", "translate", "Translate", "To {{language}}.")
HIDDEN = PromptTemplate("built-in:compare", "compare", "Compare", "Compare these.")
OWN = PromptTemplate("own", "greet", "Greet", "Say hello.")


class Bench:
    """The page with two prompts, and what it told."""

    def __init__(self, qtbot: QtBot) -> None:
        self.qtbot = qtbot
        self.page = PromptsPage()
        qtbot.addWidget(self.page)
        self.page.resize(560, 600)
        self.page.set_prompts([BUILT_IN, OWN], [HIDDEN])
        self.saved: list[tuple[tuple[PromptTemplate, ...], tuple[str, ...]]] = []
        self.page.saved.connect(lambda changed, removed: self.saved.append((changed, removed)))
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.list = self.page.findChild(QListWidget)

    def press(self, name: str) -> None:
        button = next(
            b for b in self.page.findChildren(QAbstractButton) if b.accessibleName() == name
        )
        self.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)

    def field(self, name: str) -> QLineEdit:
        return next(f for f in self.page.findChildren(QLineEdit) if f.accessibleName() == name)

    def type(self, name: str, text: str) -> None:
        field = self.field(name)
        field.selectAll()
        self.qtbot.keyClicks(field, text)

    @property
    def text(self) -> QPlainTextEdit:
        return self.page.findChild(QPlainTextEdit)

    def save(self) -> None:
        self.page.check()
        assert self.page.save(Settings()) == Settings()


@pytest.fixture
def bench(qtbot: QtBot) -> Bench:
    return Bench(qtbot)


def test_what_came_with_the_application_can_only_be_read(bench: Bench) -> None:
    bench.list.setCurrentRow(0)
    assert bench.field("Title").isReadOnly()
    assert bench.text.isReadOnly()
    bench.list.setCurrentRow(1)
    assert not bench.field("Title").isReadOnly()
    bench.save()
    assert bench.saved == []


def test_a_new_prompt_is_named_by_its_title(bench: Bench) -> None:
    bench.press("New prompt")
    bench.type("Title", "Say good bye!")
    assert bench.field("Name, after the slash").text() == "say-good-bye"
    bench.text.setPlainText("Say {{what}}.")
    bench.save()
    (((prompt,), removed),) = bench.saved
    assert (prompt.name, prompt.title, prompt.text) == (
        "say-good-bye", "Say good bye!", "Say {{what}}.",
    )  # fmt: skip
    assert removed == ()


def test_one_s_own_can_be_changed_and_removed(bench: Bench) -> None:
    bench.list.setCurrentRow(1)
    bench.type("Name, after the slash", "hello")
    assert bench.list.item(1).text() == "Greet   /hello"
    bench.press("Copy this prompt")
    bench.list.setCurrentRow(0)
    bench.press("Hide this prompt")
    bench.save()
    ((changed, removed),) = bench.saved
    assert [prompt.name for prompt in changed] == ["hello", "hello-copy"]
    assert removed == (BUILT_IN.id,)


def test_what_cannot_be_used_is_pointed_out(bench: Bench) -> None:
    bench.list.setCurrentRow(1)
    bench.type("Name, after the slash", "Not A Name")
    with pytest.raises(InputError):
        bench.page.check()
    bench.type("Name, after the slash", "a-name")
    bench.text.clear()
    with pytest.raises(InputError):
        bench.page.check()
    assert bench.page.prompts[1].text == OWN.text, "the last one that could be used"


def test_defaults_bring_hidden_ones_back(bench: Bench) -> None:
    bench.list.setCurrentRow(0)
    bench.press("Hide this prompt")
    bench.page.restore_defaults()
    assert set(bench.page.prompts) == {BUILT_IN, HIDDEN, OWN}
    bench.save()
    assert bench.saved == [((HIDDEN,), ())]


def test_import_and_export(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: ("/in.json", ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("/out.json", ""))
    with bench.qtbot.waitSignal(bench.page.import_requested) as wanted:
        bench.press("Import from a file…")
    assert wanted.args == ["/in.json"]
    new = PromptTemplate("x", "new", "New", "Something.")
    bench.page.add_prompts([OWN, new])
    assert [prompt.name for prompt in bench.page.prompts] == ["translate", "greet", "new"]
    with bench.qtbot.waitSignal(bench.page.export_requested) as wanted:
        bench.press("Export to a file…")
    path, prompts = wanted.args
    assert path == "/out.json"
    assert [prompt.name for prompt in prompts] == ["greet", "new"], "one's own"


def test_tab_goes_as_one_reads(qtbot: QtBot) -> None:
    page = PromptsPage()
    qtbot.addWidget(page)
    page.set_prompts([PromptTemplate("own", "letter", "Letter", "Write a letter.")])
    with qtbot.waitActive(page):
        page.show()
        page.activateWindow()
    page._list.setFocus()
    places = []
    for _ in range(9):  # list, five buttons, three fields
        widget = QApplication.focusWidget()
        assert widget is not None
        corner = widget.mapTo(page, QPoint())
        places.append((corner.y(), corner.x()))
        QTest.keyClick(widget, Qt.Key.Key_Tab)
    assert places == sorted(places)
