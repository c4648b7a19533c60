"""Recordings whose writer was killed, found and made whole at the next start."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from gemini_desk.media.flac_repair import mend_flac
from gemini_desk.media.recording_file import SUFFIX

if TYPE_CHECKING:
    from pathlib import Path

logger = logging.getLogger(__name__)


def mended_clips(folder: Path, *, before_s: float) -> tuple[Path, ...]:
    """The recordings that an earlier run left in `folder`, oldest name first.

    One that ended before its first samples came is removed. Worker threads only.

    Args:
        folder: Where recordings are made.
        before_s: Seconds since the epoch: what was written to since is being recorded, or on its
            way into a message.
    """
    clips: list[Path] = []
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        try:
            if path.stat().st_mtime >= before_s:
                continue
            if mend_flac(path):
                clips.append(path)
            else:
                path.unlink(missing_ok=True)
        except OSError as error:  # the others may be whole
            logger.warning("a recording of an earlier run cannot be mended: %s", error.strerror)
    return tuple(clips)
