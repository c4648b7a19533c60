"""Everything to an archive and back, as the window does it."""

import threading
import zipfile

import pytest

from gemini_desk.ui.background import Background
from gemini_desk.ui.chat.transfer_controller import TransferCancelledError, TransferController
from gemini_desk.ui.transfer_dialog import TransferDialog


@pytest.fixture
def transfers(parts):
    background = Background("test")
    controller = TransferController(parts.store, background)
    yield controller
    controller.cancel()
    background.close()


def test_what_was_exported_comes_back_after_the_bin_was_emptied(qtbot, parts, transfers, tmp_path):
    with qtbot.waitSignal(parts.messages.answer_ended):
        parts.messages.send("keep this")
    kept = parts.conversation.id
    archive = tmp_path / "all.zip"
    with qtbot.waitSignals([transfers.exported, transfers.progressed]):
        transfers.export_to(str(archive))
    assert zipfile.is_zipfile(archive)
    parts.conversations.delete(kept)
    parts.store.submit(lambda store: store.empty_bin()).result(10)
    assert parts.summaries() == ()
    with qtbot.waitSignal(transfers.imported) as imported:
        transfers.import_from(str(archive))
    assert imported.args[0].added == 1
    assert [it.id for it in parts.summaries()] == [kept]
    with qtbot.waitSignal(transfers.imported) as imported:
        transfers.import_from(str(archive))  # once more changes nothing
    assert (imported.args[0].added, imported.args[0].unchanged) == (0, 1)


def test_a_file_of_another_kind_is_refused(qtbot, transfers, tmp_path):
    path = tmp_path / "x.zip"
    path.write_bytes(b"no archive")
    with qtbot.waitSignal(transfers.failed) as failed:
        transfers.import_from(str(path))
    assert failed.args[0].hint
    with qtbot.waitSignal(transfers.failed):
        transfers.export_to(str(tmp_path / "missing" / "x.zip"))


def test_an_export_can_be_stopped_and_leaves_nothing(qtbot, parts, transfers, tmp_path):
    for number in range(3):
        parts.conversations.open_new()
        with qtbot.waitSignal(parts.messages.answer_ended):
            parts.messages.send(f"message {number}")
    gate = threading.Event()
    parts.store.submit(lambda _store: gate.wait(10))  # the export waits for what comes before it
    with qtbot.waitSignal(transfers.failed) as failed:
        transfers.export_to(str(tmp_path / "all.zip"))
        transfers.cancel()
        gate.set()
    assert isinstance(failed.args[0], TransferCancelledError)
    assert [path.name for path in tmp_path.iterdir()] == ["profile"]


def test_the_dialog_runs_is_stopped_and_says_how_it_went(qtbot, qapp):
    from PySide6.QtWidgets import QLabel, QPlainTextEdit, QPushButton, QWidget

    window = QWidget()
    qtbot.addWidget(window)
    dialog = TransferDialog("Importing conversations", window)
    dialog.open()
    dialog.set_progress(5 * 2**33, 10 * 2**33)  # bytes of a large archive
    with qtbot.waitSignal(dialog.cancelled):
        dialog.reject()
    assert dialog.isVisible()  # until it has stopped
    dialog.finish("3 conversations added.", ["Line 7 is no message."])
    assert any(it.text() == "3 conversations added." for it in dialog.findChildren(QLabel))
    assert "Line 7" in dialog.findChild(QPlainTextEdit).toPlainText()
    button = dialog.findChild(QPushButton)
    assert button.text() == "Close"
    with qtbot.waitSignal(dialog.finished):
        button.click()
