"""Registry: the formats one conversation can be exported in.

    text.py, markdown.py    plain text; Markdown with its files in a folder beside it
    html_page.py            one page that needs nothing else: html_text.py, html_code.py,
                            html_media.py, html_transcript.py and mathml.py make its parts,
                            page.css its looks
    wording.py              what all of them say: who, when, how it ended

To add a format: write a function as `Exporter.write` describes it and add it to `EXPORTERS`;
the menus, the command line and the tests of this registry find it there.

What is exported is the open branch. An exporter sees one message at a time and writes it
before it sees the next, so that memory does not grow with pictures and sound. Nothing here is
for the GUI thread.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gemini_desk.storage.atomic_file import replacing
from gemini_desk.storage.exporters import html_page, markdown, text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import TextIO, TypeAlias

    from gemini_desk.chat.conversation import Conversation, MessageVersion

    Progress: TypeAlias = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Exporter:
    """A format.

    Attributes:
        name: What the command line calls it.
        title: What menus call it.
        suffix: Of its files, with the dot.
        write: Writes a conversation: its values, the messages in order, where to, and the
            path that the file will have, for files beside it.
    """

    name: str
    title: str
    suffix: str
    write: Callable[[Conversation, Iterable[MessageVersion], TextIO, Path], None]


EXPORTERS: Final = (
    Exporter("markdown", "Markdown", ".md", markdown.write),
    Exporter("html", "Web page", ".html", html_page.write),
    Exporter("text", "Plain text", ".txt", text.write),
)


def export_conversation(
    conversation: Conversation,
    path: Path,
    exporter: Exporter,
    progress: Progress | None = None,
) -> None:
    """Write the open branch of `conversation` to `path`; what is there is replaced as a whole.

    Args:
        conversation: Not changed by anybody meanwhile.
        path: The file.
        exporter: One of `EXPORTERS`.
        progress: Called before each message with its number, from 0, and how many there
            are; what it raises ends the export, and nothing is written.

    Raises:
        StorageError: The disk is full or refuses; what was there is untouched.
    """
    branch = conversation.branch()

    def messages() -> Iterator[MessageVersion]:
        for number, version in enumerate(branch):
            if progress is not None:
                progress(number, len(branch))
            yield version

    with replacing(path) as file:
        # Lone surrogates, which Qt can hold, are no text for any other program.
        out = io.TextIOWrapper(file, "utf-8", errors="replace", newline="\n", write_through=False)
        exporter.write(conversation, messages(), out, path)
        out.flush()
        out.detach()
