"""Everything to an archive and back: lossless, resumable, and distrustful of what it reads."""

import hashlib
import json
import sqlite3
import struct
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gemini_desk.chat.answer import AnswerDetails, FinishReason, ModelIdentity, Timings, Usage
from gemini_desk.chat.attachment import AttachmentKind
from gemini_desk.chat.conversation import ContextCut, Conversation, MessageStatus, TitleOrigin
from gemini_desk.chat.draft import Draft, QueuedMessage
from gemini_desk.chat.generation_parameters import GenerationParameters
from gemini_desk.chat.message import Message, Role, TextPart, ThoughtPart, TranscriptPart
from gemini_desk.chat.organisation import Folder, Tag
from gemini_desk.chat.preset import Preset
from gemini_desk.chat.prompt_template import PromptTemplate
from gemini_desk.chat.setup import ConversationSetup
from gemini_desk.errors import InputError
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database
from gemini_desk.storage.transfer import archive as archive_module
from gemini_desk.storage.transfer.exporting import export_all
from gemini_desk.storage.transfer.importing import import_all
from gemini_desk.transcripts.transcript import Damage, Segment, Transcript

HEADER = {"type": "header", "format": "gemini-desk", "version": 1}
NOW = "2026-05-04T10:00:00.000000+00:00"
ANSWER = AnswerDetails(
    ModelIdentity("nano", "abc", "cpu", "bfloat16"),
    FinishReason.LENGTH,
    Usage(7, 3, 2),
    Timings(0.5, 0.25, 0.125, 40.0),
)


class Place:
    """A database with its blobs in a folder of its own."""

    def __init__(self, folder):
        self.file = folder / "conversations.db"
        self.database = Database(self.file)
        self.blobs = BlobStore(folder / "blobs")
        self.store = ConversationStore(self.database, self.blobs)

    def export(self, path, progress=None):
        return export_all(self.file, self.blobs, path, progress)

    def take_in(self, path, progress=None):
        return import_all(path, self.blobs, lambda function: function(self.store), progress)

    def content(self):
        """All that is stored, without the numbers of rows, which mean nothing."""
        return {name: self.rows(query) for name, query in CONTENT.items()}

    def rows(self, query):
        return self.database.read(lambda connection: connection.execute(query).fetchall())


CONTENT = {
    "folders": "SELECT id, name FROM folders ORDER BY position",
    "tags": "SELECT id, name, colour FROM tags ORDER BY position",
    "presets": "SELECT id, body FROM presets ORDER BY position, id",
    "prompts": "SELECT id, body FROM prompts ORDER BY position, id",
    "conversations": """
        SELECT c.id, title, created_at, updated_at, leaf_id, deleted_at, pinned_at, archived_at,
               title_origin, setup, context_cut, forked_from, f.id
        FROM conversations c LEFT JOIN folders f ON f.number = folder ORDER BY c.number
    """,
    "conversation_tags": """
        SELECT c.id, t.id FROM conversation_tags
        JOIN conversations c ON c.number = conversation JOIN tags t ON t.number = tag
        ORDER BY c.id, t.id
    """,
    "versions": """
        SELECT c.id, v.id, parent_id, role, status, v.created_at, answer
        FROM versions v JOIN conversations c ON c.number = conversation ORDER BY v.number
    """,
    "parts": """
        SELECT v.id, position, kind, text, p.duration_s, sha256, media_type, name, size_bytes,
               width_px, height_px, a.duration_s
        FROM parts p JOIN versions v ON v.number = version
        LEFT JOIN attachments a ON a.part = p.number ORDER BY v.number, position
    """,
    "transcripts": """
        SELECT v.id, language, t.duration_s, done_s, track FROM transcripts t
        JOIN parts p ON p.number = part JOIN versions v ON v.number = version ORDER BY v.id
    """,
    "transcript_segments": """
        SELECT v.id, s.position, start_s, end_s, s.text, confidence, speaker, word_confidences
        FROM transcript_segments s
        JOIN parts p ON p.number = part JOIN versions v ON v.number = version
        ORDER BY v.id, s.position
    """,
    "drafts": """
        SELECT id, conversation_id, queued, position, text, updated_at FROM drafts
        ORDER BY conversation_id, queued, position
    """,
    "draft_attachments": """
        SELECT d.id, a.position, kind, sha256, media_type, name, size_bytes, width_px, height_px,
               duration_s
        FROM draft_attachments a JOIN drafts d ON d.number = draft ORDER BY d.id, a.position
    """,
}


