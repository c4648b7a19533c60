"""What a person meets, scene by scene; `photograph_scenes` plays them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt

from gemini_desk.ui.preferences.dialog import PreferencesDialog
from gemini_desk.ui.preferences.pages import PAGES
from gemini_desk.ui.transfer_dialog import TransferDialog
from tests.helpers.media_scenes import draft, films
from tests.helpers.transcript_scenes import TRANSCRIPT_SCENES

if TYPE_CHECKING:
    from tests.helpers.stage import Scene, Stage, Steps

_CONTROL: Final = Qt.KeyboardModifier.ControlModifier


# -- the conversation -----------------------------------------------------------------------


def welcome(stage: Stage) -> Steps:
    stage.desk.conversations.open_new()
    yield None


def top(stage: Stage) -> Steps:
    yield from stage.open("Everything at once")
    stage.press(Qt.Key.Key_Home, within=stage.pane)
    yield None


def _at(words: str) -> Scene:
    def scene(stage: Stage) -> Steps:
        yield from stage.open("Everything at once")
        stage.pane.jump_to(stage.message_with(words))
        yield None

    return scene


def end(stage: Stage) -> Steps:
    yield from stage.open("Everything at once")
    stage.press(Qt.Key.Key_End, within=stage.pane)
    yield None


def edit_question(stage: Stage) -> Steps:
    yield from _at("Which shapes")(stage)
    stage.pane.edits.begin(stage.message_with("Which shapes"))
    yield None


def edit_answer(stage: Stage) -> Steps:
    yield from _at("A circle")(stage)
    stage.pane.edits.begin(stage.message_with("A circle"))
    yield None


def message_menu(stage: Stage) -> Steps:
    yield from end(stage)
    stage.pane.setFocus()
    stage.do("message-above")
    yield None
    stage.do("context-menu")
    yield None


def select_all(stage: Stage) -> Steps:
    yield from _at("A circle")(stage)
    stage.press(Qt.Key.Key_A, _CONTROL, within=stage.pane)
    yield None


def find(stage: Stage) -> Steps:
    yield from end(stage)
    stage.do("find")
    yield None
    stage.type("the")
    yield None


def find_nothing(stage: Stage) -> Steps:
    yield from end(stage)
    stage.do("find")
    yield None
    stage.type("quagga")
    yield None


def link(stage: Stage) -> Steps:
    yield from end(stage)
    stage.pane.link_activated.emit("https://example.org/a/long/way?to=go", "my bank")
    yield None


def picture(stage: Stage) -> Steps:
    yield from top(stage)
    stage.pane.attachment_activated.emit(stage.pane.pictures()[0])
    yield None


def figures(stage: Stage) -> Steps:
    yield from end(stage)
    from gemini_desk.ui.conversation.message_offers import MessageAction

    stage.pane.commands.request(MessageAction.DETAILS)
    yield None


# -- order -----------------------------------------------------------------------------------


def sidebar(stage: Stage) -> Steps:
    if not stage.window.sidebar.isVisible():
        stage.do("sidebar")
    yield None


def row_menu(stage: Stage) -> Steps:
    yield from sidebar(stage)
    view = stage.window.sidebar.list
    view.setFocus()
    for number in range(view.model().rowCount()):
        index = view.model().index(number, 0)
        menu = view.menu_for(index)
        if menu is not None and any(action.text() == "Export…" for action in menu.actions()):
            menu.popup(view.viewport().mapToGlobal(view.visualRect(index).center()))
            break
    yield None


def folder_menu(stage: Stage) -> Steps:
    yield from row_menu(stage)
    stage.choose("Move to")
    yield None


def tag_menu(stage: Stage) -> Steps:
    yield from row_menu(stage)
    stage.choose("Tags")
    yield None


def new_folder(stage: Stage) -> Steps:
    yield from sidebar(stage)
    stage.window.sidebar.list.menus.ask_for_folder()
    yield None


def new_tag(stage: Stage) -> Steps:
    yield from sidebar(stage)
    stage.window.sidebar.list.menus.ask_for_tag("", "red")
    yield None


def _page(button: str) -> Scene:
    def scene(stage: Stage) -> Steps:
        yield from sidebar(stage)
        stage.click(stage.find("QAbstractButton", button))
        yield None

    return scene


def search(stage: Stage) -> Steps:
    stage.do("search")
    yield None
    stage.find_line(stage.window).setText("red")
    yield None


def search_nothing(stage: Stage) -> Steps:
    stage.do("search")
    yield None
    stage.find_line(stage.window).setText("quagga")
    yield None


def deleted(stage: Stage) -> Steps:
    chosen = stage.desk.organisation.listing.conversations[-1].id
    stage.window.sidebar.list.menus.delete_requested.emit(chosen)
    yield None


# -- files -----------------------------------------------------------------------------------


def exported(stage: Stage) -> Steps:
    yield from end(stage)
    conversation = stage.desk.open_conversation.conversation
    stage.desk.exports.export(conversation.id, str(stage.scratch / "exported.html"))
    yield stage.sees("Toast")


def transfer_ended(stage: Stage) -> Steps:
    dialog = TransferDialog("Importing conversations", stage.window)
    dialog.open()
    yield None
    problems = [f"picture-{n}.png is not in the file; its message came without it" for n in (1, 2)]
    dialog.finish("12 conversations came in.", problems)
    yield None


# -- setup, prompts, preferences -----------------------------------------------------------


def setup(stage: Stage) -> Steps:
    yield from end(stage)
    stage.do("setup")
    yield None


def prompts(stage: Stage) -> Steps:
    stage.desk.conversations.open_new()
    yield None
    stage.desk.composer.focus_prompt()
    stage.press(Qt.Key.Key_Slash)
    yield None


def prompt_fields(stage: Stage) -> Steps:
    yield from prompts(stage)
    stage.type("transl")
    yield None
    stage.press(Qt.Key.Key_Return)
    yield None


def context(stage: Stage) -> Steps:
    yield from end(stage)
    stage.click(stage.find("ContextMeter"))
    yield None


def overflow(stage: Stage) -> Steps:
    yield from stage.open("A week of work")
    stage.desk.composer.restore_draft("word " * 60)
    stage.desk.composer.submit()
    yield stage.sees("OverflowCard")


def summary(stage: Stage) -> Steps:
    yield from overflow(stage)
    stage.click(stage.find("QAbstractButton", "summ", stage.find("OverflowCard")))
    yield None
    yield None


def _action(name: str) -> Scene:
    def scene(stage: Stage) -> Steps:
        stage.do(name)
        yield None

    return scene


def _preferences(title: str) -> Scene:
    def scene(stage: Stage) -> Steps:
        stage.do("preferences")
        yield stage.sees("PreferencesDialog")
        (dialog,) = stage.window.findChildren(PreferencesDialog)
        dialog.resize(min(dialog.width(), stage.window.width() - 20), dialog.height())
        dialog.show_page(next(page for page in dialog.pages if page.title == title))

    return scene


SCENES: Final[dict[str, Scene]] = {
    **{f.__name__.replace("_", "-"): f for f in (
        welcome, top, end, edit_question, edit_answer, message_menu, select_all, find,
        find_nothing, link, picture, figures, sidebar, row_menu, folder_menu, tag_menu, new_folder,
        new_tag, search, search_nothing, deleted, exported, transfer_ended, setup, prompts,
        prompt_fields, draft, films, context, overflow, summary,
    )},
    **TRANSCRIPT_SCENES,
    "formulas": _at("The integral"),
    "code": _at("def area"),
    "notes": _at("It stands below"),
    "writing-systems": _at("这是一段中文"),
    "archive": _page("Archive"),
    "bin": _page("Bin"),
    "menu": _action("menu"), "presets": _action("presets"),
    "models": _action("choose-model"),
    "shortcuts": _action("shortcuts"),
    "about": _action("about"),
    "help": _action("help"),
    **{f"preferences-{page.title.lower()}": _preferences(page.title) for page in PAGES},
}  # fmt: skip
