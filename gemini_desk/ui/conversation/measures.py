"""Measures of the conversation, in device-independent pixels."""

from __future__ import annotations

from typing import Final

# Room beside the column, and above and below the conversation.
SIDE_PX: Final = 20
TOP_PX: Final = 8
BOTTOM_PX: Final = 12
NARROW_PX: Final = 560  # below this width the sides are halved
# Between messages.
USER_GAP_PX: Final = 18
ASSISTANT_GAP_PX: Final = 10
# Between segments of a message.
PARAGRAPH_GAP_PX: Final = 12
HEADING_GAP_PX: Final = 24
ITEM_GAP_PX: Final = 4  # between parts of a list
CARD_GAP_PX: Final = 14
LINE_SPACING_PX: Final = 7  # already below each line of prose
INDENT_COLUMN_PX: Final = 8  # one column of indentation in the source
# A person's message.
BUBBLE_SHARE: Final = 0.82  # of the column
BUBBLE_SIDE_PX: Final = 16
BUBBLE_TOP_PX: Final = 11
BUBBLE_BOTTOM_PX: Final = 4  # the last line's spacing is below it already
BUBBLE_RADIUS_PX: Final = 16
# Quotes.
QUOTE_INSET_PX: Final = 16
QUOTE_BAR_PX: Final = 3
# Code.
CODE_HEADER_PX: Final = 36
CODE_PADDING_PX: Final = 12
CODE_RADIUS_PX: Final = 10
# Attachments.
THUMBNAIL_SINGLE_PX: Final = 320
THUMBNAIL_PX: Final = 136
THUMBNAIL_GAP_PX: Final = 8
THUMBNAIL_RADIUS_PX: Final = 12
AUDIO_WIDTH_PX: Final = 320
AUDIO_HEIGHT_PX: Final = 60
AUDIO_BUCKETS: Final = 56
# The row below a message.
FOOTER_PX: Final = 32
FOOTER_GAP_PX: Final = 4
FOOTER_BUTTON_PX: Final = 28
FOOTER_INSET_PX: Final = 6  # from the edge of a button to its icon
# How far beyond the view segments are measured and have widgets.
MARGIN_PX: Final = 200