@pytest.fixture
def place(tmp_path):
    """Makes places, and closes them."""
    places = []

    def make(name):
        (tmp_path / name).mkdir()
        places.append(Place(tmp_path / name))
        return places[-1]

    yield make
    for made in places:
        made.database.close()


@pytest.fixture
def here(place):
    return place("here")


@pytest.fixture
def there(place):
    return place("there")


@pytest.fixture
def archive(tmp_path):
    return tmp_path / "everything.zip"


@pytest.fixture
def full(here, attached):
    """A place with something of every kind, and its conversations."""
    store = here.store
    work, play = (store.folders.add(Folder.new(name)) for name in ("Work", "Play “ü”"))
    store.folders.move(play.id, 0)
    red, blue = (store.tags.add(Tag.new(name, name)) for name in ("red", "blue"))

    tree = Conversation.new()
    tree.title, tree.title_origin = "Boats 日本 \u2028 end", TitleOrigin.PERSON
    tree.setup = ConversationSetup(
        "p1", "Be brief.", GenerationParameters(temperature=0.5, stop=("\n\n",)), "nano"
    )
    question = tree.append(
        Message.user(
            "Look\nthere",
            attached("boat.png"),
            attached("boat.mp4", b"frames", AttachmentKind.VIDEO),
        )
    )
    answer = tree.append(
        Message(Role.ASSISTANT, (ThoughtPart("Hm", 1.5), TextPart("A **boat**."), ThoughtPart("?")))
    )
    tree.update(answer.id, answer=ANSWER)
    tree.add_version(Message.assistant("A ship."), question.id, status=MessageStatus.FAILED)
    clip = attached("song.wav", b"RIFF" + bytes(5000), AttachmentKind.AUDIO)
    clip = replace(clip, note="The file was cut off: its sound ends at 0:09.")
    heard = tree.add_version(Message.user("", clip), None)
    damages = (Damage(1.0, 1.5), Damage(9.5))
    segments = (Segment(0.5, 2.0, "La la.", 0.5, "Ada", (0.75, None)), Segment(2.0, 3.0, "La."))
    transcript = TranscriptPart(clip, Transcript("English", 9.5, segments, 4.25, 1, damages))
    song = Message(Role.ASSISTANT, (transcript, TextPart("A song.")))
    tree.add_version(song, heard.id, status=MessageStatus.INTERRUPTED)
    tree.open_branch(answer.id)
    tree.context_cut = ContextCut(answer.id, "Earlier: boats.")
    store.save_new(tree)
    store.set_folder(tree.id, work.id)
    store.set_tags(tree.id, (blue.id, red.id))
    store.set_pinned(tree.id, True)

    fork = tree.fork(answer.id)
    store.save_new(fork)
    store.set_archived(fork.id, True)
    binned = Conversation.new()
    binned.append(Message.user("away with it"))
    store.save_new(binned)
    store.delete(binned.id)

    store.drafts.save(tree.id, Draft("unsent", (attached("draft.png", b"draft"),)))
    store.drafts.set_queue(tree.id, tuple(QueuedMessage.new(Draft(it)) for it in ("one", "two")))
    store.drafts.save("not-stored-yet", Draft("a beginning"))
    store.presets.save(Preset("p1", "Brief", "text", "Be brief.", GenerationParameters(top_k=3)))
    store.prompts.save(PromptTemplate("t1", "translate", "Translate", "To {{language}}"))
    store.presets.remove(store.presets.list()[0].id)  # a built-in one: hidden from now on
    return tree, fork, binned


def lines_of(archive):
    with zipfile.ZipFile(archive) as zip_file:
        return [json.loads(line) for line in zip_file.read("conversations.jsonl").splitlines()]


def write(path, objects, files=None, **options):
    """An archive of these lines (objects, or bytes as they are) and files."""
    lines = [it if isinstance(it, bytes) else json.dumps(it).encode() for it in objects]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zip_file:
        zip_file.writestr(options.get("name", "conversations.jsonl"), b"\n".join(lines))
        for name, content in (files or {}).items():
            zip_file.writestr(name, content)
    return path


