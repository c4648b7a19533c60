"""Whom a connection trusts. There is no switch that trusts everybody."""

from __future__ import annotations

import ssl
from typing import TYPE_CHECKING

from gemini_desk.errors import InputError

if TYPE_CHECKING:
    from gemini_desk.settings.schema import ServerSettings


def tls_context(server: ServerSettings) -> ssl.SSLContext:
    """What is trusted: the system's authorities, or those of the server's own file alone.

    Raises:
        InputError: That file cannot be used.
    """
    import httpx2

    if not server.ca_file:
        return httpx2.create_ssl_context()
    try:
        return ssl.create_default_context(cafile=server.ca_file)
    except (OSError, ssl.SSLError):
        raise InputError(
            f"The certificates in {server.ca_file} cannot be read.",
            hint="It is a text file that begins with -----BEGIN CERTIFICATE-----.",
        ) from None


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 10:
        chain.append(current)
        current = current.__cause__ or current.__context__
    return chain


def is_about_certificates(error: BaseException) -> bool:
    """Whether the server could not prove who it is: no reason to try again."""
    return any(isinstance(each, ssl.SSLCertVerificationError) for each in _chain(error))


def reason_of(error: BaseException) -> str:
    """What is wrong with the certificate, for a person."""
    for each in _chain(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            return str(each.verify_message or "its certificate is not trusted").rstrip(".")
    return "its certificate is not trusted"
