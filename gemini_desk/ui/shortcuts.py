"""What the window can do, by name, with its keys: the registry of actions.

To add an action:
1. add its line to `ACTIONS`; a test checks that no key is given away twice;
2. connect `window.action("its-name").triggered` where the work is done;
3. if it belongs into a menu, name it in `menus.py`.
The list of shortcuts (Ctrl+/) and the help page's test find it by themselves.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence

from gemini_desk.ui.icons import icon

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Section(StrEnum):
    """The parts of the list of shortcuts."""

    CONVERSATIONS = "Conversations"
    MESSAGE = "Message"
    ANSWER = "Answer"
    READING = "In the conversation"
    TRANSCRIPT = "In the transcript"
    WINDOW = "Window"
    MODEL = "Model"
    HELP = "Help"


class ActionSpec(NamedTuple):
    """An action of the window.

    Attributes:
        name: Its name in the program.
        text: What menus and the list of shortcuts call it.
        section: Where the list of shortcuts shows it.
        keys: Its shortcuts, the first one shown; none for actions of menus alone.
        icon: Name of its icon, or "".
        starts_enabled: Whether it can be used before anyone says so.
    """

    name: str
    text: str
    section: Section
    keys: tuple[str, ...] = ()
    icon: str = ""
    starts_enabled: bool = True


ACTIONS: Final = (
    ActionSpec("new", "New conversation", Section.CONVERSATIONS, ("Ctrl+N",), "new-conversation"),
    ActionSpec("search", "Search conversations", Section.CONVERSATIONS, ("Ctrl+K",), "search"),
    ActionSpec("previous", "Conversation above", Section.CONVERSATIONS, ("Ctrl+PgUp",)),
    ActionSpec("next", "Conversation below", Section.CONVERSATIONS, ("Ctrl+PgDown",)),
    ActionSpec("rename", "Rename the conversation", Section.CONVERSATIONS, ("F2",), "edit", False),
    ActionSpec(
        "delete", "Delete the conversation", Section.CONVERSATIONS, ("Ctrl+Shift+Backspace",),
        "trash", False,
    ),
    ActionSpec(
        "export", "Export the conversation…", Section.CONVERSATIONS, ("Ctrl+Shift+E",), "download",
        False,
    ),
    ActionSpec("export-all", "Export everything…", Section.CONVERSATIONS),
    ActionSpec("import", "Import…", Section.CONVERSATIONS, (), "upload"),
    ActionSpec("attach", "Attach pictures or sound…", Section.MESSAGE, ("Ctrl+O",), "attach"),
    ActionSpec("paste", "Paste", Section.MESSAGE, ("Ctrl+V",)),
    ActionSpec("record", "Record your voice", Section.MESSAGE, ("Ctrl+Shift+R",), "microphone"),
    ActionSpec(
        "pause-recording", "Pause the recording, or go on", Section.MESSAGE, ("Ctrl+Shift+P",),
        "pause",
    ),
    ActionSpec("hands-free", "Speak hands-free", Section.MESSAGE, ("Ctrl+Shift+H",), "message"),
    ActionSpec("voice", "Voice conversation", Section.MESSAGE, ("Ctrl+Shift+D",), "voice"),
    ActionSpec("write", "Go to the message box", Section.MESSAGE, ("Ctrl+L",)),
    ActionSpec(
        "setup", "Instructions and preset", Section.MESSAGE, ("Ctrl+I",), "instructions"
    ),
    ActionSpec("presets", "Presets…", Section.MESSAGE),
    ActionSpec("stop", "Stop the answer, or the voice", Section.ANSWER, ("Esc",), "stop", False),
    ActionSpec(
        "regenerate", "Answer again", Section.ANSWER, ("Ctrl+R",), "refresh", False
    ),
    ActionSpec(
        "continue", "Go on with an unfinished answer", Section.ANSWER, ("Ctrl+Shift+Return",),
        "continue", False,
    ),
    ActionSpec(
        "copy-answer", "Copy the last answer", Section.ANSWER, ("Ctrl+Shift+C",), "copy", False
    ),
    ActionSpec(
        "read-aloud", "Read aloud, pause, go on", Section.ANSWER, ("Ctrl+Shift+S",), "speaker"
    ),
    ActionSpec("message-above", "Message above", Section.READING, ("Ctrl+Up",)),
    ActionSpec("message-below", "Message below", Section.READING, ("Ctrl+Down",)),
    ActionSpec(
        "context-menu", "Menu of the message, or of what has the keyboard", Section.READING,
        ("Shift+F10",),
    ),
    ActionSpec("edit", "Edit the message", Section.READING, ("Ctrl+E",), "edit"),
    ActionSpec(
        "fork", "Fork into a new conversation", Section.READING, ("Ctrl+Shift+B",), "fork"
    ),
    ActionSpec(
        "version-before", "Version before, of the message", Section.READING, ("Alt+Left",),
        "chevron-left",
    ),
    ActionSpec(
        "version-after", "Version after, of the message", Section.READING, ("Alt+Right",),
        "chevron-right",
    ),
    ActionSpec("sidebar", "Show or hide the sidebar", Section.WINDOW, ("Ctrl+B",), "sidebar"),
    ActionSpec("menu", "Open the menu", Section.WINDOW, ("F10",)),
    ActionSpec("find", "Find in the conversation", Section.READING, ("Ctrl+F",), "search"),
    ActionSpec("find-next", "Next hit", Section.READING, ("F3", "Ctrl+G")),
    ActionSpec("find-previous", "Hit before", Section.READING, ("Shift+F3", "Ctrl+Shift+G")),
    ActionSpec(
        "transcript", "Show or hide the transcript", Section.READING, ("Ctrl+Shift+T",),
        "transcript",
    ),
    ActionSpec("zoom-in", "Larger", Section.WINDOW, ("Ctrl++", "Ctrl+=")),
    ActionSpec("zoom-out", "Smaller", Section.WINDOW, ("Ctrl+-",)),
    ActionSpec("zoom-reset", "Usual size", Section.WINDOW, ("Ctrl+0",)),
    ActionSpec("full-screen", "Full screen", Section.WINDOW, ("F11",), "expand"),
    ActionSpec("preferences", "Preferences…", Section.WINDOW, ("Ctrl+,",), "settings"),
    ActionSpec("close-notice", "Dismiss the newest notice", Section.WINDOW, ("Ctrl+.",)),
    ActionSpec("notice-action", "Do what the newest notice offers", Section.WINDOW, ("Ctrl+J",)),
    ActionSpec("quit", "Quit", Section.WINDOW, ("Ctrl+Q",)),
    ActionSpec("choose-model", "Choose a model", Section.MODEL, ("Ctrl+M",), "chip"),
    ActionSpec("models", "All models…", Section.MODEL, ("Ctrl+Shift+M",), "chip"),
    ActionSpec("choose-folder", "Load a model from a folder…", Section.MODEL, (), "folder"),
    ActionSpec("unload", "Unload the model", Section.MODEL, (), "eject", False),
    ActionSpec("help", "Help", Section.HELP, ("F1",), "help"),
    ActionSpec("models-help", "About models", Section.HELP),
    ActionSpec("shortcuts", "Keyboard shortcuts", Section.HELP, ("Ctrl+/",), "keyboard"),
    ActionSpec("copy-details", "Copy details for a report", Section.HELP),
    ActionSpec("about", "About Gemini Desk", Section.HELP, (), "info"),
)  # fmt: skip

# Keys that belong to one widget while it has the focus; the list of shortcuts shows them, too.
KEYS_OF_WIDGETS: Final = (
    (Section.MESSAGE, "Enter", "Send"),
    (Section.MESSAGE, "Shift+Enter", "Line break"),
    (Section.MESSAGE, "/", "Library of prompts, in the empty box"),
    (Section.CONVERSATIONS, "Delete", "Delete, in the list"),
    (Section.READING, "Home, End", "First, newest message"),
    (Section.READING, "Ctrl+A, Ctrl+C", "Select and copy all"),
    (Section.READING, "Shift+Arrows", "Select text"),
    (Section.TRANSCRIPT, "Space", "Play or pause; Ctrl+Space while editing"),
    (Section.TRANSCRIPT, "Shift+Space", "Play from the chosen segment"),
    (Section.TRANSCRIPT, "Left", "Back 3 seconds; Ctrl+Shift+Space while editing"),
    (Section.TRANSCRIPT, "Right, Ctrl+Left", "Play the next segment, the one before"),
    (Section.TRANSCRIPT, "+, −", "Play faster, slower"),
    (Section.TRANSCRIPT, "Enter, F2", "Edit the segment; Tab saves and goes on"),
    (Section.TRANSCRIPT, "Ctrl+Enter", "Split the segment at the cursor"),
    (Section.TRANSCRIPT, "M", "Merge the segment with the next"),
    (Section.TRANSCRIPT, "S", "Who speaks here?"),
    (Section.TRANSCRIPT, "D, Shift+D", "Next doubtful word, the one before"),
    (Section.TRANSCRIPT, "W", "Work on it: summarise, ask, translate"),
    (Section.TRANSCRIPT, "Ctrl+Z, Ctrl+Shift+Z", "Undo, redo"),
    (Section.TRANSCRIPT, "Ctrl+F, F3", "Find, next hit"),
)


def create_actions(window: QWidget) -> dict[str, QAction]:
    """The actions of `ACTIONS` by name, added to `window` so that their keys work in it."""
    actions: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(spec.text, window)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.setEnabled(spec.starts_enabled)
        if spec.icon:
            action.setIcon(icon(spec.icon))
        window.addAction(action)
        actions[spec.name] = action
    return actions


def keys_of(action: str) -> str:
    """The keys of an action, as they are written here; "" if it has none."""
    keys = next(spec.keys for spec in ACTIONS if spec.name == action)
    return keys[0] if keys else ""


def shortcut_rows() -> list[tuple[Section, str, str]]:
    """Section, keys and text of everything that has keys, in the order of the sections."""
    rows = [
        (spec.section, QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText),
         spec.text.rstrip("…"))
        for spec in ACTIONS
        if spec.keys
    ]  # fmt: skip
    rows.extend(KEYS_OF_WIDGETS)
    order = list(Section)
    return sorted(rows, key=lambda row: order.index(row[0]))
