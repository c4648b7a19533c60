"""Where files lie: the profile's folders and the assets that ship with the package."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import NamedTuple

import platformdirs

_APP_NAME = "gemini-desk"


class Profile(NamedTuple):
    """The folders that the application writes to; nothing is written anywhere else.

    Attributes:
        config_dir: Settings, a few kilobytes.
        data_dir: The database, its blobs and recordings: what must not be lost.
        cache_dir: What can be made again.
        log_dir: Log files.
    """

    config_dir: Path
    data_dir: Path
    cache_dir: Path
    log_dir: Path

    @classmethod
    def default(cls) -> Profile:
        """The folders that the platform names for this person."""
        dirs = platformdirs.PlatformDirs(_APP_NAME, appauthor=False)
        return cls(
            config_dir=dirs.user_config_path,
            data_dir=dirs.user_data_path,
            cache_dir=dirs.user_cache_path,
            log_dir=dirs.user_log_path,
        )

    @classmethod
    def under(cls, folder: Path) -> Profile:
        """Every folder below `folder`: what `--profile DIR` asks for."""
        folder = folder.expanduser().absolute()
        return cls(
            config_dir=folder / "config",
            data_dir=folder / "data",
            cache_dir=folder / "cache",
            log_dir=folder / "log",
        )

    def create(self) -> None:
        """Make the folders, readable by their owner alone."""
        for folder in (self.config_dir, self.data_dir, self.cache_dir, self.log_dir):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)


@functools.cache
def assets_dir() -> Path:
    """The folder of icons, samples, help pages and the starter model.

    A wheel carries it inside the package; a checkout has it beside the package.
    """
    package = Path(__file__).resolve().parent
    inside = package / "assets"
    return inside if inside.is_dir() else package.parent / "assets"
