"""Is there a file that can be opened at all? Asked before any decoder sees it."""

from __future__ import annotations

import stat
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from gemini_desk.errors import AttachmentMissingError, UnsupportedAttachmentError
from gemini_desk.sizes import size_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LONGEST_NAME = 60  # characters of a file name that fit into a notice


def quoted_name(path: Path) -> str:
    """The file's name in quotation marks, shortened in the middle when it is very long."""
    name = (path.name or str(path)).encode("utf-8", "replace").decode()  # names can be any bytes
    if len(name) > _LONGEST_NAME:
        half = (_LONGEST_NAME - 1) // 2
        name = f"{name[:half]}…{name[-half:]}"
    return f"“{name}”"


def missing(path: Path) -> AttachmentMissingError:
    """The error for a file that is not (or no longer) there."""
    return AttachmentMissingError(
        f"{quoted_name(path)} is not there.",
        hint="It may have been moved, renamed or deleted. Add it again from where it is now.",
    )


@contextmanager
def translated_file_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusals of `path` into errors fit for a person.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It may not be read, or the disk failed.
    """
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise missing(path) from None
    except IsADirectoryError:
        raise _folder(path) from None
    except PermissionError:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} may not be read.",
            hint="Change its permissions, or copy it to a folder of your own.",
        ) from None
    except OSError as error:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} cannot be read: {error.strerror or 'the disk failed'}.",
            hint="Check the disk and the file's name, then add the file again.",
        ) from None


def require_readable_file(path: Path, *, max_bytes: int) -> int:
    """Check that `path` is an ordinary file with content, and not too large.

    Devices and pipes are refused before they are opened: opening one can block forever.

    Returns:
        The file's size in bytes.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: A folder, a device, empty, unreadable or too large.
    """
    with translated_file_errors(path):
        status = path.stat()
    if stat.S_ISDIR(status.st_mode):
        raise _folder(path)
    if not stat.S_ISREG(status.st_mode):
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} is a device or a pipe, not a file.",
            hint="Save its content to a file and add that one.",
        )
    if status.st_size == 0:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} is empty.",
            hint="If it was copied or downloaded, do that again.",
        )
    if status.st_size > max_bytes:
        raise UnsupportedAttachmentError(
            f"{quoted_name(path)} has {size_text(status.st_size)}; "
            f"at most {size_text(max_bytes)} can be read.",
            hint="Make a smaller copy, or cut out the part that matters.",
        )
    return status.st_size


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """Open `path` for reading.

    Raises:
        AttachmentMissingError: The file is not there.
        UnsupportedAttachmentError: It may not be read.
    """
    with translated_file_errors(path), path.open("rb") as file:
        yield file


def _folder(path: Path) -> UnsupportedAttachmentError:
    return UnsupportedAttachmentError(
        f"{quoted_name(path)} is a folder.", hint="Add the files inside it instead."
    )
