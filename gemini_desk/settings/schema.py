"""The tree of settings: every field with its default and unit.

To add a setting:
1. add a field with a default here, and say what it means;
2. show it on a page of the preferences.
Files without it get the default. To rename or move one, or to change what it means, also
raise `SCHEMA_VERSION` and add an upgrade in `settings_store.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal

from gemini_desk.chat.generation_parameters import GenerationParameters

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class AppearanceSettings:
    """How the window looks.

    Attributes:
        theme: `system` follows the desktop.
        zoom_percent: How large the conversation is shown, from 50 to 300.
    """

    theme: Literal["system", "light", "dark"] = "system"
    zoom_percent: int = 100


@dataclass(frozen=True, slots=True)
class ModelOptions:
    """How one model is loaded.

    Attributes:
        device: `auto`, `cpu`, `cuda`, `cuda:1`, `mps` or `xpu`.
        dtype: `auto` is the checkpoint's own where the device does it well.
        quantisation: How its weights are made smaller.
        kv_cache: How the keys and values of a conversation are kept.
        offload: Whether what does not fit on the graphics card may go elsewhere.
        context_tokens: Longest conversation; None for all that the model takes.
        image_tokens: For each picture, where the model leaves the choice; None for its own.
        audio_tokens: For each clip, the same.
        idle_minutes: After so many minutes without a question its memory is freed; None for
            never.
    """

    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    quantisation: Literal["none", "int8", "int4", "nf4"] = "none"
    kv_cache: Literal["full", "int8"] = "full"
    offload: Literal["never", "auto"] = "never"
    context_tokens: int | None = None
    image_tokens: int | None = None
    audio_tokens: int | None = None
    idle_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which model answers, and where it runs.

    Attributes:
        name: Alias, hub id or folder.
        device: Of models without options of their own.
        dtype: The same.
        options: How single models are loaded, by the name under which they are chosen.
        hub_dir: Folder of the Hugging Face cache; "" for the one that other programs use.
    """

    name: str = "starter"
    device: str = "auto"
    dtype: Literal["auto", "float32", "bfloat16", "float16"] = "auto"
    options: dict[str, ModelOptions] = field(default_factory=dict)
    hub_dir: str = ""

    def options_of(self, name: str) -> ModelOptions:
        """How the model `name` is loaded."""
        return self.options.get(name) or ModelOptions(device=self.device, dtype=self.dtype)

    def with_options(self, name: str, options: ModelOptions) -> ModelSettings:
        """The same with `options` for the model `name`."""
        return replace(self, options={**self.options, name: options})


@dataclass(frozen=True, slots=True)
class ChatSettings:
    """How conversations are led.

    Attributes:
        system_prompt: Put before every conversation; "" for none.
        thinking: Models that can think before they answer may do so.
        model_titles: Models that are strong enough name new conversations; else the first
            words do.
        send_on_enter: Enter sends and Shift+Enter breaks the line, or the other way round.
    """

    system_prompt: str = ""
    thinking: bool = False
    model_titles: bool = True
    send_on_enter: bool = True


@dataclass(frozen=True, slots=True)
class AudioSettings:
    """Microphone.

    Attributes:
        input_device: Name of the microphone; "" for the system's default.
        hands_free_pause_s: So long a silence ends a spoken turn.
        recordings_dir: Where clips go while they are recorded; "" for the application's folder.
    """

    input_device: str = ""
    hands_free_pause_s: float = 1.2
    recordings_dir: str = ""


@dataclass(frozen=True, slots=True)
class SpeechSettings:
    """Reading aloud.

    Attributes:
        voice: Name of the voice; "" for one that fits the language of the text.
        rate: From -1.0, slow, to 1.0, fast.
        pitch: From -1.0, low, to 1.0, high.
    """

    voice: str = ""
    rate: float = 0.0
    pitch: float = 0.0


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """A server that answers instead of this machine; its key is in the keyring, under `name`.

    Attributes:
        name: What the person calls it; in model names, `server:NAME/MODEL`.
        base_url: Where its OpenAI-compatible interface begins: `http://127.0.0.1:8000/v1`.
        image: Its models take pictures; None to believe what the server says.
        audio: Its models take sound; None to believe what the server says.
        context_tokens: Longest prompt plus answer; 0 to believe what the server says.
        model: Offered even if the server does not list it; "" for none.
        ca_file: Certificates that are trusted for it instead of the system's; "" for those.
        connect_timeout_s: Longest wait for a connection.
        first_token_timeout_s: Longest wait for the answer to begin: a large model may have to
            be loaded, and a long prompt to be read.
        between_tokens_timeout_s: Longest silence within an answer.
        agreed: The person agreed that messages go there.
    """

    name: str = ""
    base_url: str = ""
    image: bool | None = None
    audio: bool | None = None
    context_tokens: int = 0
    model: str = ""
    ca_file: str = ""
    connect_timeout_s: float = 10.0
    first_token_timeout_s: float = 300.0
    between_tokens_timeout_s: float = 60.0
    agreed: bool = False


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """What may leave this machine, or come to it.

    Attributes:
        offline: No socket is opened.
        resume_downloads: Downloads that were cut off go on by themselves at the next start.
        servers: Those that the person added.
    """

    offline: bool = True
    resume_downloads: bool = False
    servers: tuple[ServerSettings, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that a person can choose."""

    appearance: AppearanceSettings = field(default_factory=AppearanceSettings)
    model: ModelSettings = field(default_factory=ModelSettings)
    chat: ChatSettings = field(default_factory=ChatSettings)
    generation: GenerationParameters = field(default_factory=GenerationParameters)
    audio: AudioSettings = field(default_factory=AudioSettings)
    speech: SpeechSettings = field(default_factory=SpeechSettings)
    network: NetworkSettings = field(default_factory=NetworkSettings)
