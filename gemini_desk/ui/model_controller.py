"""Which model is loaded, and what state it is in.

GUI thread only. The state comes from the inference thread's events; nobody guesses it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from gemini_desk.engine.events import (
    Failed,
    JobId,
    Loaded,
    LoadedModel,
    LoadProgress,
    LoadRequest,
    Unloaded,
    UnloadRequest,
)
from gemini_desk.models import servers
from gemini_desk.ui.model_state import ModelPhase, ModelState

if TYPE_CHECKING:
    from gemini_desk.engine.inference_thread import InferenceThread
    from gemini_desk.errors import GeminiDeskError
    from gemini_desk.ui.engine_bridge import EngineBridge


class ModelController(QObject):
    """Loads and unloads the model.

    Signals:
        state_changed: The new `ModelState`.
        loaded: The `LoadedModel` that is ready.
        load_failed: The `GeminiDeskError` that says why not.
    """

    state_changed = Signal(object)
    loaded = Signal(object)
    load_failed = Signal(object)

    def __init__(
        self, thread: InferenceThread, bridge: EngineBridge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._thread = thread
        self._job: JobId | None = None
        self._model: LoadedModel | None = None
        self._state = ModelState()
        self._answering = False
        self._unload_reason = ""
        self._refused: dict[str, GeminiDeskError] = {}
        bridge.event_arrived.connect(self._on_event)

    @property
    def model(self) -> LoadedModel | None:
        """The model that is ready, if one is."""
        return self._model

    @property
    def is_loading(self) -> bool:
        """Whether a model is on its way."""
        return self._state.phase is ModelPhase.LOADING

    @property
    def state(self) -> ModelState:
        """The state in sight."""
        return self._state

    def refuse_once(self, model: str, error: GeminiDeskError) -> None:
        """`begin` fails with `error` instead of loading `model`; `load` loads it."""
        self._refused[model] = error

    def begin(self, request: LoadRequest) -> None:
        """Load the model of the last time; a server is not asked before there is a question."""
        if servers.is_server_model(request.model):
            self._show(ModelState(model=request.model, text="It is asked with your next message."))
        elif (error := self._refused.pop(request.model, None)) is not None:
            self._state = ModelState(model=request.model)
            self._fail(error)
        else:
            self.load(request)

    def load(self, request: LoadRequest) -> None:
        """Load a model in place of the one before it."""
        if self.is_loading and self._job is not None:
            self._thread.cancel(self._job)
        self._model = None
        self._job = self._thread.submit(request)
        self._show(ModelState(ModelPhase.LOADING, model=request.model, text="Loading"))

    def unload(self, reason: str = "") -> None:
        """Free the model's memory; the next question loads it anew.

        Args:
            reason: Why, if nobody asked for it: the state tells it.
        """
        self._model = None  # at once: what is sent before it is gone waits for another load
        self._unload_reason = reason
        if self.is_loading and self._job is not None:
            self._thread.cancel(self._job)
        else:
            self._job = self._thread.submit(UnloadRequest())

    def set_answering(self, answering: bool) -> None:
        """Tell whether an answer is on its way."""
        self._answering = answering
        if self._model is not None:
            self._show_ready()

    @Slot(int, object)
    def _on_event(self, job_id: int, event: object) -> None:
        if job_id != self._job:
            return
        match event:
            case LoadProgress(stage, fraction):
                name = self._state.model
                self._show(
                    ModelState(ModelPhase.LOADING, model=name, text=stage, fraction=fraction)
                )
            case Loaded(model):
                self._model = model
                self._show_ready()
                self.loaded.emit(model)
            case Unloaded():
                self._model = None
                reason, self._unload_reason = self._unload_reason, ""
                self._show(ModelState(model=self._state.model, text=reason))
            case Failed(error):
                self._fail(error)
            case _:
                pass

    def _fail(self, error: GeminiDeskError) -> None:
        self._model = None
        self._show(
            ModelState(
                ModelPhase.FAILED, model=self._state.model, error=error.message, hint=error.hint
            )
        )
        self.load_failed.emit(error)

    def _show_ready(self) -> None:
        if self._model is None:
            return
        identity = self._model.identity
        phase = ModelPhase.ANSWERING if self._answering else ModelPhase.READY
        self._show(
            ModelState(
                phase, model=identity.id, device=identity.device, text=self._model.device_reason
            )
        )

    def _show(self, state: ModelState) -> None:
        self._state = state
        self.state_changed.emit(state)
