"""Dropping, pasting and removing attachments."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication

from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.errors import StorageError
from gemini_desk.ui.composer.attach_dialog import name_filters
from tests.helpers import media_files

if TYPE_CHECKING:
    from pathlib import Path

    import pytestqt.qtbot

    from tests.ui.composer.conftest import ComposerBench


def dropped(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_several_dropped_files_keep_their_order(bench: ComposerBench) -> None:
    paths = [
        media_files.image_file(bench.folder, "large.png", media_files.noise_picture(1200, 900)),
        media_files.sound_file(bench.folder, "b.wav"),
        media_files.image_file(bench.folder, "a.jpg"),
    ]
    assert bench.composer.add_mime(dropped(*paths))
    cards = bench.composer.card.tray.cards()
    assert [card.attachment for card in cards] == [None, None, None]  # shown at once
    attachments = bench.wait_until_ready(3)
    assert bench.names == ["large.png", "b.wav", "a.jpg"]
    kinds = [attachment.kind for attachment in attachments]
    assert kinds == [AttachmentKind.IMAGE, AttachmentKind.AUDIO, AttachmentKind.IMAGE]
    assert (attachments[0].width_px, attachments[0].height_px) == (1200, 900)
    assert attachments[1].duration_s == pytest.approx(media_files.TONE_S, abs=0.01)
    for attachment, path in zip(attachments, paths, strict=True):
        assert attachment.path != path
        assert attachment.path.read_bytes() == path.read_bytes()


def test_a_file_that_cannot_be_used_is_refused_at_once_and_the_others_stay(
    bench: ComposerBench,
) -> None:
    text = media_files.written_file(bench.folder, "notes.png", b"only words\n" * 20)
    picture = media_files.image_file(bench.folder, "a.png")
    bench.composer.add_mime(dropped(text, picture, bench.folder))
    bench.wait_until_ready(1)
    bench.qtbot.waitUntil(lambda: len(bench.notices) == 2)
    assert bench.names == ["a.png"]
    level, message, hint = bench.notices[0]
    assert level == "warning"
    assert "notes.png" in message
    assert "text" in message
    assert hint


def test_a_file_that_is_gone_is_refused(bench: ComposerBench) -> None:
    bench.composer.add_paths([bench.folder / "gone.png"])
    assert "gone.png" in bench.wait_for_notice()[1]
    assert bench.composer.card.tray.cards() == ()


def test_a_pasted_picture_is_stored_as_png(bench: ComposerBench) -> None:
    image = QImage(40, 30, QImage.Format.Format_ARGB32)
    image.fill(QColor("#336699"))
    mime = QMimeData()
    mime.setImageData(image)
    bench.composer.card.prompt.insertFromMimeData(mime)
    (attachment,) = bench.wait_until_ready(1)
    assert attachment.media_type == "image/png"
    assert (attachment.width_px, attachment.height_px) == (40, 30)
    assert QImage(str(attachment.path)).pixelColor(5, 5).name() == "#336699"
    assert list((bench.folder / "scratch").iterdir()) == []
    assert bench.composer.card.prompt.toPlainText() == ""


def test_the_clipboard_is_pasted_wherever_the_focus_is(bench: ComposerBench) -> None:
    QApplication.clipboard().setText("hello")
    bench.composer.add_mime(QApplication.clipboard().mimeData(), pasted=True)
    assert bench.composer.card.prompt.toPlainText() == "hello"


def test_pictures_of_the_web_are_refused_with_the_reason(bench: ComposerBench) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl("https://example.org/cat.png")])
    assert not bench.composer.add_mime(mime)
    assert "nothing is downloaded" in bench.wait_for_notice()[1]


def test_enter_waits_until_everything_is_ready(bench: ComposerBench) -> None:
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.composer.card.prompt.set_text("What is it?")
    bench.qtbot.keyClick(bench.composer.card.prompt, Qt.Key.Key_Return)
    assert bench.sent == []
    assert not bench.composer.card.send.isEnabled()
    bench.qtbot.waitUntil(lambda: len(bench.sent) == 1)
    text, attachments = bench.sent[0]
    assert text == "What is it?"
    assert [attachment.name for attachment in attachments] == ["a.png"]
    assert bench.composer.draft().is_empty


def test_a_refused_file_holds_the_message_back(bench: ComposerBench) -> None:
    bench.composer.add_paths([bench.folder / "gone.png"])
    bench.composer.card.prompt.set_text("What is it?")
    bench.composer.submit()
    bench.wait_for_notice()
    assert bench.sent == []
    assert bench.composer.draft().text == "What is it?"
    bench.composer.submit()
    assert bench.sent == [("What is it?", ())]


def test_a_picture_without_words_can_be_sent(bench: ComposerBench) -> None:
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.wait_until_ready(1)
    bench.qtbot.mouseClick(bench.composer.card.send, Qt.MouseButton.LeftButton)
    assert bench.sent[0][0] == ""
    assert len(bench.sent[0][1]) == 1


def test_cards_are_removed_with_the_button_and_with_the_delete_key(bench: ComposerBench) -> None:
    paths = [media_files.image_file(bench.folder, f"{name}.png") for name in "abc"]
    bench.composer.add_paths(paths)
    bench.wait_until_ready(3)
    tray = bench.composer.card.tray
    bench.qtbot.mouseClick(tray.cards()[1].buttons.remove, Qt.MouseButton.LeftButton)
    assert bench.names == ["a.png", "c.png"]
    tray.cards()[0].setFocus()
    bench.qtbot.keyClick(tray.cards()[0], Qt.Key.Key_Right)
    assert tray.cards()[1].hasFocus()
    bench.qtbot.keyClick(tray.cards()[1], Qt.Key.Key_Delete)
    assert bench.names == ["a.png"]
    assert tray.cards()[0].hasFocus()
    bench.qtbot.keyClick(tray.cards()[0], Qt.Key.Key_Delete)
    assert not tray.isVisible()
    assert bench.composer.card.prompt.hasFocus()


def test_what_is_removed_while_it_is_prepared_never_comes(bench: ComposerBench) -> None:
    tray = bench.composer.card.tray
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    tray.cards()[0].remove_requested.emit()
    bench.composer.add_paths([media_files.image_file(bench.folder, "b.png")])
    bench.wait_until_ready(1)
    assert bench.names == ["b.png"]


def test_cards_show_a_thumbnail_or_a_waveform(bench: ComposerBench) -> None:
    bench.composer.add_paths(
        [
            media_files.image_file(bench.folder, "a.png"),
            media_files.sound_file(bench.folder, "b.wav"),
        ]
    )
    bench.wait_until_ready(2)
    picture, clip = bench.composer.card.tray.cards()
    bench.qtbot.waitUntil(lambda: picture._thumbnail is not None and bool(clip._peaks))
    assert "48 × 32" in picture.accessibleName()
    assert clip.accessibleName().startswith("Clip b.wav, 0:01")
    shown = picture.grab().toImage()
    ratio = shown.devicePixelRatio()
    colour = shown.pixelColor(round(14 * ratio), round(40 * ratio))  # left half of the thumbnail
    assert colour.red() > 200
    assert colour.blue() < 60


def test_a_name_is_never_read_as_html(bench: ComposerBench) -> None:
    name = "<img src=x> <b>.png"
    bench.composer.add_paths([media_files.image_file(bench.folder, name)])
    bench.wait_until_ready(1)
    card = bench.composer.card.tray.cards()[0]
    assert "&lt;img" in card.toolTip()
    assert card.buttons.remove.toolTip().startswith("<p>Remove &lt;img")
    assert name in card.accessibleName()


def test_clips_are_played_and_paused_from_their_cards(bench: ComposerBench) -> None:
    bench.composer.add_paths(
        [
            media_files.sound_file(bench.folder, "a.wav"),
            media_files.image_file(bench.folder, "b.png"),
        ]
    )
    clip, picture = bench.wait_until_ready(2)
    card = bench.composer.card.tray.cards()[0]
    with bench.qtbot.waitSignal(bench.composer.play_requested) as played:
        bench.qtbot.mouseClick(card.buttons.play, Qt.MouseButton.LeftButton)
    assert played.args == [clip]
    bench.composer.set_playback(clip.sha256, 0.4, True)
    assert card.playing
    assert not bench.composer.card.tray.cards()[1].playing
    with bench.qtbot.waitSignal(bench.composer.pause_requested):
        bench.qtbot.keyClick(card, Qt.Key.Key_Space)
    bench.composer.set_playback(picture.sha256, 0.0, False)
    assert not card.playing


def test_many_cards_scroll_sideways_and_the_newest_is_in_sight(bench: ComposerBench) -> None:
    bench.window.resize(420, 600)
    bench.composer.add_paths(
        [media_files.image_file(bench.folder, f"{index}.png") for index in range(5)]
    )
    bench.wait_until_ready(5)
    bar = bench.composer.card.tray.horizontalScrollBar()
    bench.qtbot.waitUntil(lambda: 0 < bar.maximum() == bar.value())
    before = bar.value()
    wheel = QWheelEvent(
        QPointF(20, 20), QPointF(20, 20), QPoint(), QPoint(0, 120), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(bench.composer.card.tray.viewport(), wheel)
    assert bar.value() < before
    bench.composer.card.tray.cards()[0].setFocus()
    assert bar.value() == 0


def test_a_draft_comes_back_before_what_was_written_since(bench: ComposerBench) -> None:
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.wait_until_ready(1)
    bench.composer.card.prompt.set_text("first")
    bench.composer.submit()
    text, attachments = bench.sent[0]
    bench.composer.card.prompt.set_text("second")
    bench.composer.add_paths([media_files.image_file(bench.folder, "b.png")])
    bench.wait_until_ready(1)
    bench.composer.restore_draft(text, attachments)
    assert bench.composer.draft().text == "first\nsecond"
    assert bench.names == ["a.png", "b.png"]
    draft = bench.composer.take_draft()
    assert len(draft.attachments) == 2
    assert bench.composer.draft().is_empty


def test_examining_and_storing_never_happen_on_the_gui_thread(
    bench: ComposerBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[threading.Thread] = []
    store = bench.composer._intake._store_file

    def storing(path: Path) -> object:
        threads.append(threading.current_thread())
        return store(path)

    monkeypatch.setattr(bench.composer._intake, "_store_file", storing)
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.wait_until_ready(1)
    assert threads
    assert threading.main_thread() not in threads


def test_a_full_disk_is_told_and_nothing_else_breaks(
    bench: ComposerBench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path) -> object:
        raise StorageError("The disk is full.", hint="Free some space.")

    with monkeypatch.context() as patch:
        patch.setattr(bench.composer._intake, "_store_file", full)
        bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
        assert bench.wait_for_notice() == ("warning", "The disk is full.", "Free some space.")
    bench.composer.add_paths([media_files.image_file(bench.folder, "a.png")])
    bench.wait_until_ready(1)


def test_what_of_a_file_is_not_used_is_told(bench: ComposerBench) -> None:
    bench.composer.add_paths([media_files.animated_file(bench.folder)])
    bench.wait_until_ready(1)
    level, text, _ = bench.wait_for_notice()
    assert level == "info"
    assert "first" in text


@pytest.mark.qt_log_ignore("This plugin does not support")  # offscreen cannot raise windows
def test_the_file_dialog_is_open_without_waiting_and_takes_several(bench: ComposerBench) -> None:
    paths = [media_files.image_file(bench.folder, f"{name}.png") for name in "ab"]
    dialog = bench.composer._dialog.open()
    assert bench.composer._dialog.open() is dialog
    dialog.filesSelected.emit([str(path) for path in paths])
    dialog.reject()
    bench.wait_until_ready(2)
    assert bench.names == ["a.png", "b.png"]


def test_the_file_dialog_knows_every_kind(qtbot: pytestqt.qtbot.QtBot) -> None:
    filters = name_filters()
    assert "*.heic" in filters[0]
    assert "*.m4a" in filters[0]
    assert filters[-1] == "All files (*)"