def conversation(id_="c", **more):
    return {
        "type": "conversation",
        "id": id_,
        "title": "A title",
        "created_at": NOW,
        "updated_at": NOW,
        **more,
    }


def message(id_="m", text="hello", **more):
    return {
        "type": "message",
        "conversation": "c",
        "id": id_,
        "role": "user",
        "created_at": NOW,
        "parts": [{"kind": "text", "text": text}],
        **more,
    }


def picture(content=b"pixels", **more):
    return {
        "kind": "image",
        "sha256": hashlib.sha256(content).hexdigest(),
        "media_type": "image/png",
        "name": "boat.png",
        "size_bytes": len(content),
        **more,
    }


# -- there and back ---------------------------------------------------------------------------


def test_everything_comes_back_as_it_was(here, there, full, archive):
    exported = here.export(archive)
    assert (exported.conversations, exported.files, exported.missing) == (3, 4, [])
    imported = there.take_in(archive)
    assert there.content() == here.content()
    assert (imported.added, imported.files, imported.problems) == (3, 4, [])
    for original in full:
        loaded = there.store.load(original.id)
        assert here.store.load(original.id) == replace(
            loaded,
            versions={
                id_: replace(it, message=_at(it.message, here.blobs))
                for id_, it in loaded.versions.items()
            },
        )
        for version in loaded.versions.values():
            for attachment in version.message.files:
                digest = hashlib.sha256(attachment.path.read_bytes()).hexdigest()
                assert digest == attachment.sha256


def _at(message, blobs):
    """`message` with the paths of its files in other blobs."""

    def moved(part):
        if isinstance(part, TextPart | ThoughtPart):
            return part
        path = blobs.path_of(part.attachment.sha256)
        return replace(part, attachment=replace(part.attachment, path=path))

    return Message(message.role, tuple(moved(part) for part in message.parts))


def test_importing_twice_is_importing_once(here, there, full, archive):
    here.export(archive)
    there.take_in(archive)
    before = there.content()
    again = there.take_in(archive)
    assert there.content() == before
    assert (again.added, again.updated, again.unchanged) == (0, 0, 3)
    assert (again.messages, again.files, again.others) == (0, 0, 0)


def test_importing_ones_own_export_changes_nothing(here, full, archive):
    before = here.content()
    here.export(archive)
    here.take_in(archive)
    assert here.content() == before


def test_what_is_imported_can_be_searched(here, there, full, archive):
    from gemini_desk.storage.search_query import SearchQuery

    here.export(archive)
    there.take_in(archive)
    assert there.store.search(SearchQuery("boat", has_image=True))


def test_an_empty_database_is_exported_and_imported(here, there, archive):
    assert here.export(archive).conversations == 0
    assert there.take_in(archive).added == 0


def test_an_answer_that_is_being_written_goes_over_as_interrupted(here, there, archive):
    chat = Conversation.new()
    chat.append(Message.user("go"))
    answer = chat.append(Message.assistant(""), status=MessageStatus.STREAMING)
    here.store.save_new(chat)
    here.store.append_text(answer.id, "half an ans")
    here.export(archive)
    there.take_in(archive)
    version = there.store.load(chat.id).versions[answer.id]
    assert (version.message.text, version.status) == ("half an ans", MessageStatus.INTERRUPTED)


def test_what_is_written_during_an_export_is_not_in_it(here, full, archive):
    def write_more(_done, _total):
        other = Conversation.new()
        other.append(Message.user("tardy words"))
        here.store.save_new(other)

    assert here.export(archive, write_more).conversations == 3
    assert "tardy" not in json.dumps(lines_of(archive))


def test_files_that_are_gone_or_damaged_are_named(here, there, full, archive):
    tree = full[0]
    image, _, sound = (it for v in tree.versions.values() for it in v.message.attachments)
    here.blobs.path_of(image.sha256).unlink()
    here.blobs.path_of(sound.sha256).write_bytes(b"something else")
    exported = here.export(archive)
    assert sorted(exported.missing) == ["boat.png", "song.wav"]
    assert "2 files could not be read" in exported.summary
    imported = there.take_in(archive)
    assert there.content() == here.content()
    assert imported.problem_count == 2
    assert "“boat.png” is not in the archive" in imported.problems[0]


