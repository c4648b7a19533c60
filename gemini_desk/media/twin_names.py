"""Names for microphones that are called the same, which stay with each of them.

Two of one make have one name, and the sound server lists them as they were plugged in. What was
chosen is remembered by its name, so that name must mean the same microphone tomorrow, whichever
was plugged in first, and also if the other one is not there.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

logger = logging.getLogger(__name__)

_MOST: Final = 16  # of one name; more is no household


class TwinNames:
    """Tells them apart by a number.

    The first one that was seen has the plain name. One that was never seen together with
    another has no number, whatever the server calls it today.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._file: Path | None = None
        self._seen: dict[str, list[str]] = {}
        self._is_read = True

    def keep_in(self, file: Path | None) -> None:
        """Remember in `file` from now on what was seen; nowhere if None. It is read later."""
        with self._lock:
            self._file, self._seen, self._is_read = file, {}, False

    def of(self, devices: Sequence[tuple[str, str]]) -> list[str]:
        """The names of all devices there are now.

        Worker threads only: it may read and write a small file.

        Args:
            devices: What each is called, and the server's own name for it, which no other has.
        """
        with self._lock:
            if not self._is_read:
                self._seen, self._is_read = _read(self._file), True
            before = {name: [*sources] for name, sources in self._seen.items()}
            for name in dict.fromkeys(name for name, _ in devices):
                self._see(name, [source for each, source in devices if each == name])
            names = [_numbered(name, self._seen[name].index(source)) for name, source in devices]
            if self._seen != before:
                self._write()
            if self._file is None:
                self._seen = {}
            return names

    def _see(self, name: str, present: list[str]) -> None:
        known = self._seen.get(name, [])
        if len(known) < 2 and len(present) < 2:
            known = []  # it has no twin: there may be another name for the same thing
        new = [source for source in present if source not in known]
        absent = [source for source in known if source not in present]
        while len(known) + len(new) > _MOST and absent:
            known = [source for source in known if source != absent[0]]
            del absent[0]
        self._seen[name] = known + new

    def _write(self) -> None:
        if self._file is None:
            return
        beside = self._file.with_suffix(".new")
        try:
            beside.write_text(json.dumps(self._seen, ensure_ascii=False), encoding="utf-8")
            os.replace(beside, self._file)  # noqa: PTH105  # as a whole or not at all
        except OSError as error:  # they are told apart until the end of this run
            logger.info("the microphones cannot be remembered: %s", error.strerror)


def _numbered(name: str, index: int) -> str:
    return name if index == 0 else f"{name} ({index + 1})"


def _read(file: Path | None) -> dict[str, list[str]]:
    try:
        content: Any = json.loads(file.read_text(encoding="utf-8")) if file is not None else {}
    except (OSError, ValueError):
        return {}
    if not isinstance(content, dict):
        return {}
    return {
        name: [source for source in sources if isinstance(source, str)]
        for name, sources in content.items()
        if isinstance(sources, list)
    }


twin_names: Final = TwinNames()
