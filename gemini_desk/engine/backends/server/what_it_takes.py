"""What a server's model takes: the protocol does not say, but most kinds of servers do."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple, TypeAlias
from urllib.parse import quote, urlsplit, urlunsplit

from gemini_desk.engine.events import Capabilities
from gemini_desk.errors import GeminiDeskError

if TYPE_CHECKING:
    import threading

    from gemini_desk.engine.backends.server.connection import ServerConnection
    from gemini_desk.settings.schema import ServerSettings

SAMPLE_RATE_HZ: Final = 16_000
# Servers do not say how long a clip may be; this is what Gemma's take.
LONGEST_CLIP_S: Final = 30.0

ServerKind: TypeAlias = Literal["vllm", "llama.cpp", "ollama", "lm-studio", "unknown"]

_OWNERS: Final[dict[str, ServerKind]] = {
    "vllm": "vllm",
    "llamacpp": "llama.cpp",
    "library": "ollama",
    "organization_owner": "lm-studio",
}
_LARGEST_CONTEXT: Final = 100_000_000


class Listed(NamedTuple):
    """A model that a server lists.

    Attributes:
        id: As requests name it.
        owner: Says which program serves it.
        context_tokens: 0 if it does not say.
        image: None if it does not say, as most do not.
        audio: As `image`.
    """

    id: str
    owner: str = ""
    context_tokens: int = 0
    image: bool | None = None
    audio: bool | None = None


class Facts(NamedTuple):
    """What is known about a server's model; None and 0 for what nobody says."""

    kind: ServerKind = "unknown"
    image: bool | None = None
    audio: bool | None = None
    context_tokens: int = 0
    thinking: bool | None = None


def list_models(
    connection: ServerConnection, server: ServerSettings, cancel: threading.Event | None = None
) -> tuple[Listed, ...]:
    """The models that the server lists.

    Raises:
        Cancelled: `cancel` was set.
        NotToldError: It answers, but does not list any.
        GeminiDeskError: It cannot be reached, or refuses.
    """
    content = connection.get(f"{server.base_url}/models", cancel=cancel)
    entries = content.get("data") if isinstance(content, dict) else content
    listed = []
    for entry in entries if isinstance(entries, list) else ():
        if isinstance(entry, dict) and isinstance(name := entry.get("id"), str) and name.strip():
            owner = str(entry.get("owned_by") or "")
            listed.append(Listed(name, owner, _listed_context(entry), *_modalities(entry)))
    return tuple(listed)


def ask(
    connection: ServerConnection,
    server: ServerSettings,
    model: str,
    listed: tuple[Listed, ...],
    cancel: threading.Event,
) -> Facts:
    """What the server says of `model`, in the way of its kind; a silence costs nothing."""
    entry = next((each for each in listed if each.id == model), None)
    owner = entry.owner if entry is not None else (listed[0].owner if listed else "")
    facts = Facts(_OWNERS.get(owner, "unknown"))
    try:
        match facts.kind:
            case "llama.cpp":
                path = f"/props?model={quote(model, safe='')}"  # one server may have several
                facts = _llama_cpp(connection.get(_beside(server, path), cancel=cancel))
            case "ollama":
                shown = connection.get(
                    _beside(server, "/api/show"), cancel=cancel, body={"model": model}
                )
                running = connection.get(_beside(server, "/api/ps"), cancel=cancel)
                facts = _ollama(shown, running, model)
            case "lm-studio":
                facts = _lm_studio(connection, server, model, cancel)
            case _:
                pass
    except (GeminiDeskError, AttributeError, TypeError):
        pass  # an older one of its kind: the person can tick what it takes
    if entry is None:
        return facts
    return facts._replace(
        image=entry.image if facts.image is None else facts.image,
        audio=entry.audio if facts.audio is None else facts.audio,
        context_tokens=facts.context_tokens or entry.context_tokens,
    )