def test_stopping_an_export_leaves_what_was_there(here, full, archive):
    archive.write_bytes(b"before")

    def stop(done, total):
        if done == total - 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        here.export(archive, stop)
    assert archive.read_bytes() == b"before"
    assert list(archive.parent.glob(".gemini*")) == []


def test_progress_is_told(here, there, full, archive):
    for work in (lambda it: here.export(archive, it), lambda it: there.take_in(archive, it)):
        told = []
        work(lambda done, total, told=told: told.append((done, total)))
        assert [done for done, _ in told] == sorted(done for done, _ in told)
        assert told[-1][0] == told[-1][1]


def test_an_import_that_was_stopped_goes_on(there, archive):
    objects = [HEADER]
    for number in range(5):
        objects.append(conversation(f"c{number}"))
        objects += [
            message(f"m{number}-{it}", "word " * 10, conversation=f"c{number}") for it in range(150)
        ]
    write(archive, objects)

    def stop(done, total):
        if done > total / 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        there.take_in(archive, stop)
    partly = there.rows("SELECT count(*) FROM versions")[0][0]
    assert 0 < partly < 750
    result = there.take_in(archive)
    assert result.messages == 750 - partly
    assert there.rows("SELECT count(*) FROM versions") == [(750,)]


# -- merging ----------------------------------------------------------------------------------


def test_trees_grow_together(here, there, archive):
    chat = Conversation.new()
    first = chat.append(Message.user("first"))
    here.store.save_new(chat)
    there.store.save_new(chat)
    there.store.add_version(
        chat.id, replace(chat, versions=dict(chat.versions)).append(Message.assistant("there"))
    )
    mine = chat.append(Message.assistant("here"))
    here.store.add_version(chat.id, mine)
    here.export(archive)
    result = there.take_in(archive)
    assert (result.added, result.updated, result.messages) == (0, 1, 1)
    merged = there.store.load(chat.id)
    texts = {it.message.text for it in merged.siblings(mine.id)}
    assert texts == {"here", "there"}
    assert merged.versions[mine.id].parent_id == first.id


def test_of_two_copies_the_one_that_was_changed_later_wins(there, archive):
    later = (datetime.fromisoformat(NOW) + timedelta(days=1)).isoformat()
    earlier = (datetime.fromisoformat(NOW) - timedelta(days=1)).isoformat()
    there.take_in(write(archive, [HEADER, conversation(title="middle", pinned_at=NOW)]))
    old = conversation(title="old", updated_at=earlier)
    assert there.take_in(write(archive, [HEADER, old])).unchanged == 1
    new = conversation(title="new", updated_at=later)
    assert there.take_in(write(archive, [HEADER, new])).updated == 1
    assert there.rows("SELECT title, pinned_at FROM conversations") == [("new", None)]


def test_folders_and_tags_of_the_same_name_become_one(there, archive):
    mine = there.store.folders.add(Folder.new("Work"))
    tag = there.store.tags.add(Tag.new("Later", "red"))
    lines = [
        HEADER,
        {"type": "folder", "id": "f", "name": "WORK"},
        {"type": "tag", "id": "t", "name": "later", "colour": "blue"},
        conversation(folder="f", tags=["t", "unknown"]),
    ]
    there.take_in(write(archive, lines))
    assert there.store.folders.list() == (mine,)
    (summary,) = there.store.list_conversations()
    assert (summary.folder_id, summary.tag_ids) == (mine.id, (tag.id,))


def test_messages_and_drafts_that_are_here_stay(there, archive):
    there.take_in(write(archive, [HEADER, conversation(), message(text="mine")]))
    there.store.drafts.save("c", Draft("my draft"))
    draft = {
        "type": "draft",
        "id": "d",
        "conversation": "c",
        "text": "theirs",
        "updated_at": NOW,
    }
    result = there.take_in(write(archive, [HEADER, conversation(), message(text="theirs"), draft]))
    assert (result.unchanged, result.messages, result.others) == (1, 0, 0)
    assert there.store.load("c").branch()[0].message.text == "mine"
    assert there.store.drafts.load("c").text == "my draft"


def test_the_same_preset_under_another_id_is_not_added(there, archive):
    preset = {"type": "preset", "id": "a", "content": {"name": "Brief"}}
    there.take_in(write(archive, [HEADER, preset]))
    there.take_in(write(archive, [HEADER, {**preset, "id": "b"}]))
    assert there.rows("SELECT id FROM presets") == [("a",)]


