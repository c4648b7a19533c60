"""Everything at once: all that a person has, to a file and back; the format is public.

    records.py      what goes over: folders, tags, library, conversations, messages, drafts
    objects.py      records ↔ JSON objects; transcript_object.py: of transcripts; fields.py
                    checks their values
    exporting.py    database and blobs → archive
    archive.py      an archive, opened with care: its lines and its files
    merging.py      records → database, without harm to what is there
    importing.py    a file → records → database, resumable
    foreign.py      the same for the exports of other programs; importers/ is their registry
    results.py      how it went, in words

The archive is a .zip with `conversations.jsonl`, one JSON object a line, and the attachments as
`blobs/<SHA-256>`. `assets/help/data.md` documents it, for other programs too: change both
together, and raise `FORMAT_VERSION` if an older Gemini Desk would misread the result.

Both ways work from a thread of their own and hold no more than a conversation in memory.
"""

from __future__ import annotations

from typing import Final

FORMAT: Final = "gemini-desk"
FORMAT_VERSION: Final = 1
LINES_NAME: Final = "conversations.jsonl"
BLOB_PREFIX: Final = "blobs/"
