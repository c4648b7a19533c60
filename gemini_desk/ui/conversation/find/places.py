"""Where in a message hits are: in which of its parts, and on which stretches of a part's text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeAlias

from gemini_desk.ui.conversation.find.marks import Mark, in_utf16
from gemini_desk.ui.conversation.formulas.in_text import onto_objects
from gemini_desk.ui.conversation.segments import Code, Formula, MarkdownText, PlainText, Stretch
from gemini_desk.ui.theme import Theme

if TYPE_CHECKING:
    from gemini_desk.ui.conversation.find.needle import Needle
    from gemini_desk.ui.conversation.message_item import MessageItem
    from gemini_desk.ui.conversation.segments import Segment
    from gemini_desk.ui.conversation.selected_text import SelectedText
    from gemini_desk.ui.conversation.shown_message import ShownMessage

Hit: TypeAlias = "tuple[MessageItem, int]"  # the message, and which of its hits

_MOST_MARKS: Final = 500  # in one widget; nobody reads more of them


def count_folded(item: ShownMessage, needle: Needle) -> int:
    """How many hits are in thoughts that are folded away."""
    thinking = item.thinking
    if thinking is None or thinking.is_unfolded:
        return 0
    return needle.count_in_source(thinking.source)


def count_in(segment: Segment, needle: Needle) -> int:
    """How many hits are in a segment, laid out or not."""
    match segment:
        case MarkdownText() | Code() | Formula():
            return needle.count_in_source(segment.markdown.source)
        case PlainText():
            return needle.count_in_source(segment.text)
        case Stretch():
            return needle.count_in_source(segment.source)
    return 0


def marks_in(
    segment: Segment,
    selected: SelectedText,
    needle: Needle,
    current: Hit | None,
) -> list[Mark]:
    """The hits in a segment that has been laid out.

    Args:
        segment: Of a message that is shown.
        selected: Tells the text as it is seen.
        needle: What is looked for.
        current: The message with the hit that is shown, and its number there.
    """
    if needle.is_empty or not segment.is_text:
        return []
    text, formulas = selected.seen.with_formulas(segment)
    spans = list(needle.spans(text))
    if not spans:
        return []
    shown_number = _number_in(segment, needle, current, len(spans))
    first = max(0, (shown_number or 0) - _MOST_MARKS // 2)
    shown = spans[first : first + _MOST_MARKS]
    if formulas:
        text = selected.seen.whole(segment)
        shown = [onto_objects(*each, formulas) for each in shown]
    places = in_utf16(text, [place for span in shown for place in span])
    colours = Theme.current()
    return [
        Mark(
            places[2 * n],
            places[2 * n + 1],
            colours.found_current if first + n == shown_number else colours.found,
        )
        for n in range(len(shown))
    ]


def _number_in(segment: Segment, needle: Needle, current: Hit | None, count: int) -> int | None:
    """Which of the `count` hits of a segment is the current one."""
    if current is None or segment.item is not current[0]:
        return None
    item, number = current
    number -= count_folded(item, needle)
    for each in item.segments or ():
        if each is segment:
            break
        number -= count_in(each, needle)
    is_here = 0 <= number < max(1, count_in(segment, needle))
    return min(number, count - 1) if is_here else None
