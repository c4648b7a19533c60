"""The fields of a server that few people need. GUI thread only."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from gemini_desk.errors import InputError
from gemini_desk.settings.schema import ServerSettings
from gemini_desk.ui.controls import IconButton
from gemini_desk.ui.servers.form_parts import add_field, text_label
from gemini_desk.ui.theme import SPACE_PX

_OWN: Final = ServerSettings()
_CA_FILES: Final = "Certificates (*.pem *.crt *.cer);;All files (*)"
# Field of `ServerSettings`, its caption in a narrow column, what it is.
_WAITS: Final = (
    ("connect_timeout_s", "Connecting", "Longest wait for a connection, in seconds"),
    ("first_token_timeout_s", "First word", "Longest wait for an answer to begin, in seconds"),
    ("between_tokens_timeout_s", "Next word", "Longest silence within an answer, in seconds"),
)


class ServerDetails(QWidget):
    """A model by name, context length, certificates, time-outs: empty for what is usual."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE_PX // 2)
        self.model = add_field(column, self, "Model, if it lists none", "google/gemma-4-31B-it")
        self.context = add_field(column, self, "Longest context, in tokens", "what the server says")
        self.ca_file = QLineEdit(self)
        choose = IconButton("folder", "Choose the file of certificates…", self)
        choose.clicked.connect(self._choose_ca_file)
        row = QHBoxLayout()
        row.setSpacing(SPACE_PX // 2)
        row.addWidget(self.ca_file, 1)
        row.addWidget(choose)
        add_field(
            column, self, "Certificates it is checked against", "the system's", self.ca_file, row
        )
        column.addSpacing(SPACE_PX // 2)
        column.addWidget(text_label("Longest waits, in seconds", 12, self))
        self.waits: dict[str, QLineEdit] = {}
        waits = QHBoxLayout()
        waits.setSpacing(SPACE_PX)
        for name, caption, meaning in _WAITS:
            narrow = QVBoxLayout()
            narrow.setSpacing(2)
            field = QLineEdit(self)
            add_field(
                narrow, self, caption, f"{getattr(_OWN, name):g}", field, spacing_px=0, muted=True
            )
            field.setAccessibleName(meaning)
            field.setToolTip(meaning)
            self.waits[name] = field
            waits.addLayout(narrow, 1)
        column.addLayout(waits)

    def show_server(self, server: ServerSettings) -> None:
        """Show what was chosen for `server`."""
        self.model.setText(server.model)
        self.context.setText(str(server.context_tokens or ""))
        self.ca_file.setText(server.ca_file)
        for name, field in self.waits.items():
            value = getattr(server, name)
            field.setText("" if value == getattr(_OWN, name) else f"{value:g}")

    @property
    def is_usual(self) -> bool:
        """Whether nothing stands here."""
        fields = (self.model, self.context, self.ca_file, *self.waits.values())
        return not any(field.text().strip() for field in fields)

    def values_over(self, server: ServerSettings) -> ServerSettings:
        """`server` with what stands here.

        Raises:
            InputError: A number is none; the cursor is put there.
        """
        context = _number(self.context, "The longest context")
        waits_s: dict[str, Any] = {
            name: _number(field, f"“{caption}”") or getattr(_OWN, name)
            for (name, caption, _), field in zip(_WAITS, self.waits.values(), strict=True)
        }
        return replace(
            server,
            model=self.model.text().strip(),
            context_tokens=round(context),
            ca_file=self.ca_file.text().strip(),
            **waits_s,
        )

    @Slot()
    def _choose_ca_file(self) -> None:
        from PySide6.QtWidgets import QFileDialog  # when it is asked for

        path, _ = QFileDialog.getOpenFileName(
            self, "Choose the file of certificates", self.ca_file.text(), _CA_FILES
        )
        if path:
            self.ca_file.setText(path)


def _number(field: QLineEdit, what: str) -> float:
    """The number in `field`; 0 when it is empty.

    Raises:
        InputError: There is something else.
    """
    text = field.text().strip().replace(",", ".")
    if not text:
        return 0.0
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < 1e9:  # what is no number compares as False, too
        field.setFocus()
        raise InputError(f"{what} is no number above 0.", hint="Leave it empty for what is usual.")
    return number
