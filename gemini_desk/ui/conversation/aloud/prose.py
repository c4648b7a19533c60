"""Text documents as words: links, formulas, notes and marks of lists as they are said.

GUI thread only. Offsets are those of the document.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final, cast

from PySide6.QtGui import QTextBlock, QTextCharFormat, QTextListFormat, QTextTable

from gemini_desk.ui.markdown.formulas import formula_at
from gemini_desk.ui.markdown.links import check_link
from gemini_desk.ui.speech.formula_words import formula_in_words
from gemini_desk.ui.speech.sentences import sentence_ends
from gemini_desk.ui.speech.utterance import Run, Utterance, between, said, units

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PySide6.QtGui import QTextDocument, QTextFragment, QTextList

_ROOM: Final = QTextCharFormat.VerticalAlignment.AlignMiddle  # see `formulas/in_text.py`
_ADDRESS: Final = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.\S+")
_NUMBERED: Final = (
    QTextListFormat.Style.ListDecimal,
    QTextListFormat.Style.ListLowerAlpha,
    QTextListFormat.Style.ListUpperAlpha,
)
_TASKS: Final = {"☐": "To do:", "☑": "Done:", "▣": "Picture:"}
_BLANKS: Final = str.maketrans("\u2028\u2029\xa0\n", "    ")


def prose_utterances(document: QTextDocument, *, is_complete: bool) -> list[Utterance]:
    """The sentences of a document.

    Args:
        document: Prose.
        is_complete: Whether no more text will come; else the last paragraph may go on.
    """
    found: list[Utterance] = []
    block = document.begin()
    while block.isValid():
        following = block.next()
        runs = block_runs(block)
        found += _sentences(runs, is_complete=is_complete or following.isValid())
        block = following
    return found


def table_utterances(
    table: QTextTable, *, is_complete: bool, has_head: bool
) -> Iterator[Utterance]:
    """The rows of a table, each at one go.

    Args:
        table: The table.
        is_complete: Whether no more of it will come; else its last row may go on.
        has_head: Whether the first row names the columns.
    """
    rows = table.rows() if is_complete else table.rows() - 1
    for row in range(rows):
        runs: list[Run] = []
        for column in range(table.columns()):
            place = table.cellAt(row, column).firstCursorPosition()
            if runs:
                runs.append(Run(", ", place.position(), place.position(), False))
            elif row == 0 and has_head:
                words = f"Table with {_counted(table.columns(), 'column')}: "
                runs.append(Run(words, place.position(), place.position(), False))
            runs += block_runs(place.block())
        utterance = said(*runs)
        if utterance is not None:
            yield utterance


def block_runs(block: QTextBlock) -> list[Run]:
    """The words of a paragraph, an item of a list, a heading or a cell."""
    runs: list[Run] = []
    listed = cast("QTextList | None", block.textList())  # its types leave out that it may be None
    if listed is not None and listed.format().style() in _NUMBERED:
        number = listed.format().start() + listed.itemNumber(block)
        runs.append(Run(f"{number}: ", block.position(), block.position(), False))
    pieces = block.begin()
    while not pieces.atEnd():
        runs += _fragment_runs(pieces.fragment())
        pieces += 1
    return runs


def _fragment_runs(fragment: QTextFragment) -> Iterator[Run]:
    characters = fragment.charFormat()
    start, end = fragment.position(), fragment.position() + fragment.length()
    if characters.isImageFormat():
        source = formula_at(characters.toImageFormat().name())
        if source is not None and characters.verticalAlignment() != _ROOM:
            yield Run(formula_in_words(source), start, end, False)
        return
    address = characters.anchorHref()
    if address.startswith("#"):
        return  # a note: its number would stand in the middle of a sentence
    text = fragment.text().translate(_BLANKS)
    yield from _without_addresses(text, start)


def _without_addresses(text: str, start: int) -> Iterator[Run]:
    """`text` with addresses and boxes in words, which nobody wants spelled out."""
    done = 0
    for found in _ADDRESS.finditer(text):
        shown = found[0].rstrip(".,;:!?)'\"")
        yield from _with_boxes(text[done : found.start()], start + units(text[:done]))
        first = start + units(text[: found.start()])
        yield Run(_address_in_words(shown), first, first + units(shown), False)
        done = found.start() + len(shown)
    yield from _with_boxes(text[done:], start + units(text[:done]))


def _with_boxes(text: str, start: int) -> Iterator[Run]:
    if text[:1] in _TASKS:
        yield Run(_TASKS[text[0]], start, start + 1, False)
        text, start = text[1:], start + 1
    if text:
        yield Run(text, start, start + units(text))


def _address_in_words(address: str) -> str:
    if "@" in address and "/" not in address:
        return address
    full = address if "://" in address else f"https://{address}"
    return f"link to {check_link(full).target.removeprefix('www.')}"


def _sentences(runs: Sequence[Run], *, is_complete: bool) -> Iterator[Utterance]:
    text = "".join(run.spoken for run in runs)
    start = 0
    for end in sentence_ends(text, is_complete=is_complete):
        utterance = said(*between(runs, start, end))
        if utterance is not None:
            yield utterance
        start = end


def _counted(number: int, name: str) -> str:
    return f"{number} {name}" if number == 1 else f"{number} {name}s"
