"""The library of prompts behind "/", and the fields of what comes from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.ui.composer.prompt_fields import PromptFields
from gemini_desk.ui.composer.prompt_picker import PromptPicker, matching

if TYPE_CHECKING:
    from tests.ui.composer.conftest import ComposerBench

Key = Qt.Key
TRANSLATE = PromptTemplate(
    "1", "translate", "Translate", "Translate to {{language}}: {{text}} ({{language}})"
)
READ = PromptTemplate("2", "read-text", "Read text", "Copy out the text.")
TABLE = PromptTemplate("3", "make-table", "Make a table", "Make a table of {{ what }}.")


class Library:
    """A composer with the three prompts."""

    def __init__(self, bench: ComposerBench) -> None:
        self.bench = bench
        self.edit = bench.composer.card.prompt
        self.fields = PromptFields(self.edit)
        self.picker = PromptPicker(self.edit, bench.window)
        self.picker.set_prompts([TRANSLATE, READ, TABLE])
        self.picker.chosen.connect(self.fields.insert)

    def type(self, text: str) -> None:
        self.bench.qtbot.keyClicks(self.edit, text)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier | None = None) -> None:
        self.bench.qtbot.keyClick(self.edit, key, modifier or Qt.KeyboardModifier.NoModifier)

    @property
    def text(self) -> str:
        return self.edit.toPlainText()

    @property
    def selected(self) -> str:
        return self.edit.textCursor().selectedText()


@pytest.fixture
def library(bench: ComposerBench) -> Library:
    return Library(bench)


def test_a_slash_opens_it_and_typing_filters(library: Library) -> None:
    library.type("/")
    assert library.picker.isVisible()
    assert library.picker.names() == ["translate", "read-text", "make-table"]
    library.type("ta")
    assert library.picker.names() == ["make-table"]
    library.type("xyz")
    assert not library.picker.isVisible()
    for _ in range(6):
        library.press(Key.Key_Backspace)
    assert not library.picker.isVisible()


def test_what_the_model_has_not_learned_is_found_by_its_name(library: Library) -> None:
    library.picker.set_prompts([READ], [TRANSLATE, TABLE])
    library.type("/")
    assert library.picker.names() == ["read-text"]
    library.type("tra")
    assert library.picker.names() == ["translate"]
    said = library.picker.findChild(QListWidget).item(0).text()
    assert "has not learned" in said, "for a screen reader, too"
    library.press(Key.Key_Return)
    assert library.bench.sent == [], "a command is no message"
    assert library.text.startswith("Translate to")


def test_a_slash_elsewhere_is_a_slash(library: Library) -> None:
    library.type("a/")
    assert not library.picker.isVisible()
    library.edit.clear()
    library.type("/home/me")
    assert not library.picker.isVisible()


def test_names_come_before_titles() -> None:
    assert [prompt.name for prompt in matching([TABLE, READ, TRANSLATE], "t")] == [
        "translate", "make-table", "read-text",
    ]  # fmt: skip
    assert matching([TRANSLATE, READ], "COPY") == []
    assert matching([TRANSLATE, READ], "READ") == [READ]


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Tab])
def test_arrows_and_enter_choose(library: Library, key: Qt.Key) -> None:
    library.type("/")
    library.press(Key.Key_Down)
    library.press(key)
    assert library.text == "Copy out the text."
    assert not library.picker.isVisible()
    assert library.bench.sent == []
    library.edit.undo()
    assert library.text == "/", "one step for undo"


def test_escape_leaves_the_slash_alone(library: Library) -> None:
    library.type("/re")
    library.press(Key.Key_Escape)
    assert not library.picker.isVisible()
    assert library.text == "/re"
    library.type("a")
    assert library.picker.isVisible(), "typing on opens it again"


def test_the_end_of_the_list_leads_to_the_library(library: Library) -> None:
    library.type("/")
    library.press(Key.Key_Up)
    with library.bench.qtbot.waitSignal(library.picker.manage_requested):
        library.press(Key.Key_Return)
    assert library.text == ""


def test_a_click_chooses(library: Library) -> None:
    library.type("/")
    rows = library.picker._list
    place = rows.visualItemRect(rows.item(1)).center()
    library.bench.qtbot.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert library.text == "Copy out the text."


def test_it_stays_within_the_window(library: Library) -> None:
    for width in (900, 420):
        library.bench.window.resize(width, 600)
        library.edit.clear()
        library.type("/")
        inside = library.bench.window.rect()
        assert inside.contains(library.picker.geometry())


def test_tab_walks_through_the_fields(library: Library) -> None:
    library.type("/translate")
    library.press(Key.Key_Return)
    assert library.selected == "{{language}}"
    library.type("French")
    library.press(Key.Key_Tab)
    assert library.text == "Translate to French: {{text}} (French)", "each variable once"
    assert library.selected == "{{text}}"
    library.press(Key.Key_Tab)
    assert library.selected == "{{text}}", "it is the last one"
    library.type("good morning")
    assert library.fields.open_fields() == []
    library.press(Key.Key_Return)
    assert library.bench.sent == [("Translate to French: good morning (French)", ())]


def test_shift_tab_goes_back(library: Library) -> None:
    library.type("/translate")
    library.press(Key.Key_Return)
    library.press(Key.Key_Tab)
    assert library.selected == "{{text}}"
    library.press(Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert library.selected == "{{language}}"


def test_enter_goes_to_what_is_not_filled_in(library: Library) -> None:
    library.type("/make")
    library.press(Key.Key_Return)
    library.press(Key.Key_Return)
    assert library.bench.sent == []
    assert library.selected == "{{ what }}"
    library.type("prices")
    library.press(Key.Key_Return)
    assert library.bench.sent == [("Make a table of prices.", ())]


def test_a_value_that_looks_like_a_field_is_a_value(library: Library) -> None:
    library.type("/translate")
    library.press(Key.Key_Return)
    library.edit.insert_text("{{text}}x")
    library.press(Key.Key_Tab)
    assert library.text == "Translate to {{text}}x: {{text}} ({{text}}x)"


def test_braces_that_a_person_writes_are_no_fields(library: Library) -> None:
    library.type("{{name}}")
    library.press(Key.Key_Return)
    assert library.bench.sent == [("{{name}}", ())]
    assert library.fields.open_fields() == []


def test_the_fields_end_with_the_message(library: Library) -> None:
    library.type("/translate")
    library.press(Key.Key_Return)
    library.edit.clear()
    library.type("{{language}}")
    library.press(Key.Key_Return)
    assert library.bench.sent == [("{{language}}", ())]
