"""The errors whose message is fit to show a person.

    GeminiDeskError
    ├── InputError                     input that cannot be used (exit code 2 on the command line)
    │   ├── UnsupportedAttachmentError   a file that is no image or sound we can read
    │   ├── AttachmentMissingError       a file that vanished between drop and use
    │   └── PromptTooLongError           more tokens than the model's context holds
    ├── ModelLoadError                 a model that cannot be loaded
    │   ├── ModelNotFoundError           no such folder, alias, or model in the local cache
    │   ├── DamagedModelError            missing, truncated or forbidden weights
    │   ├── UnsupportedModelError        an architecture that transformers does not know
    │   ├── OfflineError                 the network is switched off
    │   └── DownloadError                a model that could not be fetched
    │       ├── AccessDeniedError          the hub wants a token, or refuses the one it got
    │       │   └── LicenceNeededError       whose licence must be accepted first; names the page
    │       ├── DownloadBusyError          somebody else is fetching it
    │       └── WrongChecksumError         what came is not what the hub names
    ├── OutOfMemoryError               the device's memory ran out
    ├── GenerationError                the model failed while it answered
    │   └── ServerError                  a server refused, broke off, or could not be reached
    │       ├── NotToldError               it answers, but says nothing about its models
    │       └── KeyRefusedError            it wants a key, or refuses the one it got
    ├── AudioDeviceError               microphone or loudspeaker trouble
    │   └── DeviceAbsentError            the one that was chosen is not connected
    ├── SecretStorageError             the keyring refused, or there is none
    └── StorageError                   the disk or the database refused

Library exceptions are translated at the edge of the room that meets them; the traceback
is logged there, and the error travels on without it: tracebacks hold frames, and frames
hold tensors.
"""

from __future__ import annotations

from typing import Literal, NamedTuple


class GeminiDeskError(Exception):
    """An error whose message can be shown as it is.

    Attributes:
        message: What happened, one or two plain sentences.
        hint: What the person can do about it; may be empty.
    """

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class InputError(GeminiDeskError):
    """Input that cannot be used."""


class UnsupportedAttachmentError(InputError):
    """A file that is no image or sound the application can read."""


class AttachmentMissingError(InputError):
    """A file that is no longer where it was."""


class PromptTooLongError(InputError):
    """The conversation holds more tokens than the model's context."""


class ModelLoadError(GeminiDeskError):
    """A model that cannot be loaded."""


class ModelNotFoundError(ModelLoadError):
    """No such folder or alias, or not in the local cache."""


class DamagedModelError(ModelLoadError):
    """Weights that are missing, truncated or of a forbidden kind."""


class UnsupportedModelError(ModelLoadError):
    """An architecture that the installed transformers does not know."""


class OfflineError(ModelLoadError):
    """The network is switched off, by the settings or by the environment."""


class DownloadError(ModelLoadError):
    """A model that could not be fetched from the hub; what came of it is kept."""


class AccessDeniedError(DownloadError):
    """The hub wants a token, or refuses the one that it got."""


class LicenceNeededError(AccessDeniedError):
    """The hub gives the model only to people who accepted its licence.

    Attributes:
        page: Where it is accepted.
    """

    def __init__(self, message: str, *, hint: str = "", page: str = "") -> None:
        super().__init__(message, hint=hint)
        self.page = page


class DownloadBusyError(DownloadError):
    """Another program, or another window, is fetching the same model."""


class WrongChecksumError(DownloadError):
    """What came is not what the hub says that it has; it was thrown away."""


class MemoryRemedy(NamedTuple):
    """What would fit where memory ran out; what is "" stays as it was.

    Attributes:
        label: What it does, as a button says it.
        what: What would fit, within a sentence.
        model: Another model, by its id.
        quantisation: Smaller weights: `int8`, `int4`.
        kv_cache: Smaller keys and values: `int8`.
    """

    label: str
    what: str
    model: str = ""
    quantisation: Literal["", "int8", "int4"] = ""
    kv_cache: Literal["", "int8"] = ""


class OutOfMemoryError(GeminiDeskError):
    """The memory of the device ran out; what was being done was undone.

    Attributes:
        remedies: What would fit, the best first.
    """

    def __init__(
        self, message: str, *, hint: str = "", remedies: tuple[MemoryRemedy, ...] = ()
    ) -> None:
        super().__init__(message, hint=hint)
        self.remedies = remedies


class GenerationError(GeminiDeskError):
    """The model failed while it answered."""


class ServerError(GenerationError):
    """A server refused, broke off, or could not be reached."""


class NotToldError(ServerError):
    """A server that answers, but does not say which models it has, or what they take."""


class KeyRefusedError(ServerError):
    """A server that wants a key, or refuses the one it got."""


class AudioDeviceError(GeminiDeskError):
    """Microphone or loudspeaker trouble; the message says which."""


class DeviceAbsentError(AudioDeviceError):
    """The microphone that was chosen is not connected; another one may be."""


class SecretStorageError(GeminiDeskError):
    """A key or token that cannot be kept, read or removed: the keyring refuses, or is not there."""


class StorageError(GeminiDeskError):
    """The disk or the database refused."""


class NotStoredError(StorageError):
    """What belongs to a conversation cannot be stored: it is not there any more."""
