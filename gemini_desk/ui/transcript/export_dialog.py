"""How a transcript becomes a file: format, the rules of subtitles, how that looks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.transcripts.formats import FORMATS, SUBTITLES
from gemini_desk.transcripts.subtitles import DEFAULT_RULES, SubtitleRules
from gemini_desk.ui import style
from gemini_desk.ui.controls import ComboBox
from gemini_desk.ui.theme import SPACE_PX
from gemini_desk.ui.transcript.export_menu import format_suffix, format_title

if TYPE_CHECKING:
    from gemini_desk.transcripts.transcript import Transcript
    from gemini_desk.ui.theme import Colours

_WIDTH_PX: Final = 460
_PREVIEW_PX: Final = 168
_PREVIEWED: Final = 6  # segments: enough to see the manner
_PREVIEW_CHARACTERS: Final = 1_200
_LINE_LENGTHS: Final = (
    (32, "32 characters, for small screens"),
    (37, "37 characters, as on television"),
    (DEFAULT_RULES.max_line_characters, f"{DEFAULT_RULES.max_line_characters} characters, usual"),
    (60, "60 characters"),
    (80, "80 characters"),
)
_LINE_COUNTS: Final = ((1, "one line"), (2, "two lines, usual"), (3, "three lines"))


class ExportDialog(QDialog):
    """Asks how; where to is asked by the file dialog that follows.

    Signals:
        chosen: Name of a format, and `SubtitleRules`.
    """

    chosen = Signal(str, object)

    def __init__(
        self, transcript: Transcript, name: str, rules: SubtitleRules, parent: QWidget
    ) -> None:
        """Build it; `open` shows it.

        Args:
            transcript: What is to be exported.
            name: The format that is proposed.
            rules: The rules that are proposed.
            parent: The window that it belongs to.
        """
        super().__init__(parent)
        # Some words of it show the manner; all of it may be an hour.
        self._sample = replace(transcript, segments=transcript.segments[:_PREVIEWED])
        self._rules = rules
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Export the transcript")
        self.setFixedWidth(_WIDTH_PX)
        style.follow_theme(self, _dialog_style)
        self.format = ComboBox(self)
        self.format.setAccessibleName("Format")
        for each in FORMATS:
            self.format.addItem(f"{format_title(each)} ({format_suffix(each)})", each)
        self.format.setCurrentIndex(max(0, self.format.findData(name)))
        self.line_length = _box("Length of a line", _LINE_LENGTHS, rules.max_line_characters, self)
        self.line_count = _box("Lines of a subtitle", _LINE_COUNTS, rules.max_lines, self)
        self.preview = QPlainTextEdit(self)
        self.preview.setReadOnly(True)
        self.preview.setFont(style.font(12))
        self.preview.setFixedHeight(_PREVIEW_PX)
        self.preview.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.preview.setTabChangesFocus(True)
        self.preview.setAccessibleName("How it begins")
        style.follow_theme(self.preview, style.text_box_style)
        self.accept_button = QPushButton("Choose a file…", self)
        self._lay_out()
        for box in (self.format, self.line_length, self.line_count):
            box.currentIndexChanged.connect(self._show)
        self._show()

    def _lay_out(self) -> None:
        heading = QLabel("Export the transcript", self)
        heading.setFont(style.font(15, weight=style.HEADING_WEIGHT))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(2 * SPACE_PX)
        self._form.setVerticalSpacing(SPACE_PX)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for text, box in (
            ("Format", self.format),
            ("Length of a line", self.line_length),
            ("Lines of a subtitle", self.line_count),
        ):
            label = QLabel(text, self)
            label.setFont(style.font(13))
            label.setMinimumHeight(box.height())
            label.setBuddy(box)
            self._form.addRow(label, box)
        cancel = QPushButton("Cancel", self)
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._take)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE_PX)
        buttons.addStretch(1)
        for button in (cancel, self.accept_button):
            button.setFont(style.font(13))
            style.follow_theme(button, style.button_style)
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * SPACE_PX, 20, 3 * SPACE_PX, 20)
        layout.setSpacing(14)
        layout.addWidget(heading)
        layout.addLayout(self._form)
        layout.addWidget(self.preview)
        layout.addLayout(buttons)

    @property
    def rules(self) -> SubtitleRules:
        """The rules that are chosen."""
        return replace(
            self._rules,
            max_line_characters=int(self.line_length.currentData()),
            max_lines=int(self.line_count.currentData()),
        )

    def _show(self) -> None:
        name = str(self.format.currentData())
        for box in (self.line_length, self.line_count):
            self._form.setRowVisible(box, name in SUBTITLES)
        # The lines of subtitles are shown as they are; text has none until it is read.
        modes = QPlainTextEdit.LineWrapMode
        self.preview.setLineWrapMode(modes.NoWrap if name in SUBTITLES else modes.WidgetWidth)
        text = FORMATS[name](self._sample, self.rules)
        self.preview.setPlainText(text[:_PREVIEW_CHARACTERS].strip())

    def _take(self) -> None:
        name, rules = str(self.format.currentData()), self.rules
        self.accept()
        self.chosen.emit(name, rules)


def _box(
    name: str, choices: tuple[tuple[int, str], ...], current: int, parent: QWidget
) -> ComboBox:
    box = ComboBox(parent)
    box.setAccessibleName(name)
    for value, text in choices:
        box.addItem(text, value)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box


def _dialog_style(colours: Colours) -> str:
    return f"QDialog {{ background: {colours.window}; }} QLabel {{ color: {colours.text}; }}"
