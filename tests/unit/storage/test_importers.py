"""The exports of other programs: what is taken over, and what nobody may break."""

import base64
import json
import zipfile
from datetime import UTC, datetime

import pytest

from gemini_desk.chat.message import ImagePart, Role, TextPart, ThoughtPart
from gemini_desk.errors import InputError
from gemini_desk.storage.transfer.importers import IMPORTERS
from gemini_desk.storage.transfer.importers import source as source_module
from gemini_desk.storage.transfer.importing import import_all
from tests.helpers.media_files import image_file, sound_file

BEGIN = 1_700_000_000


@pytest.fixture
def take_in(store, blobs):
    def run(path, progress=None):
        return import_all(path, blobs, lambda function: function(store), progress)

    return run


@pytest.fixture
def picture(tmp_path):
    return image_file(tmp_path, "boat.png").read_bytes()


def data_url(content):
    return "data:image/png;base64," + base64.b64encode(content).decode()


# -- documents of each program, all telling the same ------------------------------------------


def chatgpt(picture=b"", *, system=True):
    def node(id_, parent, role, text, at, **more):
        content = {"content_type": "text", "parts": [text]}
        return {
            "id": id_,
            "parent": parent,
            "children": [],
            "message": {
                "id": id_,
                "author": {"role": role},
                "create_time": BEGIN + at,
                "content": more.pop("content", content),
                "metadata": more.pop("metadata", {}),
                **more,
            },
        }

    asked = {
        "content_type": "multimodal_text",
        "parts": [
            {"content_type": "image_asset_pointer", "asset_pointer": "file-service://file-AbC1"},
            "What is this?",
        ],
    }
    thoughts = {"content_type": "thoughts", "thoughts": [{"summary": "s", "content": "Hm."}]}
    nodes = [
        {"id": "root", "parent": None, "message": None, "children": ["sys"]},
        node("sys", "root", "system", "", 0),
        node("q", "sys", "user", "", 1, content=asked),
        node("t", "q", "assistant", "", 2, content=thoughts),
        node("a1", "t", "assistant", "A boat.", 3, metadata={"model_slug": "big-1"}),
        node("call", "q", "assistant", "search()", 4, recipient="web"),
        node("tool", "call", "tool", "found", 5),
        node("a2", "tool", "assistant", "A ship.", 6, metadata={"model_slug": "big-1"}),
        node("more", "a1", "user", "Thanks", 7),
    ]
    return {
        "id": "c1",
        "title": "Boats",
        "create_time": float(BEGIN),
        "update_time": BEGIN + 10.5,
        "current_node": "more",
        "is_archived": False,
        "mapping": {it["id"]: it for it in nodes},
    }


def open_webui(picture=b"", *, system=True):
    def message(id_, parent, role, content, at, **more):
        return id_, {
            "id": id_,
            "parentId": parent,
            "role": role,
            "content": content,
            "timestamp": BEGIN + at,
            **more,
        }

    reasoning = (
        '<details type="reasoning" done="true" duration="4">\n<summary>Thought for 4 seconds'
        "</summary>\n&gt; Hm.\n</details>\n".replace("&gt;", ">")
    )
    files = [{"type": "image", "url": data_url(picture), "name": "boat.png"}]
    messages = dict(
        [
            message("q", None, "user", "What is this?", 1, files=files),
            message("a1", "q", "assistant", f"{reasoning}A boat.", 3, model="big-1"),
            message("a2", "q", "assistant", "A ship.", 6, model="big-1"),
            message("more", "a1", "user", "Thanks", 7),
        ]
    )
    return {
        "id": "c1",
        "title": "Boats",
        "created_at": BEGIN,
        "updated_at": BEGIN + 10.5,
        "archived": False,
        "pinned": False,
        "chat": {"history": {"messages": messages, "currentId": "more"}, "messages": []},
    }


def llama_ui(picture=b"", *, system=True):
    def message(id_, parent, role, content, at, **more):
        return {
            "id": id_,
            "convId": "c1",
            "parent": parent,
            "role": role,
            "content": content,
            "type": more.pop("type", "text"),
            "timestamp": (BEGIN + at) * 1000,
            "children": [],
            **more,
        }

    extra = [{"type": "IMAGE", "name": "boat.png", "base64Url": data_url(picture)}]
    return {
        "conv": {
            "id": "c1",
            "name": "Boats",
            "lastModified": (BEGIN + 10.5) * 1000,
            "currNode": "more",
        },
        "messages": [
            message("root", None, "system", "", 0, type="root"),
            message("q", "root", "user", "What is this?", 1, extra=extra),
            message("a1", "q", "assistant", "A boat.", 3, reasoningContent="Hm.", model="big-1"),
            message("a2", "q", "assistant", "A ship.", 6, model="big-1"),
            message("more", "a1", "user", "Thanks", 7),
        ],
    }


