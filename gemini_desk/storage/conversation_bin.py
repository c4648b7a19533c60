"""The bin: deleting conversations for good, with all that is theirs.

Callers hold a transaction and remove the files that are returned once it is done: a file
that is gone cannot be rolled back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

    from gemini_desk.chat.conversation import ConversationId


def delete_binned(
    connection: sqlite3.Connection, conversation_id: ConversationId | None = None
) -> tuple[int, set[str]]:
    """Delete what is in the bin.

    Args:
        connection: The database.
        conversation_id: Only this one, and nothing if it is not in the bin; None for all.

    Returns:
        How many conversations there were, and the digests of files that nothing refers to
        any more.
    """
    doomed = connection.execute(
        "SELECT number, id FROM conversations "
        "WHERE deleted_at IS NOT NULL AND coalesce(id = ?, TRUE)",
        (conversation_id,),
    ).fetchall()
    files: set[str] = set()
    for number, id_ in doomed:
        files |= _files_of(connection, number, id_)
        connection.execute(
            "DELETE FROM drafts WHERE conversation_id = ? "
            "OR conversation_id IN (SELECT id FROM versions WHERE conversation = ?)",
            (id_, number),
        )
        connection.execute("DELETE FROM conversations WHERE number = ?", (number,))
    return len(doomed), files - files_in_use(connection) if files else files


def files_in_use(connection: sqlite3.Connection) -> set[str]:
    """The digests of all files that a message or a draft refers to."""
    rows = connection.execute(
        "SELECT sha256 FROM attachments UNION SELECT sha256 FROM draft_attachments"
    )
    return {digest for (digest,) in rows}


def _files_of(
    connection: sqlite3.Connection, number: int, conversation_id: ConversationId
) -> set[str]:
    rows = connection.execute(
        "SELECT sha256 FROM versions "
        "JOIN parts ON parts.version = versions.number "
        "JOIN attachments ON attachments.part = parts.number "
        "WHERE versions.conversation = ? UNION "
        "SELECT sha256 FROM drafts "
        "JOIN draft_attachments ON draft_attachments.draft = drafts.number "
        "WHERE drafts.conversation_id = ? "
        "OR drafts.conversation_id IN (SELECT id FROM versions WHERE conversation = ?)",
        (number, conversation_id, number),
    )
    return {digest for (digest,) in rows}
