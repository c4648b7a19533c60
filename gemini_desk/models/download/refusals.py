"""What the hub, the network or the disk refused → a sentence, and what to do about it."""

from __future__ import annotations

import errno
import re
import socket
import ssl
from typing import TYPE_CHECKING

from gemini_desk.errors import (
    AccessDeniedError,
    DownloadError,
    GeminiDeskError,
    LicenceNeededError,
    ModelNotFoundError,
    StorageError,
)
from gemini_desk.models.download.hub_client import HUB
from gemini_desk.models.network import Ban, hub_refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gemini_desk.models.download.hub_client import HubClient

_GOES_ON = "It goes on where it stopped."
# The hub says when more may be asked: `"api";r=0;t=55`.
_SPENT = re.compile(r";\s*r\s*=\s*0\s*;\s*t\s*=\s*(\d+)")
_RETRIED_STATUS = frozenset({408, 429, 500, 502, 503, 504})


def retry_after_s(error: BaseException) -> float | None:
    """After how many seconds it is worth another try: 0 for soon, None for never.

    Asking for a file again changes nothing on the hub, so that every loss of a connection and
    every trouble of the server may be tried again; a refusal may not.
    """
    import httpx2
    from huggingface_hub.errors import HfHubHTTPError

    if isinstance(error, HfHubHTTPError):
        response = error.response
        if response.status_code not in _RETRIED_STATUS:
            return None
        asked = response.headers.get("Retry-After", "").strip()
        if asked.isdigit():
            return float(asked)
        spent = _SPENT.search(response.headers.get("RateLimit", ""))
        return float(spent[1]) if spent else 0.0
    if isinstance(error, httpx2.ProxyError | httpx2.UnsupportedProtocol):
        return None
    if isinstance(error, httpx2.TransportError):
        return None if _certificate_error(error) else 0.0
    return None


def explain(repo_id: str, error: Exception, client: HubClient) -> GeminiDeskError:
    """The error that a person is shown.

    Args:
        repo_id: The model.
        error: Whatever was raised while the hub was asked or the disk was written.
        client: Who asked.
    """
    import httpx2
    from huggingface_hub import errors

    if isinstance(error, GeminiDeskError):
        return error
    if isinstance(error, errors.OfflineModeIsEnabled):
        return hub_refusal(repo_id, Ban.HUB, where=client.endpoint)
    if isinstance(error, errors.HFValidationError):
        return _no_such_model(repo_id, client)
    if isinstance(error, errors.HfHubHTTPError):
        return _explain_status(repo_id, error, client)
    if isinstance(error, httpx2.HTTPError | httpx2.InvalidURL):
        return _explain_network(repo_id, error, client)
    if isinstance(error, OSError):
        return explain_disk(repo_id, error)
    return DownloadError(
        f"{repo_id} could not be downloaded: {type(error).__name__}.",
        hint=f"The log says more. Try again: {_GOES_ON[0].lower()}{_GOES_ON[1:]}",
    )


def explain_disk(repo_id: str, error: OSError) -> StorageError:
    """The disk refused."""
    if error.errno == errno.EFBIG:
        return StorageError(
            f"The disk cannot hold a file as large as {repo_id} has one.",
            hint="Put the model cache on another disk: HF_HUB_CACHE names its folder.",
        )
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return StorageError(
            f"The disk is full; {repo_id} is downloaded in part.",
            hint=f"Free some space and try again. {_GOES_ON}",
        )
    if error.errno in (errno.EACCES, errno.EROFS, errno.EPERM):
        return StorageError(
            f"The model cache cannot be written: {error.strerror}.",
            hint="Set HF_HUB_CACHE to a folder that you may write to.",
        )
    return StorageError(
        f"The model cache failed: {error.strerror or type(error).__name__}.",
        hint=f"Look after the disk and try again. {_GOES_ON}",
    )


