"""Files of drafts that are not there any more. Store thread: it looks at the disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemini_desk.chat.draft import Draft


def without_missing(draft: Draft) -> tuple[Draft, tuple[str, ...]]:
    """`draft` without the attachments whose file vanished, and the names of those."""
    missing = [attachment for attachment in draft.attachments if not attachment.path.is_file()]
    if not missing:
        return draft, ()
    kept = tuple(attachment for attachment in draft.attachments if attachment not in missing)
    return replace(draft, attachments=kept), tuple(attachment.name for attachment in missing)


def missing_notice(names: tuple[str, ...]) -> tuple[str, str, str]:
    """Level, text and hint of what to say about vanished files."""
    listed = ", ".join(f"“{name}”" for name in names)
    gone = "is not on the disk any more" if len(names) == 1 else "are not on the disk any more"
    return (
        "warning",
        f"{listed} {gone}; the rest of your draft is here.",
        "Attach it again." if len(names) == 1 else "Attach them again.",
    )
