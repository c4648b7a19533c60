"""`gemini-desk servers`, and models of servers on the command line; the server is on loopback."""

import io
import json

import pytest

from gemini_desk.cli import run
from tests.helpers.bad_server import CUT, Answer, BadServer, Raw, delta
from tests.helpers.no_keyring import no_keyring


@pytest.fixture(autouse=True)
def _no_keyring():
    with no_keyring():
        yield


@pytest.fixture
def server():
    with BadServer() as server:
        yield server


@pytest.fixture
def desk(tmp_path, capsys, monkeypatch):
    """Run a command on a profile of its own: exit code, output, errors."""

    monkeypatch.setenv("GEMINI_DESK_OFFLINE", "0")  # `--offline` sets it, for the process

    def desk(*words):
        code = run(["--profile", str(tmp_path / "profile"), *words])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return desk


def test_a_server_is_added_listed_asked_and_removed(desk, server):
    assert desk("servers", "add", "home", server.url, "--image")[0] == 0
    code, out, err = desk("servers", "list")
    assert (code, out) == (0, f"home  {server.url}  (image)\n")
    assert "Offline" in err
    assert desk("servers", "offline", "off")[0] == 0
    assert desk("servers", "models", "home")[1] == "server:home/bad-model\n"
    server.queue(Answer(["Par", "is."], {"prompt_tokens": 9, "completion_tokens": 3}))
    code, out, err = desk("ask", "--model", "server:home/bad-model", "Capital of France?")
    assert (code, out) == (0, "Paris.\n")
    assert f"This leaves the machine: http://127.0.0.1:{server.port}" in err
    assert desk("servers", "remove", "home")[0] == 0
    assert desk("servers", "list")[1] == ""
    assert desk("servers", "remove", "home")[0] == 2


def test_offline_nobody_is_asked(desk, server):
    desk("servers", "add", "home", server.url)
    code, out, err = desk("ask", "--model", "server:home/bad-model", "Hello?")
    assert (code, out) == (2, "")
    assert "offline" in err
    assert "Privacy" in err
    assert desk("servers", "models", "home")[0] == 2
    desk("servers", "offline", "off")
    assert desk("--offline", "ask", "--model", "server:home/bad-model", "Hello?")[0] == 2
    assert server.listings == []
    assert server.requests == []


def test_json_says_who_answered(desk, server):
    desk("servers", "add", "home", server.url)
    desk("servers", "offline", "off")
    server.queue(Answer(["Yes"], {"prompt_tokens": 9, "completion_tokens": 3}))
    answer = json.loads(desk("ask", "--json", "--model", "server:home/bad-model", "Hello?")[1])
    assert answer["text"] == "Yes"
    assert answer["usage"] == {"prompt_tokens": 9, "cached_tokens": 0, "completion_tokens": 3}
    assert answer["model"]["id"] == "server:home/bad-model"
    assert answer["model"]["device"] == f"http://127.0.0.1:{server.port}"


def test_what_came_before_a_cut_is_printed(desk, server):
    desk("servers", "add", "home", server.url)
    desk("servers", "offline", "off")
    server.queue(Raw([delta(content="Half"), CUT]))
    code, out, err = desk("ask", "--model", "server:home/bad-model", "Hello?")
    assert code == 1
    assert out.startswith("Half")
    assert "broke off" in err


def test_a_key_comes_from_standard_input_and_into_no_file(desk, monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("sk-very-secret\n"))
    code, _, err = desk("servers", "add", "work", "https://gpu.example.org", "--key")
    assert code == 1
    assert "no keyring" in err  # nothing is kept half
    assert desk("servers", "list")[1] == ""
    assert not any(
        b"sk-very-secret" in file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()
    )


def test_who_sends_in_the_clear_is_warned(desk):
    assert "not encrypted" in desk("servers", "add", "work", "http://192.168.0.7:8000")[2]


@pytest.mark.parametrize(
    "words", [("a b", "https://x.org"), ("home", "ftp://x"), ("home", "https://x.org/?a")]
)
def test_what_cannot_be_added(desk, words):
    assert desk("servers", "add", *words)[0] == 2
