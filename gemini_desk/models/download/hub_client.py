"""The hub: what a repository holds, and the bytes of a file from anywhere in it.

The client, its proxies (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), its certificates
(`SSL_CERT_FILE`) and its offline switch are those of huggingface_hub. A token goes to the hub
alone: a redirection to another host leaves it behind.
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from gemini_desk import __version__
from gemini_desk.errors import DownloadError
from gemini_desk.models import contacts
from gemini_desk.models.download.patience import Patience
from gemini_desk.models.download.plan import check_listing
from gemini_desk.models.download.remote_model import RemoteFile, RemoteModel
from gemini_desk.models.revisions import revision_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx2

    from gemini_desk.models.download.patience import StopSwitch

HUB = "https://huggingface.co"
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+|\*)")
_PARTIAL_CONTENT = 206
_MOST_SKIPPED_BYTES = 50_000_000


def hub_endpoint() -> str:
    """The hub's address: `HF_ENDPOINT`, or the well-known one."""
    return os.environ.get("HF_ENDPOINT", HUB).rstrip("/") or HUB


class HubClient:
    """Asks one hub; used by one thread at a time.

    Attributes:
        endpoint: Its address.
    """

    def __init__(
        self,
        *,
        token: str | None = None,
        endpoint: str | None = None,
        patience: Patience | None = None,
    ) -> None:
        self.endpoint = endpoint or hub_endpoint()
        self._patience = patience or Patience()
        # False, not None: a client without a token sends none, not one it found elsewhere.
        self._token: str | bool = token or False

    @property
    def has_token(self) -> bool:
        """Whether the hub is told who asks."""
        return bool(self._token)

    def list_files(self, repo_id: str, revision: str = "") -> RemoteModel:
        """What the repository holds.

        Args:
            repo_id: For instance `google/gemma-4-E2B-it`.
            revision: A commit; "" for the revision that is meant (`revisions`).

        Raises:
            DownloadError: The answer makes no sense.
            Exception: What huggingface_hub and its HTTP library raise; see `refusals`.
        """
        from huggingface_hub import HfApi

        api = HfApi(endpoint=self.endpoint, token=self._token)
        contacts.note(self.endpoint, f"list of the files of {repo_id}")
        try:
            found = api.model_info(
                repo_id,
                revision=revision or revision_of(repo_id),
                files_metadata=True,
                timeout=self._patience.read_s,
            )
            files = tuple(_remote_file(sibling) for sibling in found.siblings or ())
        except (KeyError, TypeError, AttributeError, ValueError) as error:
            if type(error).__module__.startswith("huggingface_hub"):
                raise  # a refusal that happens to be a ValueError
            raise DownloadError(
                f"The answer of {self.endpoint} about {repo_id} cannot be read.",
                hint="Is HF_ENDPOINT the address of a hub? Try again later.",
            ) from None
        model = RemoteModel(repo_id, found.sha or "", bool(found.gated), files, _licence(found))
        check_listing(model)
        return model

    @contextmanager
    def open_file(
        self,
        model: RemoteModel,
        path: str,
        offset_bytes: int,
        switch: StopSwitch,
        *,
        count_bytes: int | None = None,
    ) -> Iterator[tuple[int, Iterator[bytes]]]:
        """The bytes of a file from `offset_bytes` on, as they come; so many where that is said.

        Yields:
            Where they begin (0 if the server cannot do better), and the bytes.

        Raises:
            Stopped: `switch` was thrown.
            Exception: As in `list_files`.
        """
        from huggingface_hub import get_session, hf_hub_url, hf_raise_for_status

        url = hf_hub_url(model.repo_id, path, revision=model.commit, endpoint=self.endpoint)
        headers = {
            "User-Agent": f"gemini-desk/{__version__}",
            "Accept-Encoding": "identity",  # or an offset would mean something else
        }
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        if offset_bytes or count_bytes is not None:
            last = "" if count_bytes is None else offset_bytes + count_bytes - 1
            headers["Range"] = f"bytes={offset_bytes}-{last}"
        limits: Any = _timeout(self._patience)
        wanted = "headers" if count_bytes is not None else "download"
        purpose = f"{wanted} of {model.repo_id}"
        contacts.note(self.endpoint, purpose)
        with (
            _noting_redirection(self.endpoint, purpose),
            get_session().stream("GET", url, headers=headers, timeout=limits) as response,
        ):
            for step in (*response.history[1:], response):
                _note_other(self.endpoint, step.url, purpose)
            hf_raise_for_status(response)
            stream = response.extensions.get("network_stream")
            switch.watch(stream.get_extra_info("socket") if stream is not None else None)
            try:
                yield _start_of(response), response.iter_bytes()
            finally:
                switch.watch(None)

    def read_range(
        self, model: RemoteModel, path: str, offset_bytes: int, count_bytes: int, switch: StopSwitch
    ) -> bytes:
        """So many bytes of a file; no more are read, whatever a server sends.

        Raises:
            DownloadError: They did not come.
            Stopped: `switch` was thrown.
            Exception: As in `list_files`.
        """
        content = bytearray()
        with self.open_file(model, path, offset_bytes, switch, count_bytes=count_bytes) as (
            start,
            blocks,
        ):
            end = offset_bytes - start + count_bytes  # a server may know no ranges
            for block in blocks:
                switch.check()
                content += block
                if start < offset_bytes and len(content) > _MOST_SKIPPED_BYTES:
                    break
                if len(content) >= end:
                    break
        found = bytes(content[offset_bytes - start : end])
        if len(found) < count_bytes:
            raise DownloadError(
                f"{self.endpoint} does not give out parts of the files of {model.repo_id}.",
                hint="Download it whole, if you know that it fits.",
            )
        return found


@contextmanager
def _noting_redirection(endpoint: str, purpose: str) -> Iterator[None]:
    """Note where the hub sent us when that place does not answer: it was contacted all the same."""
    import httpx2

    try:
        yield
    except httpx2.RequestError as error:
        with suppress(RuntimeError):  # it knows no request
            _note_other(endpoint, error.request.url, purpose)
        raise


def _note_other(endpoint: str, url: httpx2.URL, purpose: str) -> None:
    """Note a place that is not the hub itself: its storage."""
    origin = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
    if origin != endpoint and not endpoint.startswith(f"{origin}/"):
        contacts.note(origin, purpose)


def _timeout(patience: Patience) -> httpx2.Timeout:
    import httpx2

    return httpx2.Timeout(patience.read_s, connect=patience.connect_s)


def _start_of(response: httpx2.Response) -> int:
    if response.status_code != _PARTIAL_CONTENT:
        return 0
    found = _CONTENT_RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return int(found[1]) if found else 0


def _licence(told: Any) -> str:
    """What its tags say, `license:gemma`, or its card of another; bounded, for it is shown."""
    tags = told.tags if isinstance(told.tags, list) else []
    tagged = next((str(tag) for tag in tags if str(tag).startswith("license:")), "")
    licence = tagged.removeprefix("license:")
    if licence in ("", "other"):
        licence = getattr(told.card_data, "license_name", None) or licence
    return str(licence)[:60]


def _remote_file(sibling: Any) -> RemoteFile:
    if sibling.lfs is not None:
        return RemoteFile(sibling.rfilename, int(sibling.lfs.size), str(sibling.lfs.sha256))
    return RemoteFile(sibling.rfilename, int(sibling.size), str(sibling.blob_id))