DOCUMENTS = {"chatgpt": chatgpt, "open-webui": open_webui, "llama-ui": llama_ui}


def write(tmp_path, value, picture=b""):
    """As the program would: ChatGPT in a .zip with its pictures, the others as .json."""
    if "mapping" not in json.dumps(value):
        path = tmp_path / "export.json"
        path.write_text(json.dumps(value))
        return path
    path = tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("user.json", '{"email": "somebody"}')
        zip_file.writestr("conversations.json", json.dumps(value))
        zip_file.writestr("dalle/file-AbC1-boat.png", picture)
    return path


@pytest.mark.parametrize("importer", IMPORTERS, ids=lambda it: it.name)
class TestEveryFormat:
    def test_the_tree_comes_over(self, importer, take_in, store, tmp_path, picture):
        document = DOCUMENTS[importer.name](picture)
        result = take_in(write(tmp_path, [document], picture))
        assert result.problems == []
        assert (result.added, result.messages, result.files) == (1, 4, 1)
        (summary,) = store.list_conversations()
        assert summary.title == "Boats"
        conversation = store.load(summary.id)
        asked, answer, thanks = conversation.branch()
        assert [it.message.role for it in (asked, answer)] == [Role.USER, Role.ASSISTANT]
        image, text = asked.message.parts
        assert isinstance(image, ImagePart)
        assert image.attachment.path.read_bytes() == picture
        assert image.attachment.width_px
        assert text == TextPart("What is this?")
        thought, said = answer.message.parts
        assert isinstance(thought, ThoughtPart)
        assert (thought.text, said) == ("Hm.", TextPart("A boat."))
        assert answer.answer.model.id == "big-1"
        assert thanks.message.text == "Thanks"
        siblings = conversation.siblings(answer.id)
        assert [it.message.text for it in siblings] == ["A boat.", "A ship."]
        assert asked.created_at == datetime.fromtimestamp(BEGIN + 1, UTC)
        assert summary.updated_at == datetime.fromtimestamp(BEGIN + 10.5, UTC)

    def test_importing_twice_is_importing_once(self, importer, take_in, tmp_path, picture):
        path = write(tmp_path, [DOCUMENTS[importer.name](picture)], picture)
        take_in(path)
        again = take_in(path)
        assert (again.added, again.unchanged, again.messages) == (0, 1, 0)

    def test_one_alone_is_no_array(self, importer, take_in, tmp_path, picture):
        assert take_in(write(tmp_path, DOCUMENTS[importer.name](picture), picture)).added == 1

    def test_a_file_that_is_no_picture_is_named(self, importer, take_in, tmp_path):
        result = take_in(write(tmp_path, [DOCUMENTS[importer.name](b"nonsense")], b"nonsense"))
        assert result.problem_count == 1
        assert "is no picture, sound or film" in result.problems[0]
        assert result.messages == 4

    def test_whatever_is_broken_harms_nothing(self, importer, take_in, tmp_path):
        """Each value of a document in turn is something else; nothing may crash."""
        spoilt = list(_spoilt(DOCUMENTS[importer.name]()))
        assert len(spoilt) > 50
        path = tmp_path / "export.json"
        sound = DOCUMENTS[importer.name]()
        path.write_text(json.dumps([sound, *spoilt]))
        result = take_in(path)
        assert result.added >= 1

    def test_circles_end(self, importer, take_in, tmp_path):
        text = json.dumps(DOCUMENTS[importer.name]())
        for key in ("parent", "parentId"):
            text = text.replace(f'"{key}": "q"', f'"{key}": "more"')
        path = tmp_path / "export.json"
        path.write_text(text)
        take_in(path)


def _spoilt(document):
    """Copies of `document`, a value of each replaced."""

    def places(value, path):
        if isinstance(value, dict | list):
            items = value.items() if isinstance(value, dict) else enumerate(value)
            for key, inner in items:
                yield (*path, key)
                yield from places(inner, (*path, key))

    for place in list(places(document, ())):
        for other in (None, [], {}, "x", -1e300, True):
            copy = json.loads(json.dumps(document))
            at = copy
            for key in place[:-1]:
                at = at[key]
            at[place[-1]] = other
            yield copy