# -- what is not trusted ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"{not json", "it is no JSON"),
        (b"\xff\xfe", "it is no JSON"),
        (b"[" * 100_000, "it is no JSON"),
        (b"12345", "an object is wanted"),
        (b'{"type": 5}', "“type” is no text"),
        ({"type": "hologram"}, "its type is not known here"),
        (conversation(id_=""), "“id” is no id"),
        (conversation(id_="x" * 500), "“id” is longer"),
        (conversation(title=None), "“title” is no text"),
        (conversation(created_at="yesterday"), "“created_at” is no time"),
        (conversation(created_at="0001-01-01T00:00:00+14:00"), "“created_at” is no time"),
        (conversation(tags="red"), "“tags” is no list"),
        (message(role="admin"), "“role” is not known here"),
        (message(parts=[{"kind": "text"}]), "“text” is no text"),
        (message(parts=[{"kind": "hologram"}]), "“sha256” is no text"),
        (message(parts=[picture(sha256="../../etc/passwd")]), "not a SHA-256 digest"),
        (message(parts=[picture(size_bytes=-1)]), "“size_bytes” is no whole number"),
        (message(parts=[picture(width_px=2.5)]), "“width_px” is no whole number"),
        (message(parts=[picture(duration_s=1e400)]), "“duration_s” is out of bounds"),
        (message(parts=[picture()] * 2000), "“parts” has more than"),
        (message(conversation="nowhere"), "belongs to no conversation"),
        ({"type": "folder", "id": "f", "name": " "}, "“name” is empty"),
        ({"type": "preset", "id": "p"}, "“content” is no object"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(there, archive, line, reason):
    write(archive, [HEADER, conversation(), line, message("good")])
    result = there.take_in(archive)
    assert result.problem_count == 1
    assert result.problems[0].startswith("Line 3: ")
    assert reason in result.problems[0]
    assert "1 entry could not be used" in result.summary
    assert [it.id for it in there.store.load("c").branch()] == ["good"]


def test_what_is_not_known_within_a_line_is_ignored(there, archive, caplog):
    lines = [
        HEADER,
        conversation(setup={"system_prompt": 5, "colour": 1}, context_cut={}, mood="good"),
        message(answer={"model": "x", "usage": {"prompt_tokens": "many"}}, status="complete"),
    ]
    assert there.take_in(write(archive, lines)).problems == []
    assert there.store.load("c").setup == ConversationSetup()


def test_lone_surrogates_are_replaced(there, archive):
    there.take_in(write(archive, [HEADER, conversation(title="a\ud800"), message(text="b\udfff")]))
    assert there.store.load("c").title == "a\ufffd"


def test_a_message_id_of_another_conversation_is_refused(there, archive):
    lines = [HEADER, conversation(), message(), conversation("d"), message(conversation="d")]
    result = there.take_in(write(archive, lines))
    assert "belongs to another conversation" in result.problems[0]


def test_a_line_that_is_too_long_is_skipped_without_being_read_at_once(there, archive, monkeypatch):
    monkeypatch.setattr(archive_module, "LONGEST_LINE_BYTES", 1000)
    lines = [HEADER, conversation(), message("long", "x" * 5000), message("good")]
    result = there.take_in(write(archive, lines))
    assert result.problems == ["Line 3: it is too long."]
    assert list(there.store.load("c").versions) == ["good"]


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        ({}, "is not in the archive"),
        ({"content": b"other!"}, "is not what it was"),
        ({"content": b"pixels and more"}, "is larger than the archive says"),
        ({"content": bytes(50_000_000)}, "is larger than the archive says"),
    ],
)
def test_a_file_that_is_not_what_it_should_be_is_named(there, archive, files, reason):
    named = {f"blobs/{picture()['sha256']}": content for content in files.values()}
    write(archive, [HEADER, conversation(), message(parts=[picture()])], named)
    result = there.take_in(archive)
    assert reason in result.problems[0]
    assert (result.files, result.messages) == (0, 1)
    assert not there.blobs.contains(picture()["sha256"])


