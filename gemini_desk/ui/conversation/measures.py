"""Measures of the conversation, in device-independent pixels, at the zoom in force."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from gemini_desk.ui.conversation.zoom import px

_NEVER_ZOOMED: Final = {"SIDE_PX", "BUBBLE_SHARE", "AUDIO_BUCKETS", "MARGIN_PX"}


@dataclass(slots=True)
class Measures:
    """Lengths; the defaults are those at the usual size."""

    # Room beside the column, and above and below the conversation.
    SIDE_PX: int = 16  # as beside the message box; more than the scroll bar
    TOP_PX: int = 8
    BOTTOM_PX: int = 12
    # What the height of text is estimated from.
    CHARACTER_PX: int = 8
    LINE_PX: int = 25
    # Between messages.
    USER_GAP_PX: int = 18
    ASSISTANT_GAP_PX: int = 10
    # Between segments of a message.
    PARAGRAPH_GAP_PX: int = 12
    HEADING_GAP_PX: int = 24
    ITEM_GAP_PX: int = 4  # between parts of a list
    CARD_GAP_PX: int = 14
    LINE_SPACING_PX: int = 7  # already below each line of prose
    INDENT_COLUMN_PX: int = 8  # one column of indentation in the source
    # A person's message.
    BUBBLE_SHARE: float = 0.82  # of the column
    BUBBLE_SIDE_PX: int = 16
    BUBBLE_TOP_PX: int = 11
    BUBBLE_BOTTOM_PX: int = 4  # the last line's spacing is below it already
    BUBBLE_RADIUS_PX: int = 16
    # The line above what the model reads.
    CONTEXT_START_PX: int = 36
    # Quotes.
    QUOTE_INSET_PX: int = 16
    QUOTE_BAR_PX: int = 3
    # Code.
    CODE_HEADER_PX: int = 36
    CODE_PADDING_PX: int = 12
    CODE_RADIUS_PX: int = 10
    # Attachments.
    THUMBNAIL_SINGLE_PX: int = 320
    THUMBNAIL_PX: int = 136
    THUMBNAIL_GAP_PX: int = 8
    THUMBNAIL_RADIUS_PX: int = 12
    AUDIO_WIDTH_PX: int = 428
    AUDIO_HEIGHT_PX: int = 60
    AUDIO_BUCKETS: int = 56
    # The line with the day.
    DATE_PX: int = 28
    # The row below a message.
    FOOTER_PX: int = 32
    FOOTER_GAP_PX: int = 4
    FOOTER_BUTTON_PX: int = 28
    FOOTER_INSET_PX: int = 6  # from the edge of a button to its icon
    # How far beyond the view segments are measured and have widgets.
    MARGIN_PX: int = 200

    def zoom(self) -> None:
        """Take over the zoom in force."""
        usual = Measures()
        for each in fields(self):
            if each.name not in _NEVER_ZOOMED:
                setattr(self, each.name, px(getattr(usual, each.name)))


measures: Final = Measures()