def capabilities(facts: Facts, server: ServerSettings) -> Capabilities:
    """What the person ticked goes before what the server says; what nobody says is not taken."""
    image = server.image if server.image is not None else bool(facts.image)
    audio = server.audio if server.audio is not None else bool(facts.audio)
    return Capabilities(
        image=image,
        audio=audio,
        video=image,  # as pictures
        system_role=True,
        thinking=facts.thinking is not False,  # who has no switch for it passes it over
        context_tokens=server.context_tokens or facts.context_tokens,
        audio_sample_rate_hz=SAMPLE_RATE_HZ if audio else None,
        max_audio_s=LONGEST_CLIP_S if audio else None,
    )


def _llama_cpp(props: Any) -> Facts:
    takes = props.get("modalities") or {}
    context = _count((props.get("default_generation_settings") or {}).get("n_ctx"))
    return Facts("llama.cpp", _flag(takes.get("vision")), _flag(takes.get("audio")), context)


def _ollama(shown: Any, running: Any, model: str) -> Facts:
    """What Ollama tells; not the context that the model could have: it runs with far less.

    What does not fit into that is cut off without a word. So it counts what the model file
    asks for, or what the model runs with now; else nobody knows.
    """
    takes = shown.get("capabilities")
    asked = re.search(r"^num_ctx\s+(\d+)\s*$", str(shown.get("parameters") or ""), re.M)
    context = _count(int(asked[1])) if asked else 0
    for each in running.get("models") or () if not context else ():
        if model in (each.get("name"), each.get("model")):
            context = _count(each.get("context_length"))
    if not isinstance(takes, list):
        return Facts("ollama", context_tokens=context)
    return Facts("ollama", "vision" in takes, "audio" in takes, context, "thinking" in takes)


def _lm_studio(
    connection: ServerConnection, server: ServerSettings, name: str, cancel: threading.Event
) -> Facts:
    """What LM Studio tells: in its older interface, which newer ones may not have any more.

    Again not the context that the model could have: it is loaded with less, and what does not
    fit is cut out of the middle.
    """
    try:
        path = f"/api/v0/models/{quote(name)}"
        model = connection.get(_beside(server, path), cancel=cancel)
        context = _count(model.get("loaded_context_length"))
        return Facts("lm-studio", model.get("type") == "vlm", False, context)
    except (GeminiDeskError, AttributeError):
        listed = connection.get(_beside(server, "/api/v1/models"), cancel=cancel)
    for model in listed.get("models") or ():
        running = model.get("loaded_instances") or ()
        if name == model.get("key") or name in {each.get("id") for each in running}:
            asked = next((each for each in running if each.get("id") == name), None)
            config = (asked or (running[0] if running else {})).get("config") or {}
            image = _flag((model.get("capabilities") or {}).get("vision"))
            return Facts("lm-studio", image, False, _count(config.get("context_length")))
    return Facts("lm-studio")


def _listed_context(entry: dict[str, Any]) -> int:
    """vLLM, OpenRouter and those after it, llama.cpp."""
    meta = entry.get("meta")
    running = meta.get("n_ctx") if isinstance(meta, dict) else None
    fields = (entry.get("max_model_len"), entry.get("context_length"), running)
    return next(filter(None, map(_count, fields)), 0)


def _modalities(entry: dict[str, Any]) -> tuple[bool | None, bool | None]:
    """Whether it takes pictures, and sound, where the list says so: llama.cpp, OpenRouter."""
    architecture = entry.get("architecture")
    takes = architecture.get("input_modalities") if isinstance(architecture, dict) else None
    return ("image" in takes, "audio" in takes) if isinstance(takes, list) else (None, None)


def _beside(server: ServerSettings, path: str) -> str:
    """An address outside the interface: `http://host/v1` → `http://host/props`."""
    parts = urlsplit(server.base_url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix("/v1") + path, "", ""))


def _count(value: Any) -> int:
    return value if type(value) is int and 0 < value <= _LARGEST_CONTEXT else 0


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