def test_nothing_is_unpacked_by_its_name(there, archive, tmp_path):
    names = ("../../evil", "/tmp/evil", "blobs/../../evil", "blobs/evil", "conversations.db")
    write(archive, [HEADER, conversation()], dict.fromkeys(names, b"evil"))
    before = {path for path in tmp_path.rglob("*") if "evil" in path.name}
    there.take_in(archive)
    assert {path for path in tmp_path.rglob("*") if "evil" in path.name} == before == set()


def test_an_archive_that_was_cut_is_refused(here, there, full, archive):
    here.export(archive)
    content = archive.read_bytes()
    archive.write_bytes(content[: len(content) // 2])
    with pytest.raises(InputError):
        there.take_in(archive)


def test_an_archive_that_is_damaged_within_brings_what_is_whole(there, archive):
    objects = [HEADER, conversation()]
    objects += [message(f"m{it}", hashlib.sha512(bytes(it)).hexdigest()) for it in range(3000)]
    write(archive, objects)
    content = bytearray(archive.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 100] = bytes(100)
    archive.write_bytes(content)
    result = there.take_in(archive)
    assert "damaged" in result.problems[-1]
    assert 0 < result.messages < 3000


def test_a_list_of_entries_that_fills_the_memory_is_refused(there, archive):
    write(archive, [HEADER])
    content = bytearray(archive.read_bytes())
    at = content.rindex(b"PK\x05\x06")
    struct.pack_into("<L", content, at + 12, 1 << 30)
    archive.write_bytes(content)
    with pytest.raises(InputError, match=r"too many entries|damaged"):
        there.take_in(archive)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "no export"),
        (b"PK\x03\x04 nonsense", "no export"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "no export"),
        (json.dumps({"format": "gemini-desk", "version": 99}).encode(), "newer version"),
        (b'{"format": "gemini-desk"}', "newer version"),
        (b'[{"title": "somebody else"}]', "no export"),
    ],
)
def test_what_is_no_export_is_refused(there, tmp_path, content, reason):
    path = tmp_path / "file.bin"
    path.write_bytes(content)
    with pytest.raises(InputError, match=reason):
        there.take_in(path)


def test_a_zip_of_something_else_is_refused(there, archive):
    with pytest.raises(InputError, match="no export that is known"):
        there.take_in(write(archive, [HEADER], name="letters.txt"))


def test_the_lines_alone_can_be_imported(there, tmp_path):
    path = tmp_path / "lines.jsonl"
    path.write_text("\n".join(json.dumps(it) for it in (HEADER, conversation(), message())))
    assert there.take_in(path).messages == 1


def test_a_file_that_is_not_there_is_told(there, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        there.take_in(tmp_path / "nowhere.zip")


def test_a_database_that_cannot_be_read_is_told(tmp_path, archive):
    from gemini_desk.errors import StorageError

    broken = tmp_path / "broken.db"
    broken.write_bytes(b"SQLite format 3\0" + bytes(4000))
    with pytest.raises(StorageError):
        export_all(broken, BlobStore(tmp_path / "blobs"), archive)
    assert not archive.exists()


def test_the_format_is_what_help_says(here, full, archive):
    """Every key of every line stands in the page that documents the format."""
    from gemini_desk.paths import assets_dir

    here.export(archive)
    page = (assets_dir() / "help" / "data.md").read_text("utf-8")
    keys = set()

    def collect(value):
        if isinstance(value, dict):
            keys.update(value)
            for inner in value.values():
                collect(inner)
        elif isinstance(value, list):
            for inner in value:
                collect(inner)

    for line in lines_of(archive):
        collect({key: value for key, value in line.items() if key not in ("setup", "content")})
    assert [key for key in sorted(keys) if f"`{key}`" not in page] == []


def test_times_keep_their_moment(there, archive):
    there.take_in(write(archive, [HEADER, conversation(created_at="2026-05-04T12:00:00+02:00")]))
    assert there.store.load("c").created_at == datetime(2026, 5, 4, 10, tzinfo=UTC)


def test_numbers_of_rows_do_not_matter(there, archive):
    """SQLite's row numbers are its own; what is imported into a used database is the same."""
    other = Conversation.new()
    other.append(Message.user("was here"))
    there.store.save_new(other)
    there.take_in(write(archive, [HEADER, conversation(), message()]))
    check = sqlite3.connect(there.file)
    assert check.execute("PRAGMA foreign_key_check").fetchall() == []
    check.close()
    assert len(there.store.list_conversations()) == 2
