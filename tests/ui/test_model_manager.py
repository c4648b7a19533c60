"""The model manager: list, details, memory, and what is done from it."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from gemini_desk.models.checkpoint_folder import Modality
from gemini_desk.models.inventory import Inventory, ModelEntry, find_entry, known_entry
from gemini_desk.models.known_models import KNOWN_MODELS, find_known
from gemini_desk.models.machine import Gpu, Machine
from gemini_desk.models.recommendation import recommend
from gemini_desk.settings.schema import ModelOptions
from gemini_desk.ui.model_manager.dialog import ModelManager
from gemini_desk.ui.model_manager.fit_words import fit_badge
from gemini_desk.ui.theme import DARK, LIGHT
from tests.helpers.model_form import choose

GB = 10**9
DESKTOP = Machine(32 * GB, 26 * GB, (Gpu("RTX 4070", "cuda", 12 * GB, int(11.4 * GB)),))


@pytest.fixture
def inventory():
    here = find_entry("starter")
    return Inventory(
        (here, *(known_entry(known) for known in KNOWN_MODELS)), DESKTOP, recommend(DESKTOP)
    )


@pytest.fixture
def manager(qtbot, inventory):
    dialog = ModelManager()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.set_inventory(inventory)
    dialog.show()
    return dialog


def names(manager):
    rows = manager.models.rows
    return [rows.index(row).data() for row in range(rows.rowCount())]


def test_the_recommended_model_stands_first_and_says_why(manager):
    assert names(manager)[0] == "Gemma 4 E4B"
    assert manager.details.entry.name == "Gemma 4 E4B"
    assert manager.details.why.startswith("Recommended: Gemma 4 E4B in 8 bits: needs")
    assert manager.details.sentence.endswith("that are free on the RTX 4070.")


def test_it_opens_on_the_screen(qtbot):
    dialog = ModelManager()
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    room = dialog.screen().availableSize()
    assert dialog.size().boundedTo(room) == dialog.size()


def test_filters_list_what_is_here_and_what_fits(manager):
    manager.filters.set_value("here")
    manager.filters.chosen.emit("here")
    assert names(manager) == ["Starter"]
    manager.filters.set_value("fits")
    manager.filters.chosen.emit("fits")
    assert "Gemma 4 E2B" in names(manager)
    assert "SmolVLM2 2.2B" in names(manager)
    assert "Qwen3-VL 32B" not in names(manager)
    manager.filters.set_value("recommended")
    manager.filters.chosen.emit("recommended")
    assert names(manager) == ["Gemma 4 E4B", "Gemma 4 E2B"]


def test_words_narrow_the_list(manager):
    manager.search.setText("qwen 8b")
    assert names(manager) == ["Qwen3-VL 8B"]
    assert manager.details.entry.name == "Qwen3-VL 8B"
    manager.search.setText("nano-2")
    assert names(manager) == ["Gemma 4 E4B"]


def test_a_model_that_is_not_listed_can_be_looked_for(qtbot, manager):
    manager.search.setText("someone/else")
    assert names(manager) == []
    assert "someone/else" in manager.told
    with qtbot.waitSignal(manager.model_typed) as caught:
        QTest.keyClick(manager.search, Qt.Key.Key_Return)
    assert caught.args == ["someone/else"]
    found = ModelEntry(
        "someone/else", "else", (Modality.TEXT,), "mit", GB, 10**9, 4096, "",
        find_known("nano").sheet,
    )  # fmt: skip
    manager.show_typed(found)
    assert names(manager) == ["else"]
    assert manager.details.entry == found


def test_choices_change_the_estimate_at_once(manager):
    details = manager.details
    before = {share.name: share.size_bytes for share in details.bar.shares}
    choose(manager, "quantisation", "int4")
    four = {share.name: share.size_bytes for share in details.bar.shares}
    assert four["Weights"] < before["Weights"]
    choose(manager, "context_tokens", 131_072)
    long = {share.name: share.size_bytes for share in details.bar.shares}
    assert long["Conversation (KV cache)"] > four["Conversation (KV cache)"]
    assert "Weights" in details.bar.accessibleName()


def test_loading_says_how(qtbot, manager):
    manager.show_model("starter")
    assert manager.details.buttons.load.isVisible()
    assert not manager.details.buttons.download.isVisible()
    assert not manager.details.buttons.remove.isVisible()
    choose(manager, "quantisation", "int8")
    with qtbot.waitSignal(manager.details.load_requested) as caught:
        QTest.mouseClick(manager.details.buttons.load, Qt.MouseButton.LeftButton)
    model, options = caught.args
    assert (model, options.quantisation, options.context_tokens) == ("starter", "int8", None)
    choose(manager, "context_tokens", 4096)
    with qtbot.waitSignal(manager.details.load_requested) as caught:
        QTest.mouseClick(manager.details.buttons.load, Qt.MouseButton.LeftButton)
    assert caught.args[1].context_tokens == 4096


def test_the_form_is_that_of_the_preferences_and_changes_the_estimate(manager):
    details = manager.details
    manager.show_model("google/gemma-4-E4B-it")
    assert details.options.quantisation == "int8"
    assert "8,192 tokens" in details._note.text()
    cache = details.bar.shares[1].size_bytes
    details.form.control("kv_cache").setCurrentIndex(1)
    assert details.bar.shares[1].size_bytes < cache
    details.form.control("device").setCurrentIndex(4)
    assert details.verdict == "✓ Fits, on the processor"
    details.form.control("device").setCurrentIndex(2)
    assert "not on this machine" in details.sentence


def test_what_was_chosen_before_stands_there_again(manager):
    manager.details.keep_options_in({"starter": ModelOptions(idle_minutes=15)}.get)
    manager.show_model("starter")
    assert manager.details.options.idle_minutes == 15
    assert manager.details.options.quantisation == "none"


def test_what_the_model_does_not_take_is_greyed(manager):
    manager.show_model("HuggingFaceTB/SmolVLM2-2.2B-Instruct")
    contexts = manager.details.form.control("context_tokens")
    possible = {
        contexts.itemData(row)
        for row in range(contexts.count())
        if contexts.model().item(row).isEnabled()
    }
    assert possible == {None, 2048, 4096, 8192}


def test_what_is_not_here_can_be_downloaded(manager):
    assert manager.details.buttons.download.isVisible()
    assert not manager.details.buttons.load.isVisible()


def test_a_narrow_window_shows_one_after_the_other(qtbot, manager):
    manager.resize(420, 700)
    assert manager.models.isVisible()
    assert not manager.details.isVisible()
    manager.models.setFocus()
    QTest.keyClick(manager.models, Qt.Key.Key_Return)
    qtbot.waitUntil(manager.details.isVisible)
    assert not manager.models.isVisible()
    qtbot.waitUntil(lambda: manager.details.widget().width() <= 420)
    for label in manager.details.findChildren(QLabel, "explanation"):
        qtbot.waitUntil(lambda label=label: label.height() >= label.heightForWidth(label.width()))
    QTest.keyClick(manager, Qt.Key.Key_Escape)
    assert manager.isVisible()
    assert manager.models.isVisible()


def test_a_model_that_is_asked_for_is_open_in_a_narrow_window(qtbot, manager, inventory):
    manager.resize(420, 700)
    assert not manager.details.isVisible()
    manager.show_model("google/gemma-4-12B-it")
    assert manager.details.isVisible()
    assert manager.details.entry.name == "Gemma 4 12B"
    QTest.keyClick(manager, Qt.Key.Key_Escape)
    manager.set_inventory(inventory)  # read again: the person stays where they went
    assert manager.models.isVisible()
    manager.show_model("not/listed")
    assert manager.models.isVisible()


def test_a_narrow_window_names_every_share_of_the_memory(qtbot, manager):
    manager.resize(980, 700)
    bar = manager.details.bar
    qtbot.waitUntil(lambda: bar.height() == bar.heightForWidth(bar.width()))
    manager.models.setFocus()
    manager.resize(420, 700)
    QTest.keyClick(manager.models, Qt.Key.Key_Return)
    manager.grab()  # what a person sees first is laid out as it stays
    assert bar.width() < 420
    assert bar.height() == bar.heightForWidth(bar.width())


def test_return_on_a_row_downloads_nothing(qtbot, manager):
    asked = []
    manager.details.buttons.download_pressed.connect(lambda: asked.append(1))
    manager.resize(420, 700)
    manager.models.setFocus()
    QTest.keyClick(manager.models, Qt.Key.Key_Return)
    qtbot.waitUntil(manager.details.isVisible)
    QTest.keyClick(manager.focusWidget(), Qt.Key.Key_Return)  # the way back has the keyboard
    qtbot.waitUntil(manager.models.isVisible)
    assert not asked


def test_return_on_a_row_goes_to_what_can_be_done_with_it(manager):
    asked = []
    manager.details.buttons.download_pressed.connect(lambda: asked.append(1))
    manager.resize(980, 700)
    manager.models.setFocus()
    QTest.keyClick(manager.models, Qt.Key.Key_Return)
    assert manager.focusWidget() is manager.details.buttons.download
    assert not asked
    QTest.keyClick(manager.focusWidget(), Qt.Key.Key_Return)
    assert asked == [1]


def test_the_arrow_keys_go_through_the_list(manager):
    manager.models.setFocus()
    QTest.keyClick(manager.models, Qt.Key.Key_Down)
    assert manager.details.entry.name == "Starter"


def test_rows_are_spoken(manager):
    spoken = manager.models.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == (
        "Gemma 4 E4B, 15.9 GB, takes text, pictures, sound, video, Fits in 8 bits, recommended"
    )


def test_a_badge_has_an_icon_and_a_word_beside_its_colour(inventory):
    badges = {fit_badge(entry.best_fit(DESKTOP)) for entry in inventory.entries}
    badges.add(fit_badge(None))
    for badge in badges:
        assert badge.text
        assert badge.icon_name
        for theme in (LIGHT, DARK):
            assert QColor(getattr(theme, badge.colour)).isValid()
