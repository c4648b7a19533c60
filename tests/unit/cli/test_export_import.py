"""`gemini-desk export` and `import`: from one profile to another."""

import json
import zipfile

import pytest

from gemini_desk.chat.conversation import Conversation
from gemini_desk.chat.message import Message
from gemini_desk.cli import run
from gemini_desk.paths import Profile
from gemini_desk.storage.store_thread import StoreThread


@pytest.fixture
def there(tmp_path):
    return tmp_path / "there"


@pytest.fixture
def here(tmp_path):
    """A profile with two conversations."""
    folder = tmp_path / "here"
    with opened(folder) as store:
        for title in ("Boats at sea", "Boats on land"):
            conversation = Conversation.new()
            conversation.title = title
            conversation.append(Message.user(f"About {title.lower()}"))
            store.save_new(conversation).result()
    return folder


class opened:  # noqa: N801
    """The store of a profile, for a `with` statement."""

    def __init__(self, folder):
        profile = Profile.under(folder)
        profile.create()
        self.store = StoreThread(profile.data_dir, on_error=print)

    def __enter__(self):
        self.store.start().result()
        return self.store

    def __exit__(self, *_):
        self.store.close()


def titles(folder):
    with opened(folder) as store:
        summaries = store.submit(lambda it: it.list_conversations()).result()
    return sorted(it.title for it in summaries)


def desk(folder, *arguments):
    return run(["--profile", str(folder), *map(str, arguments)])


def test_everything_goes_from_one_profile_to_another(here, there, tmp_path, capsys):
    archive = tmp_path / "everything.zip"
    assert desk(here, "export", archive) == 0
    assert capsys.readouterr().out == "2 conversations with 2 messages and 0 files exported.\n"
    assert desk(there, "import", archive) == 0
    assert "2 conversations added.\n" in capsys.readouterr().out
    assert desk(there, "import", archive) == 0
    assert "0 conversations added, 2 left as they are.\n" in capsys.readouterr().out
    assert titles(there) == titles(here)


@pytest.mark.parametrize(
    ("arguments", "name", "beginning"),
    [
        (["--conversation", "Boats at sea"], "out", "# Boats at sea"),
        (["--conversation", "AT SEA"], "out.txt", "Boats at sea\n="),
        (["--conversation", "boats at sea"], "out.html", "<!DOCTYPE html>"),
        (["--conversation", "at sea", "--format", "text"], "out.html", "Boats at sea\n="),
    ],
)
def test_one_conversation_in_a_format_to_read(here, tmp_path, arguments, name, beginning):
    path = tmp_path / name
    assert desk(here, "export", *arguments, path) == 0
    assert path.read_text("utf-8").startswith(beginning)


def test_a_conversation_is_found_by_its_id(here, tmp_path):
    with opened(here) as store:
        wanted = store.submit(lambda it: it.list_conversations()).result()[0]
    assert desk(here, "export", "--conversation", wanted.id, tmp_path / "out.txt") == 0
    assert (tmp_path / "out.txt").read_text().startswith(wanted.title)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["export", "--conversation", "nothing", "OUT"], "No conversation is called “nothing”"),
        (["export", "--conversation", "boats", "OUT"], "2 conversations fit “boats”"),
        (["export", "--format", "html", "OUT"], "exports one conversation"),
        (["export", "--format", "jsonl", "--conversation", "x", "OUT"], "exports everything"),
        (["import", "OUT"], "cannot be read"),
        (["import", __file__], "is no export that is known"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(here, tmp_path, capsys, arguments, says):
    arguments = [str(tmp_path / "out") if it == "OUT" else it for it in arguments]
    assert desk(here, *arguments) == 2
    error = capsys.readouterr().err
    assert says in error
    assert error.count("\n") == 1
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("command", ["export", "import"])
def test_a_window_that_is_open_is_named(here, tmp_path, capsys, command):
    archive = tmp_path / "everything.zip"
    assert desk(here, "export", archive) == 0
    capsys.readouterr()
    with opened(here):
        assert desk(here, command, archive) == 1
    assert "already open with this profile" in capsys.readouterr().err


def test_what_could_not_be_imported_is_named(there, tmp_path, capsys):
    archive = tmp_path / "everything.zip"
    header = {"type": "header", "format": "gemini-desk", "version": 1}
    with zipfile.ZipFile(archive, "w") as zip_file:
        lines = [json.dumps(header), *["nonsense"] * 30]
        zip_file.writestr("conversations.jsonl", "\n".join(lines))
    assert desk(there, "import", archive) == 0
    captured = capsys.readouterr()
    assert "Line 2: it is no JSON in UTF-8." in captured.err
    assert "… and 10 more." in captured.err
    assert "30 entries could not be used" in captured.out


def test_a_place_that_cannot_be_written_is_told(here, tmp_path, capsys):
    assert desk(here, "export", tmp_path / "no" / "out.zip") == 1
    assert "could not be written" in capsys.readouterr().err
