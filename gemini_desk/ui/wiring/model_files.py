"""What is done with the files of a model: shown, verified, removed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from gemini_desk.errors import AccessDeniedError, DownloadError
from gemini_desk.sizes import size_text
from gemini_desk.ui.confirmation import Confirmation
from gemini_desk.ui.pool_work import PoolWork

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.models.download.patience import StopSwitch
    from gemini_desk.models.download.removal import RemovalPlan
    from gemini_desk.models.download.verification import Verification
    from gemini_desk.models.network import Ban
    from gemini_desk.ui.model_manager.dialog import ModelManager


class _Checked(NamedTuple):
    """What verifying found: against the hub, or why not."""

    found: Verification
    by_hub: bool
    why_not: str


class ModelFiles(QObject):
    """The buttons of one manager that need the disk; lives as its child.

    Signals:
        removed: A model is gone.
    """

    removed = Signal()

    def __init__(
        self, manager: ModelManager, hub_dir: Path, *, ban: Callable[[], Ban | None]
    ) -> None:
        """Join the buttons.

        Args:
            manager: Whose buttons they are.
            hub_dir: The cache.
            ban: What forbids that the hub is asked, if anything does.
        """
        super().__init__(manager)
        self._ban = ban
        self._details = manager.details
        self._hub_dir = hub_dir
        self._work = PoolWork(self)
        buttons = manager.details.buttons
        buttons.folder_pressed.connect(self._show_folder)
        buttons.verify_pressed.connect(self._verify)
        buttons.remove_pressed.connect(self._plan_removal)
        manager.finished.connect(self._work.stop)

    @Slot()
    def _show_folder(self) -> None:
        entry = self._details.entry
        if entry is not None and entry.path is not None:
            opened = QDesktopServices.openUrl(QUrl.fromLocalFile(str(entry.path)))
            said = "" if opened else f"No program opened the folder. It is {entry.path}."
            self._details.buttons.say(said)

    @Slot()
    def _verify(self) -> None:
        """Hold the files against the hub's hashes; without the network, those of the cache."""
        entry = self._details.entry
        if entry is None:
            return
        self._details.buttons.say("Reading every file…")
        model_id, hub_dir, asks = entry.id, self._hub_dir, self._ban() is None

        def check(switch: StopSwitch) -> _Checked:
            from gemini_desk.models.download.verification import verify

            def go_on(*_: object) -> None:
                switch.check()

            why_not = ""
            if asks:
                try:
                    found = verify(model_id, hub_dir, on_bytes=go_on)
                except (DownloadError, AccessDeniedError) as error:
                    why_not = error.message
                else:
                    return _Checked(found, by_hub=True, why_not="")
            found = verify(model_id, hub_dir, tokens=None, on_bytes=go_on)
            return _Checked(found, by_hub=False, why_not=why_not)

        self._work.run(check, self._show_verified, self._say_problem)

    def _show_verified(self, checked: _Checked) -> None:
        found = checked.found
        if not found.whole:
            damaged = ", ".join(found.problems)
            text = f"Damaged or missing: {damaged}. Download it again."
        elif checked.by_hub:
            text = f"All {len(found.files)} files are what the hub says."
        else:
            text = (
                f"All {len(found.files)} files are what the cache knows them by; the hub was not "
                "asked."
            )
        self._details.buttons.say(f"{checked.why_not} {text}".strip())

    @Slot()
    def _plan_removal(self) -> None:
        entry = self._details.entry
        if entry is None:
            return
        model_id, hub_dir = entry.id, self._hub_dir

        def plan(_: StopSwitch) -> RemovalPlan:
            from gemini_desk.models.download.removal import plan_removal

            return plan_removal(model_id, hub_dir)

        self._work.run(plan, self._ask_to_remove, self._say_problem)

    def _ask_to_remove(self, plan: RemovalPlan) -> None:
        dialog = Confirmation(
            f"Remove {plan.repo_id} from this machine?",
            f"That frees {size_text(plan.free_bytes)}. Other programs share these files; it can "
            f"be downloaded again.{_what_stays(plan)}",
            "Remove",
            self._details.window(),
        )
        dialog.accepted.connect(lambda: self._remove(plan))
        dialog.open()

    def _remove(self, plan: RemovalPlan) -> None:
        from gemini_desk.models.download.removal import remove

        self._work.run(lambda _: remove(plan), lambda _: self.removed.emit(), self._say_problem)

    def _say_problem(self, error: GeminiDeskError) -> None:
        self._details.buttons.say(f"{error.message} {error.hint}".strip())


def _what_stays(plan: RemovalPlan) -> str:
    if not plan.staying:
        return ""
    return " Another revision, which some program fetched, stays with what it needs."
