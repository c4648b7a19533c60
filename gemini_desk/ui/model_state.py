"""What the window shows of the model: its state, and the models to choose from."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gemini_desk.models.catalogue import LocalModel


class ModelPhase(StrEnum):
    """Where the model stands."""

    UNLOADED = "unloaded"
    LOADING = "loading"
    READY = "ready"
    ANSWERING = "answering"
    FAILED = "failed"


# While nobody asked it, and while it waits, a server looks the same: that it is one counts.
_SERVER_WORDS: Final = {
    ModelPhase.UNLOADED: "on a server",
    ModelPhase.LOADING: "asking the server…",
    ModelPhase.READY: "on a server",
    ModelPhase.ANSWERING: "the server answers",
    ModelPhase.FAILED: "the server failed",
}


class ModelState(NamedTuple):
    """The model's state as the window shows it; the window never infers it.

    Attributes:
        phase: Where the model stands.
        model: The name that `LoadRequest.model` takes; "" when none was chosen.
        device: Where it runs, for instance `cpu`.
        text: The stage of loading, why this device was chosen, or why it was unloaded.
        fraction: How far loading is, 0.0 to 1.0; None while it cannot be told.
        error: What went wrong, when it failed.
        hint: What the person can do about it.
    """

    phase: ModelPhase = ModelPhase.UNLOADED
    model: str = ""
    device: str = ""
    text: str = ""
    fraction: float | None = None
    error: str = ""
    hint: str = ""

    @property
    def name(self) -> str:
        """What to call the model."""
        return model_label(self.model) if self.model else "No model"

    @property
    def is_on_server(self) -> bool:
        """Whether it answers on a server, so that messages leave this machine for it."""
        if not self.model:
            return False
        from gemini_desk.models.servers import is_server_model  # the first window has no model yet

        return is_server_model(self.model)

    @property
    def words(self) -> str:
        """The state in a word or two."""
        if self.is_on_server:
            return _SERVER_WORDS[self.phase]
        match self.phase:
            case ModelPhase.UNLOADED:
                return "not loaded" if self.model else "choose one"
            case ModelPhase.LOADING:
                if self.fraction is None:
                    return "loading…"
                return f"loading {round(self.fraction * 100)} %"
            case ModelPhase.READY:
                return "ready"
            case ModelPhase.ANSWERING:
                return "answering"
            case ModelPhase.FAILED:
                return "failed"

    @property
    def busy(self) -> bool:
        """Whether the model is loading or answering."""
        return self.phase in (ModelPhase.LOADING, ModelPhase.ANSWERING)

    @property
    def loaded(self) -> bool:
        """Whether there is a model in memory."""
        return self.phase in (ModelPhase.READY, ModelPhase.ANSWERING)


class ModelChoice(NamedTuple):
    """A model that the menu offers.

    Attributes:
        model: The name that `LoadRequest.model` takes: alias, hub id or folder; `server:NAME/`
            for a server whose models are not known.
        label: What people call it.
        size_bytes: Size on disk; None when it is not known.
        image: Takes pictures.
        audio: Takes sound.
        available: Its files are on this machine, or its server can be asked.
        hint: One line: what it is good for, or how to get it.
        server: The server that answers with it; "" for a model of this machine.
    """

    model: str
    label: str
    size_bytes: int | None = None
    image: bool = False
    audio: bool = False
    available: bool = True
    hint: str = ""
    server: str = ""

    @property
    def is_server(self) -> bool:
        """Whether it stands for a server as a whole: choosing it asks for its models."""
        return bool(self.server) and self.model.endswith("/")

    @property
    def takes(self) -> str:
        """The modalities in words, for instance `text, images, sound`."""
        words = ["text"]
        if self.image:
            words.append("images")
        if self.audio:
            words.append("sound")
        return ", ".join(words)


def model_label(model: str) -> str:
    """What people call a model, as the catalogue does; no owner, no path."""
    from gemini_desk.models.catalogue import label_of  # the first window has no model yet

    return label_of(model)


def model_choices(local_models: Iterable[LocalModel]) -> list[ModelChoice]:
    """What the menu offers: models of this machine, then aliases that are not on it yet."""
    from gemini_desk.models.catalogue import ALIASES
    from gemini_desk.models.checkpoint_folder import Modality

    choices = [
        ModelChoice(
            model=model.id,
            label=model_label(model.id),
            size_bytes=model.size_bytes,
            image=Modality.IMAGE in model.modalities,
            audio=Modality.AUDIO in model.modalities,
            available=model.complete,
            hint="" if model.complete else "Its files are not all here: download the rest",
        )
        for model in local_models
    ]
    present = {choice.model for choice in choices}
    choices.extend(
        ModelChoice(
            model=hub_id,
            label=model_label(hub_id),
            image=True,
            audio=True,
            available=False,
            hint="Not on this machine yet: download it",
        )
        for hub_id in ALIASES.values()
        if hub_id not in present
    )
    return choices
