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
    """

    id: str
    owner: str = ""
    context_tokens: int = 0


class Facts(NamedTuple):
    """What is known about a server's model; None and 0 for what nobody says."""

    kind: ServerKind = "unknown"
    image: bool | None = None
    audio: bool | None = None
    context_tokens: int = 0


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
            context = _count(entry.get("max_model_len")) or _count(entry.get("context_length"))
            listed.append(Listed(name, str(entry.get("owned_by") or ""), context))
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
                path = f"/api/v0/models/{quote(model)}"
                facts = _lm_studio(connection.get(_beside(server, path), cancel=cancel))
            case _:
                pass
    except (GeminiDeskError, AttributeError, TypeError):
        pass  # an older one of its kind: the person can tick what it takes
    context = facts.context_tokens or (entry.context_tokens if entry is not None else 0)
    return facts._replace(context_tokens=context)


def capabilities(facts: Facts, server: ServerSettings) -> Capabilities:
    """What the person ticked goes before what the server says; what nobody says is not taken."""
    image = server.image if server.image is not None else bool(facts.image)
    audio = server.audio if server.audio is not None else bool(facts.audio)
    return Capabilities(
        image=image,
        audio=audio,
        video=image,  # as pictures
        system_role=True,
        thinking=True,  # asked for with the template's switch; who has none ignores it
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
    return Facts("ollama", "vision" in takes, "audio" in takes, context)


def _lm_studio(model: Any) -> Facts:
    context = _count(model.get("loaded_context_length")) or _count(model.get("max_context_length"))
    return Facts("lm-studio", model.get("type") == "vlm", False, context)


def _beside(server: ServerSettings, path: str) -> str:
    """An address outside the interface: `http://host/v1` → `http://host/props`."""
    parts = urlsplit(server.base_url)
    return urlunsplit((parts.scheme, parts.netloc, parts.path.removesuffix("/v1") + path, "", ""))


def _count(value: Any) -> int:
    return value if type(value) is int and 0 < value <= _LARGEST_CONTEXT else 0


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None
