"""Loading and saving the settings: `settings.json` in the profile's configuration folder.

To upgrade files of version N, add `N: function` to `UPGRADES`: it changes the parsed file
from version N to N + 1. Upgrades are never edited once they were released.
"""

from __future__ import annotations

import json
import logging
import os
import tempfile
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from gemini_desk.errors import StorageError
from gemini_desk.settings.schema import SCHEMA_VERSION, Settings
from gemini_desk.settings.settings_json import read_tree, write_tree

logger = logging.getLogger(__name__)

Upgrade = Callable[[dict[str, Any]], None]
UPGRADES: Mapping[int, Upgrade] = {}

_VERSION_KEY = "schema_version"


class LoadedSettings(NamedTuple):
    """The settings, and what a person should know about them.

    Attributes:
        settings: Ready to use, whatever the file held.
        notices: One sentence for each value that was replaced by its default.
    """

    settings: Settings
    notices: tuple[str, ...]


class SettingsStore:
    """One file of settings; callable from any thread, but it blocks."""

    def __init__(
        self,
        file: Path,
        *,
        upgrades: Mapping[int, Upgrade] = UPGRADES,
        version: int = SCHEMA_VERSION,
    ) -> None:
        self._path = file
        self._upgrades = upgrades
        self._version = version
        self._content: dict[str, Any] | None = None
        self._lock = threading.Lock()

    def load(self) -> LoadedSettings:
        """Read the settings; defaults where the file does not say, or cannot be read."""
        notices: list[str] = []
        with self._lock:
            self._content = self._read(notices)
            settings = read_tree(Settings, self._content, notices)
        return LoadedSettings(settings, tuple(notices))

    def save(self, settings: Settings) -> None:
        """Write the settings: the file is the old one or the new one, never a half.

        Raises:
            StorageError: The disk is full or refuses; the old file is untouched.
        """
        with self._lock:
            before = self._read([]) if self._content is None else self._content
            content = write_tree(settings, before)
            # A newer version wrote more than this one understands: it is still its file.
            content[_VERSION_KEY] = max(self._version, _version_of(before))
            try:
                _write_atomically(self._path, json.dumps(content, indent=2, ensure_ascii=False))
            except OSError as error:
                logger.info("saving the settings failed", exc_info=True)
                raise StorageError(
                    f"The settings could not be saved: {error.strerror}.",
                    hint="Check the space and the permissions of the configuration folder.",
                ) from None
            self._content = content

    def _read(self, notices: list[str]) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            notices.append(f"The settings could not be read: {error.strerror}.")
            return {}
        except (ValueError, RecursionError):
            content = None
        if not isinstance(content, dict):
            notices.append(self._move_aside())
            return {}
        for version in range(_version_of(content), self._version):
            if upgrade := self._upgrades.get(version):
                upgrade(content)
        return content

    def _move_aside(self) -> str:
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
        aside = self._path.with_name(f"{self._path.stem}.damaged-{stamp}.json")
        try:
            self._path.rename(aside)
        except OSError as error:
            return f"The settings were damaged and are at their defaults ({error.strerror})."
        return f"The settings were damaged and are at their defaults; {aside.name} is the old file."


def _version_of(content: dict[str, Any]) -> int:
    version = content.get(_VERSION_KEY)
    return version if isinstance(version, int) and version > 0 else 1


def _write_atomically(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".settings-")  # mode 0600
    beside = Path(name)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(text + "\n")
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
