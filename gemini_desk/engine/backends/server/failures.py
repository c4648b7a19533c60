"""A connection that fails, in words for a person; without frames, which hold the key."""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING

from gemini_desk.engine.backends.server.tls import is_about_certificates, reason_of
from gemini_desk.errors import ServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

logger = logging.getLogger(__name__)


@contextlib.contextmanager
def translated(where: str) -> Iterator[None]:
    """Errors of the library as `ServerError`.

    Args:
        where: The server's address, as a person knows it.
    """
    import httpx2

    try:
        yield
    except httpx2.SSEError:
        raise ServerError(f"{where} sent a line that is too long for an answer.") from None
    except (httpx2.ConnectError, httpx2.ConnectTimeout) as error:
        raise _unreachable(where, error) from None
    except (httpx2.HTTPError, httpx2.StreamError, httpx2.InvalidURL, OSError) as error:
        logger.info("%s broke off: %s", where, type(error).__name__)
        raise ServerError(
            f"The connection to {where} broke off.", hint="What came is kept. Try again."
        ) from None


def not_a_server(where: str, kind: str) -> ServerError:
    """What to raise when a media type came that is no answer."""
    return ServerError(
        f"{where} sent {kind or 'something without a type'} instead of an answer.",
        hint="The address must be that of an OpenAI-compatible interface, often ending in /v1.",
    )


def _unreachable(where: str, error: Exception) -> ServerError:
    if is_about_certificates(error):
        return ServerError(
            f"{where} could not prove that it is this server: {reason_of(error)}.",
            hint="If it has a certificate of its own, choose the file of that authority.",
        )
    return ServerError(
        f"{where} cannot be reached.",
        hint="Look whether the server runs, and at the address and the network.",
    )
