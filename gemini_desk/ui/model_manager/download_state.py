"""How one download stands, in words."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from gemini_desk.models.download.progress import Phase
from gemini_desk.sizes import size_text, wait_text

if TYPE_CHECKING:
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.models.download.progress import DownloadProgress


class DownloadStage(StrEnum):
    """Where a download stands."""

    QUEUED = "queued"
    RUNNING = "running"
    STOPPING = "stopping"
    PAUSED = "paused"
    FAILED = "failed"
    DONE = "done"


class DownloadState(NamedTuple):
    """A download as the window shows it.

    Attributes:
        repo_id: The model.
        stage: Where it stands.
        done_bytes: What is here.
        total_bytes: Of the whole model; 0 while nobody knows.
        progress: The newest, while it runs.
        error: Why it stopped, if it did so by itself.
    """

    repo_id: str
    stage: DownloadStage
    done_bytes: int = 0
    total_bytes: int = 0
    progress: DownloadProgress | None = None
    error: GeminiDeskError | None = None

    @property
    def fraction(self) -> float | None:
        """How much is here, 0 to 1; None while nobody knows."""
        return min(1.0, self.done_bytes / self.total_bytes) if self.total_bytes else None

    @property
    def amount(self) -> str:
        """How much is here, in words."""
        if not self.total_bytes:
            return ""
        return f"{size_text(self.done_bytes)} of {size_text(self.total_bytes)}"

    @property
    def words(self) -> str:
        """The whole state in a line."""
        match self.stage:
            case DownloadStage.QUEUED:
                parts = ["Waits for the download before it"]
            case DownloadStage.STOPPING:
                parts = ["Stopping…"]
            case DownloadStage.PAUSED:
                parts = ["Paused", self.amount]
            case DownloadStage.FAILED:
                parts = ["Stopped", self.amount]
            case DownloadStage.DONE:
                parts = ["✓ Verified", size_text(self.total_bytes)]
            case DownloadStage.RUNNING:
                parts = self._running()
        return " · ".join(part for part in parts if part)

    def _running(self) -> list[str]:
        progress = self.progress
        if progress is None or progress.phase is Phase.ASKING:
            return ["Asking the hub"]
        if progress.phase is Phase.WAITING:
            return [progress.note or "Waiting", self.amount]
        if progress.phase is Phase.CHECKING:
            return ["Checking what is here", self.amount]
        parts = [self.amount]
        if progress.bytes_per_s is not None:
            parts.append(f"{size_text(round(progress.bytes_per_s))}/s")
        if progress.left_s is not None:
            parts.append(f"{wait_text(progress.left_s)} left")
        return parts
