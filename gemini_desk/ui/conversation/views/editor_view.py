"""The place of a message that is being written anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.conversation.editing.message_editor import MessageEditor
from gemini_desk.ui.conversation.segments import Editor
from gemini_desk.ui.conversation.views.segment_view import SegmentView

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget


class EditorView(SegmentView):
    """Holds the editor of a message: it outlives the places where it is shown."""

    def refresh(self) -> None:
        """Take the editor in."""
        for child in self.findChildren(MessageEditor):
            child.setVisible(child is self.editor)
        editor = self.editor
        if editor is not None:
            editor.setParent(self)
            self._place()
            editor.show()

    @property
    def editor(self) -> MessageEditor | None:
        """What is shown."""
        return self._segment.editor if isinstance(self._segment, Editor) else None

    def focus_widgets(self) -> Sequence[QWidget]:
        """See `SegmentView`."""
        return self.editor.tab_stops() if self.editor is not None else ()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The editor fills its place."""
        self._place()

    def _place(self) -> None:
        if self.editor is not None:
            self.editor.setGeometry(self.rect().adjusted(0, 0, 0, -Editor.GAP_PX))
