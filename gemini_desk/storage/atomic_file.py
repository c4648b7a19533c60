"""Files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import tempfile
from pathlib import Path
from typing import IO, TYPE_CHECKING

from gemini_desk.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file that takes the place of `path` at the end, if nothing is raised before.

    Raises:
        StorageError: The disk is full or refuses; what was there is untouched.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".gemini-desk-")
        beside = Path(name)
        try:
            with os.fdopen(descriptor, "wb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            beside.replace(path)
        except BaseException:
            beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise written_error(path, error) from None


def written_error(path: Path, error: OSError) -> StorageError:
    """`error`, which came while `path` was written, in words for a person."""
    logger.info("writing a file failed", exc_info=error)
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk is full: {path.name} could not be written.",
            hint="Free some space, or choose another place.",
        )
    return StorageError(
        f"{path.name} could not be written: {error.strerror}.", hint="Choose another place."
    )
