"""A database, a blob store and a conversation store in the test's own folder."""

import hashlib

import pytest

from gemini_desk.chat.attachment import Attachment, AttachmentKind
from gemini_desk.storage.blob_store import BlobStore
from gemini_desk.storage.conversation_store import ConversationStore
from gemini_desk.storage.database import Database


@pytest.fixture
def database_file(tmp_path):
    return tmp_path / "data" / "conversations.db"


@pytest.fixture
def database(database_file):
    database = Database(database_file)
    yield database
    database.close()


@pytest.fixture
def blobs(tmp_path):
    return BlobStore(tmp_path / "data" / "blobs")


@pytest.fixture
def store(database, blobs):
    return ConversationStore(database, blobs)


_MEDIA_TYPES = {
    AttachmentKind.IMAGE: "image/png",
    AttachmentKind.AUDIO: "audio/wav",
    AttachmentKind.VIDEO: "video/mp4",
}


@pytest.fixture
def attached(tmp_path):
    """Writes a file outside the store, and gives the attachment that a drop would."""

    def make(name="photo.png", content=b"pixels", kind=AttachmentKind.IMAGE):
        path = tmp_path / name
        path.write_bytes(content)
        return Attachment(
            kind=kind,
            sha256=hashlib.sha256(content).hexdigest(),
            media_type=_MEDIA_TYPES[kind],
            name=name,
            size_bytes=len(content),
            path=path,
            width_px=4 if kind is not AttachmentKind.AUDIO else None,
            height_px=3 if kind is not AttachmentKind.AUDIO else None,
            duration_s=1.5 if kind is not AttachmentKind.IMAGE else None,
        )

    return make