# -- what is special about each ---------------------------------------------------------------


def test_sessions_of_llama_ui_as_lines(take_in, store, tmp_path, picture):
    document = llama_ui(picture)
    lines = [{"harness": "llama.cpp", "type": "session", **document["conv"]}]
    lines += [{"message": it, "type": "message"} for it in document["messages"]]
    path = tmp_path / "conversations.zip"
    with zipfile.ZipFile(path, "w") as zip_file:
        zip_file.writestr("a.jsonl", "\n".join(map(json.dumps, lines)))
        lines[0]["id"] = "c2"
        zip_file.writestr("b.jsonl", "\n".join(map(json.dumps, lines)))
    assert take_in(path).added == 2
    assert len(store.list_conversations()) == 2


def test_a_text_file_of_llama_ui_is_text(take_in, store, tmp_path):
    document = llama_ui()
    document["messages"][1]["extra"] = [{"type": "TEXT", "name": "a.py", "content": "x = 1"}]
    take_in(write(tmp_path, document))
    (summary,) = store.list_conversations()
    texts = store.load(summary.id).branch()[0].message.text
    assert "a.py:\n\n```\nx = 1\n```" in texts


def test_old_chats_of_open_webui_have_no_tree(take_in, store, tmp_path):
    messages = [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]
    chat = {"messages": messages, "system": "Be brief."}
    path = write(tmp_path, [{"id": "x", "title": "Old", "chat": chat}])
    take_in(path)
    (summary,) = store.list_conversations()
    conversation = store.load(summary.id)
    assert [it.message.text for it in conversation.branch()] == ["a", "b"]
    assert conversation.setup.system_prompt == "Be brief."


def test_archived_and_pinned_stay_so(take_in, store, tmp_path):
    document = open_webui() | {"archived": True, "pinned": True}
    document["chat"]["history"]["messages"]["q"].pop("files")
    take_in(write(tmp_path, [document]))
    (summary,) = store.list_conversations()
    assert (summary.archived, summary.pinned) == (True, True)


def test_a_recording_comes_over(take_in, store, tmp_path):
    clip = sound_file(tmp_path, "memo.wav").read_bytes()
    document = llama_ui()
    data = base64.b64encode(clip).decode()
    document["messages"][1]["extra"] = [{"type": "AUDIO", "name": "memo.wav", "base64Data": data}]
    assert take_in(write(tmp_path, document)).files == 1
    (summary,) = store.list_conversations()
    assert store.load(summary.id).branch()[0].message.attachments[0].duration_s > 0


# -- files ------------------------------------------------------------------------------------


def test_many_conversations_come_one_at_a_time(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "_PIECE_BYTES", 100)
    documents = []
    for number in range(40):
        document = open_webui() | {"id": f"c{number}", "title": "ü" * number}
        document["chat"]["history"]["messages"]["q"].pop("files")
        documents.append(document)
    told = []
    result = take_in(write(tmp_path, documents), lambda done, total: told.append((done, total)))
    assert result.added == 40
    assert len(told) == 40
    assert told == sorted(told)


def test_what_was_cut_brings_what_is_whole(take_in, tmp_path):
    documents = [open_webui() | {"id": f"c{number}"} for number in range(3)]
    path = tmp_path / "export.json"
    text = json.dumps(documents)
    path.write_text(text[: len(text) - 200])
    result = take_in(path)
    assert result.added == 2
    assert "The end is missing" in result.problems[-1]


def test_what_is_too_large_is_told(take_in, tmp_path, monkeypatch):
    monkeypatch.setattr(source_module, "_PIECE_BYTES", 100)
    monkeypatch.setattr(source_module, "LONGEST_VALUE_CHARACTERS", 300)
    with pytest.raises(InputError, match="no export that is known"):
        take_in(write(tmp_path, [open_webui()]))


def test_another_value_among_them_is_named(take_in, tmp_path):
    result = take_in(write(tmp_path, [open_webui(), {"what": "is this"}]))
    assert result.added == 1
    assert "Conversation 2 is in a format that is not known" in result.problems[-1]


@pytest.mark.parametrize("content", ["", "[]", "{}", "null", "[1, 2]", '"text"', "[" * 50_000])
def test_what_is_no_export_is_refused(take_in, tmp_path, content):
    path = tmp_path / "export.json"
    path.write_text(content)
    with pytest.raises(InputError, match="no export that is known"):
        take_in(path)
