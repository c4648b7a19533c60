"""Settings → how a model is loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.engine.events import LoadRequest
from gemini_desk.models import servers
from gemini_desk.models.network import is_offline
from gemini_desk.models.quantisation import Quantisation

if TYPE_CHECKING:
    from gemini_desk.settings.schema import Settings


def load_request(settings: Settings, name: str) -> LoadRequest:
    """How the model `name` is loaded: by its own options, from files that are here.

    A model of a server is refused when it is loaded, unless the person agreed to that server.
    """
    if servers.is_server_model(name):
        wanted = servers.server_name(name)
        server = servers.find(wanted, settings.network)
        agreed = server if server is not None and server.agreed else None
        return LoadRequest(name, offline=is_offline(settings.network), server=agreed)
    options = settings.model.options_of(name)
    return LoadRequest(
        name,
        device=options.device,
        dtype=options.dtype,
        quantisation=Quantisation(options.quantisation),
        kv_cache=options.kv_cache,
        offload=options.offload,
        context_tokens=options.context_tokens,
        image_tokens=options.image_tokens,
        audio_tokens=options.audio_tokens,
        offline=True,  # a download is asked for by itself
    )
