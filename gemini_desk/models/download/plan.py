"""Which files of a repository this application needs, and what it takes to have them."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from gemini_desk.errors import DownloadError, StorageError, UnsupportedModelError
from gemini_desk.models.download.checksum import is_checksum
from gemini_desk.sizes import size_text

if TYPE_CHECKING:
    from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel
    from gemini_desk.models.download.repository_cache import RepositoryCache

# Weights as safetensors and the texts around them; never a pickle, never program code.
NEEDED_FILES = (
    "*.safetensors",
    "*.json",
    "*.jinja",
    "*.model",  # SentencePiece
    "*.tiktoken",
    "*.txt",
    "README.md",
    "LICEN[CS]E*",
    "NOTICE*",
)
# The same weights again, for other programs.
OTHER_PROGRAMS_FOLDERS = frozenset({"original", "onnx", "openvino", "coreml", "gguf", "mlx"})
# Never, whatever else their names say.
_FORBIDDEN_SUFFIXES = frozenset({".bin", ".pt", ".pth", ".pkl", ".pickle", ".gguf", ".onnx", ".py"})

# The disk is left this much: a full one breaks more than a download.
RESERVE_BYTES = 2_000_000_000

_COMMIT = re.compile(r"[0-9a-f]{40}")
_MOST_FILES = 10_000
_LONGEST_PATH = 500
_SHARD = "model-*-of-*.safetensors"
_INDEX = "model.safetensors.index.json"
_SINGLE = "model.safetensors"


@dataclass(frozen=True, slots=True)
class DownloadPlan:
    """What a download would do.

    Attributes:
        model: The repository.
        files: Those that are needed, the small ones first: they tell early what is refused.
        here_bytes: How much of them is in the cache, whoever put it there.
        disk_free_bytes: Where the cache lies.
    """

    model: RemoteModel
    files: tuple[RemoteFile, ...]
    here_bytes: int
    disk_free_bytes: int

    @property
    def total_bytes(self) -> int:
        """The size of the model on the disk."""
        return sum(file.size_bytes for file in {file.etag: file for file in self.files}.values())

    @property
    def fetch_bytes(self) -> int:
        """How much has to come over the network."""
        return self.total_bytes - self.here_bytes

    def check_disk(self) -> None:
        """Check that there is room.

        Raises:
            StorageError: There is not; the message says how much is missing.
        """
        missing_bytes = self.fetch_bytes + RESERVE_BYTES - self.disk_free_bytes
        if self.fetch_bytes > 0 and missing_bytes > 0:
            raise StorageError(
                f"The disk has too little room for {self.model.repo_id}: "
                f"{size_text(self.fetch_bytes)} are still to come, "
                f"{size_text(self.disk_free_bytes)} are free, "
                f"and {size_text(RESERVE_BYTES)} should stay free.",
                hint=f"Free {size_text(missing_bytes)}, or put the model cache on another disk.",
            )


def check_listing(model: RemoteModel) -> None:
    """Check what a server said before any of it names a file on this disk.

    Raises:
        DownloadError: It is not what a hub says.
    """
    if (
        _COMMIT.fullmatch(model.commit) is None
        or len(model.files) > _MOST_FILES
        or not all(_is_sound(file) for file in model.files)
    ):
        raise DownloadError(
            f"The hub's list of the files of {model.repo_id} makes no sense.",
            hint="Is HF_ENDPOINT the address of a hub? Try again later.",
        )


def choose_files(model: RemoteModel) -> tuple[RemoteFile, ...]:
    """The files of a repository that this application needs, the small ones first.

    Raises:
        UnsupportedModelError: It has no weights that may be opened.
    """
    wanted = [file for file in model.files if _is_needed(PurePosixPath(file.path))]
    paths = {file.path for file in wanted}
    superfluous: list[str] = []
    if _SINGLE in paths:  # transformers takes it before the parts
        superfluous = [_SHARD, _INDEX]
    if _SINGLE in paths or _INDEX in paths:  # else these are all there is
        superfluous += ["consolidated*.safetensors", "model.fp16*", "model.fp32*"]
    wanted = [
        file for file in wanted if not any(fnmatchcase(file.path, name) for name in superfluous)
    ]
    if not any(file.path.endswith(".safetensors") for file in wanted):
        raise UnsupportedModelError(
            f"{model.repo_id} has no weights as safetensors files"
            f"{_what_instead(model)}; nothing was downloaded.",
            hint="Choose a repository of the model that has safetensors.",
        )
    return tuple(sorted(wanted, key=lambda file: (file.size_bytes, file.path)))


def make_plan(model: RemoteModel, cache: RepositoryCache) -> DownloadPlan:
    """What has to be done to have `model` in `cache`."""
    files = choose_files(model)
    once = {file.etag: file for file in files}.values()
    return DownloadPlan(
        model=model,
        files=files,
        here_bytes=sum(cache.here_bytes(file) for file in once),
        disk_free_bytes=free_bytes(cache.hub_dir),
    )


def free_bytes(folder: Path) -> int:
    """What is free where `folder` lies, or will lie."""
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return shutil.disk_usage(folder).free


def _is_needed(path: PurePosixPath) -> bool:
    if path.suffix.lower() in _FORBIDDEN_SUFFIXES:
        return False
    if any(part.lower() in OTHER_PROGRAMS_FOLDERS or part[0] == "." for part in path.parts):
        return False
    return any(fnmatchcase(path.name, pattern) for pattern in NEEDED_FILES)


def _is_sound(file: RemoteFile) -> bool:
    parts = file.path.split("/")
    return (
        is_checksum(file.etag)
        and file.size_bytes >= 0
        and 0 < len(file.path) <= _LONGEST_PATH
        and file.path.isprintable()
        and "\\" not in file.path
        and not any(part in ("", ".", "..") for part in parts)
    )


def _what_instead(model: RemoteModel) -> str:
    suffixes = {PurePosixPath(file.path).suffix.lower() for file in model.files}
    if ".gguf" in suffixes:
        return ", only GGUF files, for other programs"
    if suffixes & {".bin", ".pt", ".pth", ".pkl"}:
        return ", only pickles, which could run any program when they are opened"
    return ""
