"""The model manager's window. GUI thread only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gemini_desk.models.hub_cache import is_hub_id
from gemini_desk.ui import style
from gemini_desk.ui.controls import CONTROL_PX, name_inner_buttons
from gemini_desk.ui.icons import icon
from gemini_desk.ui.model_manager.details import ModelDetails
from gemini_desk.ui.model_manager.filters import FILTERS, NOTHING, listed
from gemini_desk.ui.model_manager.model_list import ModelListView
from gemini_desk.ui.opening_size import open_at
from gemini_desk.ui.preferences.choice_row import ChoiceRow
from gemini_desk.ui.theme import SPACE_PX, Colours

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QResizeEvent

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.models.fit import Fit
    from gemini_desk.models.inventory import Inventory, ModelEntry

_LIST_PX: Final = 340
_NARROW_PX: Final = 700  # less room than this, and list and details take turns


class ModelManager(QDialog):
    """List, search and filters at the left, one model at the right.

    Attributes:
        details: The model that is chosen.
        models: The list.
        search: Words of a name, or any hub id or folder.
        filters: Which of them are listed.

    Signals:
        model_typed: A hub id, alias or folder that is not listed: what is it?
    """

    model_typed = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Models")
        self.setMinimumSize(380, 420)
        open_at(self, 980, 720)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._inventory: Inventory | None = None
        self._fits: dict[str, Fit | None] = {}
        self._typed: ModelEntry | None = None
        self._wanted = ""
        self.search = QLineEdit(self)
        self.search.setPlaceholderText("Search, or type a hub id or folder")
        self.search.setAccessibleName("Search models, or type a hub id or folder")
        self.search.setClearButtonEnabled(True)
        name_inner_buttons(self.search, "Clear the search")
        self.search.setFixedHeight(CONTROL_PX)
        self.search.setFont(style.font(13))
        self.search.textChanged.connect(self._fill)
        self.search.returnPressed.connect(self._take_typed)
        style.follow_theme(self.search, style.line_edit_style)
        self.filters = ChoiceRow(FILTERS, self)
        self.filters.setAccessibleName("Which models")
        self.filters.set_value("everything")
        self.filters.chosen.connect(self._fill)
        self.models = ModelListView(self)
        self.models.chosen.connect(self._show)
        self.models.opened.connect(self._open)
        self.models.entered_by_key.connect(self._enter)
        self._empty = QLabel("Looking for models…", self)
        self._empty.setWordWrap(True)
        self._empty.setTextFormat(Qt.TextFormat.PlainText)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self._empty.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Maximum)
        self._empty.setFont(style.font(13))
        self._empty.setObjectName("empty")
        self._look = QPushButton("Look for it", self)
        self._look.setFont(style.font(13))
        self._look.setAutoDefault(False)
        self._look.clicked.connect(self._take_typed)
        style.follow_theme(self._look, style.button_style)
        self._left = self._make_left()
        self.details = ModelDetails(self)
        self._back = QPushButton("All models", self)
        self._back.setIcon(icon("chevron-left"))
        self._back.setFont(style.font(13))
        self._back.setAutoDefault(False)
        self._back.clicked.connect(self._go_back)
        style.follow_theme(self._back, style.button_style)
        self._right = self._make_right()
        self._columns = QWidget(self)
        self._row = QHBoxLayout(self._columns)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self._left)
        self._row.addWidget(self._right, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._columns)
        self._narrow = False
        self._shows_details = False
        self._arrange()
        self.search.setFocus()
        style.follow_theme(self, _dialog_style)

    @property
    def told(self) -> str:
        """What stands where no model is listed."""
        return "" if self._empty.isHidden() else self._empty.text()

    def set_inventory(self, inventory: Inventory) -> None:
        """List what there is; the model that is chosen stays chosen."""
        self._inventory = inventory
        self._fits = {entry.id: entry.best_fit(inventory.machine) for entry in inventory.entries}
        self._fill()

    def show_model(self, model_id: str) -> None:
        """Choose a model, now or once it is listed."""
        self._wanted = model_id
        self._fill()

    def show_typed(self, entry: ModelEntry) -> None:
        """Show the model that was typed."""
        self._typed = entry
        if entry.path is None and self.filters.value != "everything":
            self.filters.set_value("everything")  # no other filter lists it
        if self._inventory is not None:
            self._fits[entry.id] = entry.best_fit(self._inventory.machine)
        self._wanted = entry.id
        self._fill()

    def show_problem(self, error: GeminiDeskError) -> None:
        """Say what went wrong, where the list would be."""
        self.say(f"{error.message}\n{error.hint}".strip())

    def say(self, text: str) -> None:
        """Say something where the list would be."""
        self._empty.setText(text)
        self._empty.show()
        self._look.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """List and details beside each other, or one after the other."""
        super().resizeEvent(event)
        self._arrange()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list before it closes; Return presses what has the keyboard."""
        if event.key() == Qt.Key.Key_Escape and self._narrow and self._shows_details:
            self._go_back()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take_return()  # a dialog would press the main button: a download of gigabytes
            return
        super().keyPressEvent(event)

    def _take_return(self) -> None:
        focused = self.focusWidget()
        if isinstance(focused, QAbstractButton):
            focused.click()

    def _make_left(self) -> QWidget:
        left = QWidget(self)
        left.setObjectName("left")
        column = QVBoxLayout(left)
        column.setContentsMargins(12, 2 * SPACE_PX, 12, 12)
        column.setSpacing(SPACE_PX)
        column.addWidget(self.search)
        column.addWidget(self.filters)
        column.addWidget(self._empty)
        column.addWidget(self._look, 0, Qt.AlignmentFlag.AlignCenter)
        column.addWidget(self.models, 1000)
        column.addStretch(1)  # what there is to say stands at the top
        self._look.hide()
        return left

    def _make_right(self) -> QWidget:
        right = QWidget(self)
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.setContentsMargins(12, 12, 12, 0)
        head.addWidget(self._back)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.details, 1)
        return right

    def _arrange(self) -> None:
        self._narrow = self.width() < _NARROW_PX
        self._left.setVisible(not self._narrow or not self._shows_details)
        self._right.setVisible(not self._narrow or self._shows_details)
        self._back.setVisible(self._narrow)
        self._left.setMaximumWidth(16_777_215 if self._narrow else _LIST_PX)
        self._left.setMinimumWidth(0 if self._narrow else _LIST_PX)

    @Slot()
    def _fill(self) -> None:
        inventory = self._inventory
        if inventory is None:
            return
        chosen = self._wanted or (self.details.entry.id if self.details.entry else "")
        recommendation = inventory.recommendation
        recommended = recommendation.model.id if recommendation is not None else ""
        entries = list(inventory.entries)
        if self._typed is not None and self._typed.id not in {entry.id for entry in entries}:
            entries.insert(0, self._typed)
        rows = listed(
            entries,
            self._fits,
            chosen=self.filters.value,
            words=self.search.text(),
            recommendation=recommendation,
        )
        self.models.rows.set_rows(
            [(entry, self._fits.get(entry.id)) for entry in rows], recommended
        )
        self._say_nothing_found(bool(rows))
        self.models.setVisible(bool(rows))
        found = self.models.choose(chosen)
        if not (found or self.models.choose(recommended)) and rows:
            self.models.choose(rows[0].id)
        if self._wanted and found:
            self._open()
        self._wanted = ""

    def _say_nothing_found(self, anything: bool) -> None:
        text = self.search.text().strip()
        looks_real = is_hub_id(text) or "/" in text or text.startswith("~")
        self._empty.setVisible(not anything)
        self._look.setVisible(not anything and bool(text) and looks_real)
        if text:
            self._empty.setText(f"No model of this list is called “{text}”.")
        else:
            self._empty.setText(NOTHING[self.filters.value])

    @Slot(object)
    def _show(self, entry: ModelEntry) -> None:
        inventory = self._inventory
        if inventory is None:
            return
        recommendation = inventory.recommendation
        why = ""
        if recommendation is not None and recommendation.model.id == entry.id:
            why = f"{recommendation.why} {recommendation.next_size}".strip()
        self.details.show_entry(entry, inventory.machine, why)

    @Slot()
    def _open(self) -> None:
        self._shows_details = True
        self._arrange()
        if self._narrow:
            self._back.setFocus()

    @Slot()
    def _enter(self) -> None:
        if not self._narrow:
            self.details.buttons.focus_main()

    @Slot()
    def _go_back(self) -> None:
        self._shows_details = False
        self._arrange()
        self.models.setFocus()

    @Slot()
    def _take_typed(self) -> None:
        text = self.search.text().strip()
        if text and self.models.rows.rowCount() == 0:
            self.say("Looking…")
            self.model_typed.emit(text)
        elif self.models.rows.rowCount():
            self.models.setFocus()


def _dialog_style(colours: Colours) -> str:
    return f"""
        QDialog {{ background: {colours.window}; }}
        QWidget#left {{ background: {colours.sidebar}; border-right: 1px solid {colours.line}; }}
        QLabel#empty {{ color: {colours.muted}; padding: 24px 8px; }}
    """
