"""Transcripts that leave: to the clipboard, and through the file dialog to files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication

from gemini_desk.transcripts.formats import FORMATS, SUBTITLES
from gemini_desk.transcripts.subtitles import DEFAULT_RULES
from gemini_desk.ui.chat.export_controller import file_name
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.notice import Level, Notice, NoticeAction
from gemini_desk.ui.transcript.export_menu import format_suffix, format_title

if TYPE_CHECKING:
    from gemini_desk.chat.message import TranscriptPart
    from gemini_desk.transcripts.subtitles import SubtitleRules
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.background import Background
    from gemini_desk.ui.main_window import MainWindow


class TranscriptFiles(QObject):
    """Asks where to, writes away from the GUI thread, and tells where it is."""

    def __init__(self, background: Background, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._window = window
        self._folder = ""  # of the last export
        self._format = next(iter(FORMATS))
        self._rules = DEFAULT_RULES

    def copy(self, part: TranscriptPart, name: str) -> None:
        """Put a transcript on the clipboard, as one of the formats."""
        QGuiApplication.clipboard().setText(FORMATS[name](part.transcript))
        notice = Notice(Level.INFO, f"The transcript was copied as {format_title(name)}.")
        self._window.notifications.show_notice(notice)

    def ask(self, part: TranscriptPart, name: str = "") -> None:
        """Ask how and where to; `name` is a format that was chosen already, or "".

        What has no rules to be chosen goes to the file dialog at once.
        """
        if name and name not in SUBTITLES:
            self._ask_where(part, name)
            return
        from gemini_desk.ui.transcript.export_dialog import ExportDialog  # when it is asked for

        dialog = ExportDialog(part.transcript, name or self._format, self._rules, self._window)
        dialog.chosen.connect(lambda taken, rules: self._take(part, taken, rules))
        dialog.open()

    def _take(self, part: TranscriptPart, name: str, rules: SubtitleRules) -> None:
        self._rules = rules
        self._ask_where(part, name)

    def _ask_where(self, part: TranscriptPart, proposed: str) -> None:
        from PySide6.QtWidgets import QFileDialog  # when it is asked for

        filters = {f"{format_title(each)} (*{format_suffix(each)})": each for each in FORMATS}
        chosen = next(text for text, each in filters.items() if each == proposed)
        folder = self._folder or QStandardPaths.writableLocation(
            QStandardPaths.StandardLocation.DocumentsLocation
        )
        stem = file_name(Path(part.attachment.name).stem)
        suggestion = str(Path(folder) / f"{stem}{format_suffix(proposed)}")
        path, taken = QFileDialog.getSaveFileName(
            self._window, "Export the transcript", suggestion, ";;".join(filters), chosen
        )
        if not path:
            return
        self._folder = str(Path(path).parent)
        wanted, self._format = target(path, proposed, filters.get(taken, proposed))
        if wanted == path or not Path(wanted).exists():
            self._write(part.transcript, Path(wanted))
            return
        # The dialog has asked about the name that was typed, not about this one.
        question = Confirmation(
            f"Replace {Path(wanted).name}?", "A file of this name is there already.", "Replace",
            self._window,
        )  # fmt: skip
        question.accepted.connect(lambda: self._write(part.transcript, Path(wanted)))
        question.open()

    def _write(self, transcript: Transcript, path: Path) -> None:
        to_text, rules = FORMATS[self._format], self._rules
        self._background.run(
            lambda: write(path, to_text(transcript, rules)),
            lambda _: self._tell(path),
            self._window.notifications.error,
        )

    def _tell(self, path: Path) -> None:
        folder = QUrl.fromLocalFile(str(path.parent))
        action = NoticeAction("Show", lambda: QDesktopServices.openUrl(folder))
        notice = Notice(Level.INFO, f"Exported to {path.name}.", action=action)
        self._window.notifications.show_notice(notice)


def target(path: str, proposed: str, taken: str) -> tuple[str, str]:
    """Where to write, and in which format.

    Args:
        path: What the file dialog returned.
        proposed: The format that the dialog began with.
        taken: The format that was chosen in it when it was closed.
    """
    suffix = Path(path).suffix.lower()
    by_suffix = {format_suffix(each): each for each in FORMATS}
    if suffix not in by_suffix:
        return path + format_suffix(taken), taken
    if by_suffix[suffix] == proposed and taken != proposed:  # the name was left alone
        return str(Path(path).with_suffix(format_suffix(taken))), taken
    return path, by_suffix[suffix]


def write(path: Path, text: str) -> None:
    """Write a file that appears whole or not at all. Any thread but the GUI's.

    Raises:
        StorageError: The disk is full or refuses.
    """
    from gemini_desk.storage.atomic_file import replacing

    with replacing(path) as file:
        file.write(text.encode("utf-8", errors="replace"))
