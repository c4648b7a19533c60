"""Where files lie."""

import stat
from pathlib import Path

from gemini_desk.paths import Profile, assets_dir


def test_a_profile_keeps_every_folder_below_the_one_that_was_named(tmp_path):
    profile = Profile.under(tmp_path / "p")
    folders = list(profile)
    assert len(set(folders)) == 4
    assert all(folder.is_relative_to(tmp_path / "p") for folder in folders)


def test_a_relative_profile_becomes_absolute(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert Profile.under(Path("p")).data_dir == tmp_path / "p" / "data"


def test_folders_are_for_their_owner_alone(tmp_path):
    profile = Profile.under(tmp_path / "p")
    profile.create()
    profile.create()
    for folder in (profile.config_dir, profile.data_dir, profile.cache_dir, profile.log_dir):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_default_profile_is_named_after_the_application():
    assert Profile.default().data_dir.name == "gemini-desk"


def test_the_assets_are_there():
    assert (assets_dir() / "starter").is_dir()
