"""The entry in the desktop's menu."""

from __future__ import annotations

import configparser
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="a freedesktop.org entry")


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """What lies in the person's share folder once the entry is installed from a clone."""
    clone = tmp_path / "a clone, 100 %"
    (clone / "assets").mkdir(parents=True)
    shutil.copytree(ROOT / "packaging", clone / "packaging")
    shutil.copy(ROOT / "assets" / "gemini-desk.svg", clone / "assets")
    _install(clone, tmp_path / "share")
    return tmp_path / "share"


def _install(clone: Path, share: Path, *arguments: str) -> None:
    subprocess.run(
        ["bash", str(clone / "packaging" / "install-desktop-entry.sh"), *arguments],
        env={**os.environ, "XDG_DATA_HOME": str(share)},
        check=True,
        timeout=30,
    )


def test_the_entry_starts_this_clone(share: Path, tmp_path: Path) -> None:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(share / "applications" / "gemini-desk.desktop")
    entry = parser["Desktop Entry"]
    program, script = shlex.split(entry["Exec"].replace("%%", "%"))
    assert program == "bash"
    assert Path(script) == tmp_path / "a clone, 100 %" / "packaging" / "run.sh"
    assert (share / "icons/hicolor/scalable/apps" / f"{entry['Icon']}.svg").is_file()


def test_removing_leaves_nothing(share: Path) -> None:
    _install(ROOT, share, "--remove")
    assert [
        file for file in share.rglob("*.*") if file.is_file() and "mimeinfo" not in file.name
    ] == []


def test_the_metainfo_names_the_entry() -> None:
    component = ElementTree.parse(ROOT / "packaging" / "gemini-desk.metainfo.xml").getroot()
    assert component.findtext("launchable") == "gemini-desk.desktop"
    assert component.findtext("project_license") == "Apache-2.0"
