"""The linker maps libraries for one thread at a time; who waits for it waits without the lock."""

import importlib.machinery
import importlib.util
import threading

from gemini_desk.engine.library_loading import other_imports_held_back


def test_an_extension_module_waits_for_the_libraries_and_is_imported_then():
    spec = importlib.util.find_spec("PIL._imagingmath")
    assert spec is not None
    asked, made = threading.Event(), []

    def make():
        asked.set()
        made.append(importlib.util.module_from_spec(spec))

    thread = threading.Thread(target=make)
    with other_imports_held_back():
        thread.start()
        asked.wait(30)
        # This thread runs on: whoever waits has let go of the interpreter's lock.
        thread.join(0.2)
        assert thread.is_alive()
        assert made == []
    thread.join(30)
    assert [module.__name__ for module in made] == ["PIL._imagingmath"]


def test_nobody_waits_when_mapping_failed():
    loader = importlib.machinery.ExtensionFileLoader
    before = loader.create_module
    try:
        with other_imports_held_back():
            raise OSError
    except OSError:
        pass
    assert loader.create_module is before
