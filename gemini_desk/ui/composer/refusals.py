"""Files that cannot be added, told so that none is missed.

There is room for a few notices only, and many files may be dropped at once: the first ones are
told with their reasons as they come, the others together by their names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.composer.intake import AttachmentIntake

TOLD_ALONE: Final = 2
NAMED: Final = 5


class Refusals(QObject):
    """Listens to an intake, and says what it refused. GUI thread only.

    Signals:
        told: Message and hint, of one file or of several.
    """

    told = Signal(str, str)

    def __init__(self, intake: AttachmentIntake, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._alone = 0
        self._others: list[tuple[str, str, str]] = []
        intake.refused.connect(self._refused)
        intake.settled.connect(self._settled)

    @Slot(int, str, str, str)
    def _refused(self, _ticket: int, name: str, message: str, hint: str) -> None:
        if self._alone < TOLD_ALONE:
            self._alone += 1
            self.told.emit(message, hint)
        else:
            self._others.append((name, message, hint))

    @Slot()
    def _settled(self) -> None:
        others, self._others, self._alone = self._others, [], 0
        if len(others) == 1:
            self.told.emit(*others[0][1:])
        elif others:
            names = [f"“{name}”" for name, _, _ in others]
            last = f"{len(names) - NAMED} more" if len(names) > NAMED + 1 else names.pop()
            self.told.emit(
                f"{len(others)} other files cannot be added: "
                f"{', '.join(names[:NAMED])} and {last}.",
                "Add one of them alone to see why.",
            )
