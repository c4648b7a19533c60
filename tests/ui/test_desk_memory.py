"""Memory runs out: what would fit is one click away, and nothing is lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gemini_desk.chat.conversation import MessageStatus
from gemini_desk.errors import MemoryRemedy, OutOfMemoryError
from gemini_desk.models.quantisation import Quantisation
from gemini_desk.settings.settings_store import SettingsStore
from gemini_desk.ui.conversation.views.notice_view import NoticeView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from gemini_desk.app import Desk
    from gemini_desk.paths import Profile
    from tests.helpers.scripted_backend import ScriptedBackend

FOUR_BITS = MemoryRemedy("Load with 4 bits and retry", "weights of 4 bits", quantisation="int4")
SMALLER = MemoryRemedy("Load starter and retry", "the model starter", model="starter")
INT8_CACHE = MemoryRemedy("Keep it in 8 bits", "the conversation in 8 bits", kv_cache="int8")


def ran_out(*remedies: MemoryRemedy) -> OutOfMemoryError:
    return OutOfMemoryError(
        "The model does not fit into memory.", hint="Close other programs.", remedies=remedies
    )


def ask(qtbot: QtBot, desk: Desk, text: str) -> NoticeView:
    QTest.keyClicks(desk.composer.card.prompt, text)
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(desk.composer.card.prompt, Qt.Key.Key_Return)
    assert ended.args is not None
    assert ended.args[0].status is MessageStatus.FAILED
    qtbot.waitUntil(lambda: any(view.isVisible() for view in notices(desk)))
    return next(view for view in notices(desk) if view.isVisible())


def notices(desk: Desk) -> list[NoticeView]:
    return desk.window.findChildren(NoticeView)


def test_while_answering_one_click_loads_what_fits_and_answers(
    qtbot: QtBot, desk: Desk, backend: ScriptedBackend, profile: Profile
) -> None:
    backend.queue_reply(ran_out(INT8_CACHE, FOUR_BITS))
    notice = ask(qtbot, desk, "one two")
    keep, four_bits = notice.focus_widgets()[:2]
    assert keep.accessibleName() == "Keep it in 8 bits"
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.mouseClick(four_bits, Qt.MouseButton.LeftButton)
    assert ended.args is not None
    assert ended.args[0].message.text == "one two"  # the same question, answered
    assert backend.loads[-1].quantisation is Quantisation.INT4
    name = backend.loads[-1].model
    assert desk.settings.settings.model.options_of(name).quantisation == "int4"
    # … and from the next start on, too.
    kept = SettingsStore(profile.config_dir / "settings.json")
    qtbot.waitUntil(lambda: kept.load().settings.model.options_of(name).quantisation == "int4")


def test_while_loading_a_smaller_model_is_one_key_away(
    qtbot: QtBot, desk: Desk, backend: ScriptedBackend
) -> None:
    backend.queue_load(ran_out(SMALLER))
    with qtbot.waitSignal(desk.models.load_failed):
        desk.window.model_chosen.emit("/models/huge")
    backend.queue_load(ran_out(SMALLER))
    notice = ask(qtbot, desk, "one two")
    button = notice.focus_widgets()[0]
    button.setFocus()
    with qtbot.waitSignal(desk.messages.answer_ended) as ended:
        QTest.keyClick(button, Qt.Key.Key_Space)
    assert ended.args is not None
    assert ended.args[0].message.text == "one two"
    assert [load.model for load in backend.loads[-2:]] == ["/models/huge", "starter"]
