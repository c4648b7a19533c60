"""A conversation as Markdown, its pictures and sound in a folder beside it.

What people and models wrote is Markdown already and stays as it is; only a code block that
somebody left open is closed, so that it does not swallow the messages behind it.
"""

from __future__ import annotations

import html
import mimetypes
import re
from typing import TYPE_CHECKING, Final, assert_never
from urllib.parse import quote

from gemini_desk.chat.message import (
    AudioPart,
    ImagePart,
    TextPart,
    ThoughtPart,
    TranscriptPart,
    VideoPart,
)
from gemini_desk.storage.atomic_file import replacing, written_error
from gemini_desk.storage.exporters.wording import (
    author_of,
    describe,
    ending_of,
    losses_of,
    model_of,
    thought_title,
    time_of,
    title_of,
    transcript_title,
)
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path
    from typing import TextIO

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.chat.conversation import Conversation, MessageVersion

_FENCE: Final = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})(.*)$")
_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>#|~$])")
_NOT_IN_NAMES: Final = re.compile(r"[^\w.\- ]+")
_LONGEST_NAME: Final = 80
_PIECE_BYTES: Final = 1 << 20


def write(
    conversation: Conversation, messages: Iterable[MessageVersion], out: TextIO, path: Path
) -> None:
    """Write the conversation to `out`, and its files to the folder `NAME-files` beside `path`."""
    files = _Files(path)
    out.write(f"# {_escape(title_of(conversation))}\n")
    if prompt := conversation.setup.system_prompt:
        out.write(f"\n## System prompt\n\n{closed(prompt)}\n")
    for version in messages:
        details = filter(None, (model_of(version), time_of(version.created_at)))
        out.write(f"\n## {author_of(version)}\n\n*{_escape(', '.join(details))}*\n")
        for block in filter(None, _blocks(version, files)):
            out.write(f"\n{block}\n")


def closed(text: str) -> str:
    """`text` without the white space at its end, a code block that is open closed."""
    text = text.rstrip()
    fence = ""
    for line in text.splitlines():
        match = _FENCE.match(line)
        if match is None:
            continue
        marks, info = match.groups()
        if not fence:
            fence = marks
        elif marks[0] == fence[0] and len(marks) >= len(fence) and not info.strip():
            fence = ""
    return f"{text}\n{fence}" if fence else text


def _blocks(version: MessageVersion, files: _Files) -> Iterator[str]:
    for part in version.message.parts:
        match part:
            case TextPart(text):
                yield closed(text)
            case ThoughtPart(text, duration_s):
                # HTML that GitHub and most editors fold; elsewhere it is hidden, not harmful.
                title = thought_title(duration_s)
                yield (f"<details>\n<summary>{title}</summary>\n\n{closed(text)}\n\n</details>")
            case ImagePart(attachment):
                yield files.link(attachment, "!")
            case AudioPart(attachment) | VideoPart(attachment):
                yield files.link(attachment, "")
            case TranscriptPart(attachment, transcript):
                yield f"**{_escape(transcript_title(attachment, transcript))}**"
                yield files.link(attachment, "")
                for segment in transcript.segments:
                    speaker = f"{_escape(segment.speaker)}: " if segment.speaker else ""
                    text = _escape(" ".join(segment.text.split()))
                    yield f"**{clock(segment.start_s)}** {speaker}{text}"
            case _:
                assert_never(part)
        for loss in losses_of(part):
            yield f"*{_escape(loss)}*"
    if ending := ending_of(version):
        yield f"*{_escape(ending)}*"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", html.escape(text, quote=False))


class _Files:
    """The folder beside the document; made with its first file."""

    def __init__(self, document: Path) -> None:
        self._document = document
        self._folder = document.with_name(f"{document.stem}-files")
        self._names: dict[str, str] = {}

    def link(self, attachment: Attachment, mark: str) -> str:
        """A link to a copy of the file, or a note that it is missing."""
        label = _escape(describe(attachment))
        name = self._names.get(attachment.sha256)
        if name is None:
            name = f"{len(self._names) + 1}-{_file_name(attachment)}"
            if not self._copy(attachment, self._folder / name):
                return f"*{label} (the file is missing)*"
            self._names[attachment.sha256] = name
        return f"{mark}[{label}]({quote(self._folder.name)}/{quote(name)})"

    def _copy(self, attachment: Attachment, target: Path) -> bool:
        try:
            source = attachment.path.open("rb")
        except OSError:
            return False
        with source:
            try:
                self._folder.mkdir(exist_ok=True)
            except OSError as error:
                raise written_error(self._folder, error) from None
            with replacing(target) as copy:
                while piece := source.read(_PIECE_BYTES):
                    copy.write(piece)
        return True


def _file_name(attachment: Attachment) -> str:
    """The file's name without what a file system may refuse; never empty, never hidden."""
    name = _NOT_IN_NAMES.sub("_", attachment.name).strip(" .")
    stem, dot, suffix = name.rpartition(".")
    if not dot or not stem or len(suffix) > 8:
        stem = name or attachment.kind.value
        suffix = (mimetypes.guess_extension(attachment.media_type) or "").removeprefix(".")
    name = stem[:_LONGEST_NAME].strip(" .")
    return f"{name}.{suffix}" if suffix else name