def _explain_status(repo_id: str, error: Exception, client: HubClient) -> GeminiDeskError:
    from huggingface_hub import errors

    if not isinstance(error, errors.HfHubHTTPError):
        raise TypeError(type(error))
    status = error.response.status_code
    page = f"{client.endpoint if client.endpoint != HUB else HUB}/{repo_id}"
    if isinstance(error, errors.GatedRepoError):
        return _licence_needed(repo_id, page, client)
    if isinstance(error, errors.RepositoryNotFoundError | errors.RevisionNotFoundError):
        return _no_such_model(repo_id, client)
    if isinstance(error, errors.DisabledRepoError):
        return AccessDeniedError(f"The hub has closed {repo_id}.", hint=f"See {page}.")
    if status == 401:
        return AccessDeniedError(
            f"The hub does not accept {'the' if client.has_token else 'a download without a'} "
            "token.",
            hint="Enter a valid one; https://huggingface.co/settings/tokens makes it.",
        )
    if status == 403:
        return AccessDeniedError(
            f"The hub refuses to give {repo_id} to you.",
            hint=f"See {page} for what it asks; the token needs the right to read it.",
        )
    if status in (404, 410):
        return DownloadError(
            f"A file of {repo_id} is no longer on the hub.",
            hint="The model may just have been changed. Try again.",
        )
    if status == 429:
        return DownloadError(
            "The hub says that too much was asked of it.",
            hint=f"Wait some minutes and try again. {_GOES_ON} With a token it allows more.",
        )
    if status == 407:
        return _explain_proxy()
    if status >= 500:
        return DownloadError(
            f"The hub is in trouble (HTTP {status}).", hint=f"Try again later. {_GOES_ON}"
        )
    return DownloadError(
        f"The hub refused {repo_id} (HTTP {status}).", hint=f"Try again later. {_GOES_ON}"
    )


def _licence_needed(repo_id: str, page: str, client: HubClient) -> LicenceNeededError:
    if client.has_token:
        hint = f"Accept it at {page} with the account that the token belongs to, then try again."
    else:
        hint = (
            f"Accept it at {page}, make a token at https://huggingface.co/settings/tokens, "
            "and enter it when you try again."
        )
    return LicenceNeededError(
        f"{repo_id} is given only to people who accepted its licence.", hint=hint, page=page
    )


def _no_such_model(repo_id: str, client: HubClient) -> ModelNotFoundError:
    where = "The hub" if client.endpoint == HUB else client.endpoint
    return ModelNotFoundError(
        f"{where} has no model named {repo_id}, or does not show it to you.",
        hint="Check the spelling; a private model needs a token.",
    )


def _explain_network(repo_id: str, error: Exception, client: HubClient) -> DownloadError:
    import httpx2

    host = client.endpoint.partition("://")[2] or client.endpoint
    if isinstance(error, httpx2.ProxyError):
        return _explain_proxy()
    if _certificate_error(error):
        return DownloadError(
            f"The connection to {host} is not safe: its certificate cannot be verified.",
            hint="Is a proxy in between? SSL_CERT_FILE may name its certificate. "
            "Check the clock of this machine, too.",
        )
    if any(isinstance(cause, socket.gaierror) for cause in _causes(error)):
        return DownloadError(
            f"{host} was not found: this machine has no network, or no name server.",
            hint=f"Check the connection and try again. {_GOES_ON}",
        )
    if isinstance(error, httpx2.UnsupportedProtocol | httpx2.InvalidURL):
        return DownloadError(
            f"{client.endpoint} is no address of a hub.", hint="Correct HF_ENDPOINT, or unset it."
        )
    if isinstance(error, httpx2.ConnectError | httpx2.ConnectTimeout):
        return DownloadError(
            f"{host} cannot be reached.",
            hint="Check the network, and HTTPS_PROXY if there is a proxy. " + _GOES_ON,
        )
    if isinstance(error, httpx2.TimeoutException):
        return DownloadError(f"{host} stopped answering.", hint=f"Try again later. {_GOES_ON}")
    return DownloadError(
        f"The connection to {host} broke while {repo_id} was downloaded.",
        hint=f"Check the network and try again. {_GOES_ON}",
    )


def _explain_proxy() -> DownloadError:
    return DownloadError(
        "The proxy refused the connection, or cannot be reached.",
        hint="Check HTTPS_PROXY and ALL_PROXY, with the name and the password in them.",
    )


def _certificate_error(error: BaseException) -> bool:
    return any(isinstance(cause, ssl.SSLError) for cause in _causes(error)) or (
        "CERTIFICATE_VERIFY_FAILED" in str(error)
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    cause: BaseException | None = error
    for _ in range(10):  # a chain can bite its tail
        if cause is None:
            return
        yield cause
        cause = cause.__cause__ or cause.__context__
