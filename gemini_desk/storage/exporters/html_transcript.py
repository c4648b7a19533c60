"""A transcript inside a page: the recording to listen to, and what is said, with times."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from gemini_desk.storage.exporters.html_media import write_attachment
from gemini_desk.storage.exporters.wording import transcript_title
from gemini_desk.transcripts.timed_text import clock

if TYPE_CHECKING:
    from typing import TextIO

    from gemini_desk.chat.message import TranscriptPart


def write_transcript(part: TranscriptPart, out: TextIO, *, with_player: bool) -> None:
    """Write the recording's player, if it is wanted, and one row a segment."""
    title = transcript_title(part.attachment, part.transcript)
    out.write(f'<section class="transcript">\n<h3 dir="auto">{html.escape(title)}</h3>\n')
    if with_player:
        write_attachment(part.attachment, out)
    out.write("<table>\n")
    for segment in part.transcript.segments:
        speaker = f"<b>{html.escape(segment.speaker)}:</b> " if segment.speaker else ""
        text = html.escape(" ".join(segment.text.split()))
        out.write(
            f"<tr><td><time>{clock(segment.start_s)}</time></td>"
            f'<td dir="auto">{speaker}{text}</td></tr>\n'
        )
    out.write("</table>\n</section>\n")
