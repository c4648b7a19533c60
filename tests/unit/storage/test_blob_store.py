"""Attachments as content-addressed files."""

import errno
import hashlib
import os
import stat
import threading

import pytest

from gemini_desk.errors import AttachmentMissingError, InputError, StorageError

DIGEST = hashlib.sha256(b"content").hexdigest()


def files_of(blobs):
    return [path for path in blobs._folder.rglob("*") if path.is_file()]


def test_a_file_is_copied_under_its_digest(blobs, tmp_path):
    (tmp_path / "a").write_bytes(b"content")
    blob = blobs.add_file(tmp_path / "a")
    assert blob.sha256 == DIGEST
    assert blob.size_bytes == 7
    assert blob.path == blobs.path_of(DIGEST)
    assert blob.path.parent.name == DIGEST[:2]
    assert blob.path.read_bytes() == b"content"
    assert (tmp_path / "a").exists()


def test_the_same_content_is_stored_once(blobs, tmp_path):
    (tmp_path / "a").write_bytes(b"content")
    assert blobs.add_bytes(b"content") == blobs.add_file(tmp_path / "a")
    assert len(files_of(blobs)) == 1


def test_files_and_folders_are_for_their_owner_alone(blobs):
    path = blobs.add_bytes(b"content").path
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    for folder in (path.parent, path.parent.parent, path.parent.parent / "incoming"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_large_files_are_whole(blobs, tmp_path):
    content = os.urandom(3 * (1 << 20) + 5)
    (tmp_path / "large").write_bytes(content)
    blob = blobs.add_file(tmp_path / "large")
    assert blob.size_bytes == len(content)
    assert blob.path.read_bytes() == content


def test_an_empty_file_is_a_file(blobs):
    assert blobs.add_bytes(b"").path.read_bytes() == b""


def test_a_file_that_vanished(blobs, tmp_path):
    with pytest.raises(AttachmentMissingError, match="gone"):
        blobs.add_file(tmp_path / "gone")
    assert files_of(blobs) == []


def test_a_folder_is_no_file(blobs, tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        blobs.add_file(tmp_path)
    assert files_of(blobs) == []


def test_a_full_disk_leaves_no_half_file(blobs, monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageError, match="disk is full"):
        blobs.add_bytes(b"content")
    assert files_of(blobs) == []


def test_a_folder_that_cannot_be_made_is_explained(blobs):
    blobs._folder.parent.mkdir()
    blobs._folder.write_text("in the way")
    with pytest.raises(StorageError, match="could not be stored"):
        blobs.add_bytes(b"content")


@pytest.mark.parametrize("digest", ["", "abc", "../" * 30, "A" * 64, DIGEST + "\n"])
def test_only_digests_become_paths(blobs, digest):
    with pytest.raises(ValueError, match="digest"):
        blobs.path_of(digest)


def test_an_attachment_is_kept(blobs, attached):
    image = attached()
    kept = blobs.keep(image)
    assert kept.path == blobs.path_of(image.sha256)
    image.path.unlink()
    assert blobs.keep(image) == kept


def test_an_attachment_that_changed_is_refused(blobs, attached):
    image = attached()
    image.path.write_bytes(b"other pixels")
    with pytest.raises(AttachmentMissingError, match="changed"):
        blobs.keep(image)


def test_garbage_is_old_and_unused(blobs):
    used, young, old = (blobs.add_bytes(text) for text in (b"used", b"young", b"old"))
    left_over = blobs._folder / "incoming" / "tmp123"
    left_over.write_bytes(b"half")
    for path in (used.path, old.path, left_over):
        os.utime(path, (0, 0))
    assert blobs.collect_garbage({used.sha256}) == len(b"old") + len(b"half")
    assert sorted(files_of(blobs)) == sorted([used.path, young.path])


def test_adding_again_makes_young_again(blobs):
    path = blobs.add_bytes(b"content").path
    os.utime(path, (0, 0))
    blobs.add_bytes(b"content")
    assert blobs.collect_garbage(()) == 0
    assert path.exists()


def test_collecting_where_nothing_is(blobs):
    assert blobs.collect_garbage(()) == 0


def test_many_threads_add_the_same_content(blobs):
    start = threading.Barrier(8)
    found = []

    def add():
        start.wait()
        found.append(blobs.add_bytes(b"content"))

    threads = [threading.Thread(target=add) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(files_of(blobs)) == 1
