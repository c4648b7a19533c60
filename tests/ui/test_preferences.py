"""The preferences: one suite for all pages, then each page's own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QWidget,
)

from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.errors import InputError
from gemini_desk.settings.schema import (
    AppearanceSettings,
    AudioSettings,
    ChatSettings,
    ModelSettings,
    Settings,
)
from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.general_page import GeneralPage
from gemini_desk.ui.preferences.model_page import ModelPage
from gemini_desk.ui.preferences.pages import PAGES
from gemini_desk.ui.preferences.parameter_field import PARAMETERS

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.ui.main_window import MainWindow
    from gemini_desk.ui.preferences.page import PreferencesPage

UNUSUAL = Settings(
    appearance=AppearanceSettings(theme="dark"),
    model=ModelSettings(name="nano", device="cuda:1", dtype="float32", hub_dir="/models"),
    chat=ChatSettings(
        "Answer in verse.\nShort verse.", thinking=True, model_titles=False, send_on_enter=False
    ),
    generation=GenerationParameters(
        max_new_tokens=300, temperature=0.7, top_p=0.95, top_k=0, min_p=0.05,
        repetition_penalty=1.1, seed=2**63 - 1, stop=("END", "  two spaces"),
    ),
    audio=AudioSettings(
        input_device="USB", hands_free_pause_s=2.75, recordings_dir="/somewhere/else"
    ),
)  # fmt: skip


@pytest.mark.parametrize("kind", PAGES)
class TestEveryPage:
    """What holds for each page of the registry."""

    @pytest.fixture
    def page(self, kind: type[PreferencesPage], qtbot: QtBot) -> PreferencesPage:
        page = kind()
        qtbot.addWidget(page)
        return page

    @pytest.mark.parametrize("settings", [Settings(), UNUSUAL])
    def test_what_is_loaded_is_saved_again(self, page: PreferencesPage, settings: Settings) -> None:
        page.load(settings)
        page.check()
        assert page.save(settings) == settings

    def test_it_keeps_its_hands_off_the_rest(self, page: PreferencesPage) -> None:
        page.load(Settings())
        saved = page.save(UNUSUAL)
        assert saved.model.name == UNUSUAL.model.name
        assert saved.model.hub_dir == UNUSUAL.model.hub_dir

    def test_defaults_come_back(self, page: PreferencesPage) -> None:
        page.load(UNUSUAL)
        page.restore_defaults()
        assert page.save(Settings()) == Settings()

    def test_every_control_has_a_name(self, page: PreferencesPage) -> None:
        kinds = (QAbstractButton, QComboBox, QLineEdit, QPlainTextEdit)
        for control in page.findChildren(QWidget):
            if isinstance(control, kinds) and control.focusPolicy() & Qt.FocusPolicy.TabFocus:
                assert control.accessibleName() or getattr(control, "text", str)(), control


def test_every_parameter_but_the_stop_texts_has_a_field() -> None:
    names = set(GenerationParameters.__dataclass_fields__) - {"stop"}
    assert {spec.name for spec in PARAMETERS} == names


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("temperature", "7", "Choose 0.0 to 5.0."),
        ("temperature", "warm", "Type a decimal number, or nothing for the model's own."),
        ("temperature", "nan", "Choose 0.0 to 5.0."),
        ("top_p", "0", "Choose 1e-06 to 1.0."),
        ("max_new_tokens", "0", "Choose 1 to 10000000."),
        ("max_new_tokens", "1.5", "Type a whole number, or nothing for the model's own."),
        ("seed", "-1", "Choose 0 to 9223372036854775807."),
    ],
)
def test_what_cannot_be_used_is_said_below_the_field(
    qtbot: QtBot, name: str, text: str, said: str
) -> None:
    page = ModelPage()
    qtbot.addWidget(page)
    page.load(Settings())
    field = page.field(name)
    field._edit.setText(text)
    with pytest.raises(InputError):
        page.check()
    assert field.problem == said
    field._edit.setText("1")
    assert field.problem == ""
    page.check()


def test_a_comma_is_a_point(qtbot: QtBot) -> None:
    page = ModelPage()
    qtbot.addWidget(page)
    page.load(Settings())
    page.field("temperature")._edit.setText(" 0,5 ")
    assert page.save(Settings()).generation.temperature == 0.5


def test_arrow_keys_choose_a_theme(qtbot: QtBot) -> None:
    page = GeneralPage()
    qtbot.addWidget(page)
    page.load(Settings())
    page.show()
    qtbot.waitExposed(page)
    theme = page._theme
    system = theme._buttons["system"]
    system.setFocus()
    qtbot.waitUntil(system.hasFocus)
    qtbot.keyClick(system, Qt.Key.Key_Right)
    assert theme.value == "light"
    assert page.save(Settings()).appearance.theme == "light"


# -- dialog -------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot: QtBot) -> PreferencesDialog:
    dialog = PreferencesDialog(UNUSUAL)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # qtbot closes it
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_saving_tells_once_with_every_page(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    general, model, *_ = dialog.pages
    assert isinstance(general, GeneralPage)
    assert isinstance(model, ModelPage)
    general._theme.set_value("light")
    model.field("top_k").set_value(40)
    with qtbot.waitSignal(dialog.saved) as saved:
        dialog.save()
    assert saved.args == [
        replace(
            UNUSUAL,
            appearance=AppearanceSettings(theme="light"),
            generation=replace(UNUSUAL.generation, top_k=40),
        )
    ]
    assert not dialog.isVisible()


def test_a_mistake_is_shown_and_nothing_is_saved(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    model = dialog.pages[1]
    assert isinstance(model, ModelPage)
    model.field("temperature")._edit.setText("9")
    with qtbot.assertNotEmitted(dialog.saved):
        dialog.save()
    assert dialog.isVisible()
    assert model.isVisible()
    qtbot.waitUntil(model.field("temperature")._edit.hasFocus)


@pytest.mark.parametrize("width_px", [420, 560, 800])
def test_no_page_scrolls_sideways(dialog: PreferencesDialog, width_px: int) -> None:
    dialog.show()
    dialog.resize(width_px, 600)
    for page in dialog.pages:
        dialog.show_page(page)
        area = page.parentWidget().parentWidget()
        assert isinstance(area, QScrollArea)
        QApplication.sendPostedEvents()
        assert area.horizontalScrollBar().maximum() == 0, page.title
    names = dialog.findChild(QListWidget)
    assert names is not None
    roles = Qt.ItemDataRole
    for number, page in enumerate(dialog.pages):
        item = names.item(number)
        assert item.data(roles.AccessibleTextRole) == page.title
        assert page.title in (item.text(), item.toolTip())


def test_escape_saves_nothing(dialog: PreferencesDialog, qtbot: QtBot) -> None:
    dialog.pages[0].restore_defaults()
    with qtbot.assertNotEmitted(dialog.saved):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_window_hands_the_settings_through(window: MainWindow, qtbot: QtBot) -> None:
    window.set_settings(UNUSUAL)
    window.action("preferences").trigger()
    dialog = window.findChild(PreferencesDialog)
    assert dialog is not None
    with qtbot.waitSignal(window.preferences_changed) as changed:
        dialog.save()
    assert changed.args == [UNUSUAL]


def test_the_options_of_the_model_in_use_are_its_own(qtbot: QtBot) -> None:
    page = ModelPage()
    qtbot.addWidget(page)
    settings = Settings(model=ModelSettings(name="pro"))
    page.load(settings)
    weights = page.options.control("quantisation")
    weights.setCurrentIndex(weights.findData("int4"))
    saved = page.save(settings).model
    assert saved.options_of("pro").quantisation == "int4"
    assert saved.options_of("starter").quantisation == "none"


def test_weights_that_the_device_cannot_do_are_greyed_and_say_why(qtbot: QtBot) -> None:
    page = ModelPage()
    qtbot.addWidget(page)
    weights, device = page.options.control("quantisation"), page.options.control("device")
    device.setCurrentIndex(device.findData("cpu"))
    index = weights.findData("nf4")
    assert not weights.model().index(index, 0).flags() & Qt.ItemFlag.ItemIsEnabled
    assert "alone" in weights.itemData(index, Qt.ItemDataRole.ToolTipRole)
    assert weights.model().index(weights.findData("int4"), 0).flags() & Qt.ItemFlag.ItemIsEnabled


def test_defaults_are_offered_where_there_are_some(qtbot: QtBot) -> None:
    dialog = PreferencesDialog(Settings())
    qtbot.addWidget(dialog)
    for page in dialog.pages:
        dialog.show_page(page)
        assert dialog._restore.isEnabled() == (page.title != "Storage")
