"""Downloads, with the real downloader and a small hub on this machine."""

import errno
import http.server
import json
import threading
from urllib.parse import urlsplit

import pytest
from huggingface_hub import constants
from tqdm import tqdm

from gemini_desk.errors import DamagedModelError, ModelLoadError, ModelNotFoundError, StorageError
from gemini_desk.models import catalogue
from tests.helpers.model_folders import COMMIT, write_checkpoint


class Hub:
    """A model repository, served as the hub does it."""

    def __init__(self, folder):
        self.folder = folder
        self.fetched = []
        self.refusal = None  # status and the hub's error code
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self.thread.start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def _handler(hub):  # noqa: N805
        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                path = urlsplit(self.path).path
                if hub.refusal is not None:
                    status, code = hub.refusal
                    self.answer(b"{}", status=status, headers={"X-Error-Code": code})
                elif "/revision/" in path:
                    self.answer_json({"id": "org/model", "sha": COMMIT, "siblings": []})
                elif "/tree/" in path:
                    self.answer_json(
                        [
                            {
                                "type": "file",
                                "path": file.name,
                                "size": file.stat().st_size,
                                "oid": f"oid-{file.name}",
                            }
                            for file in hub.folder.iterdir()
                        ]
                    )
                else:
                    name = path.rsplit("/", 1)[1]
                    if self.command == "GET":
                        hub.fetched.append(name)
                    self.answer(
                        (hub.folder / name).read_bytes(),
                        headers={"ETag": f'"etag-{name}"', "X-Repo-Commit": COMMIT},
                    )

            do_HEAD = do_GET  # noqa: N815 - the name that http.server calls

            def answer_json(self, content):
                self.answer(json.dumps(content).encode())

            def answer(self, body, *, status=200, headers=None):
                self.send_response(status)
                for key, value in (headers or {}).items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                if self.command == "GET":
                    self.wfile.write(body)

            def log_message(self, *_arguments):
                pass

        return Handler


@pytest.fixture
def hub(tmp_path, monkeypatch):
    hub = Hub(write_checkpoint(tmp_path / "on-the-hub"))
    monkeypatch.setattr(constants, "ENDPOINT", hub.url)
    files = hub.url + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", files)
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", False)
    monkeypatch.setattr(tqdm, "monitor_interval", 0)  # its thread never ends
    yield hub
    hub.close()


def test_a_model_is_fetched_only_when_that_is_allowed(hub, hub_dir):
    with pytest.raises(ModelNotFoundError):
        catalogue.resolve("org/model", offline=True, hub_dir=hub_dir)
    assert hub.fetched == []
    found = catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)
    assert found.revision == COMMIT
    assert sorted(hub.fetched) == ["config.json", "model.safetensors"]
    assert catalogue.resolve("org/model", offline=True, hub_dir=hub_dir) == found


def test_pickles_and_programs_are_never_fetched(hub, hub_dir):
    (hub.folder / "model.safetensors").rename(hub.folder / "pytorch_model.bin")
    (hub.folder / "modeling.py").write_text("raise SystemExit")
    with pytest.raises(DamagedModelError, match="no weights"):
        catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)
    assert hub.fetched == ["config.json"]


@pytest.mark.parametrize(
    ("status", "code", "error", "hint"),
    [
        (404, "RepoNotFound", ModelNotFoundError, "spelling"),
        (401, "RepoNotFound", ModelNotFoundError, "spelling"),
        (403, "GatedRepo", ModelLoadError, "https://huggingface.co/org/model"),
    ],
)
def test_what_the_hub_refuses_is_explained(hub, hub_dir, status, code, error, hint):
    hub.refusal = (status, code)
    with pytest.raises(error) as caught:
        catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)
    assert hint in caught.value.hint


def test_no_network_is_explained(hub, hub_dir, monkeypatch):
    monkeypatch.setattr(constants, "ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(ModelLoadError, match="cannot be reached"):
        catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)


def test_a_network_that_the_environment_forbids_is_explained(hub_dir, monkeypatch):
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    with pytest.raises(ModelLoadError, match="HF_HUB_OFFLINE"):
        catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS])
def test_a_disk_that_refuses_is_explained(hub, hub_dir, monkeypatch, code):
    def refuse(*_arguments, **_named):
        raise OSError(code, "refused")

    monkeypatch.setattr("huggingface_hub.snapshot_download", refuse)
    with pytest.raises(StorageError):
        catalogue.resolve("org/model", offline=False, hub_dir=hub_dir)
