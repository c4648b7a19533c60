"""How full the context is: controller, meter, breakdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

if TYPE_CHECKING:
    from gemini_desk.ui.chat.context_controller import ContextController
    from gemini_desk.ui.chat.context_usage import ContextUsage
    from gemini_desk.ui.composer.composer import Composer
    from gemini_desk.ui.composer.context_breakdown import ContextBreakdown
    from gemini_desk.ui.composer.context_meter import ContextMeter


class ContextWiring(QObject):
    """Shows the count in the composer."""

    def __init__(
        self,
        context: ContextController,
        meter: ContextMeter,
        breakdown: ContextBreakdown,
        composer: Composer,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._meter = meter
        self._breakdown = breakdown
        composer.card.add_tool(meter)
        context.usage_changed.connect(self._show)
        meter.clicked.connect(self._open)

    @Slot(object)
    def _show(self, usage: ContextUsage | None) -> None:
        self._meter.set_usage(usage)
        if self._meter.usage is not None:
            self._breakdown.set_usage(self._meter.usage)
        else:
            self._breakdown.close_panel()

    @Slot()
    def _open(self) -> None:
        if self._breakdown.isVisible():
            self._breakdown.close_panel()
        else:
            self._breakdown.open_above(self._meter)
            self._breakdown.setFocus()
