"""Joins the parts of the desk: who hears whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemini_desk.ui.composer.not_kept_card import NotKeptCard
from gemini_desk.ui.idle_unloading import IdleUnloading
from gemini_desk.ui.wiring.branches import BranchesWiring
from gemini_desk.ui.wiring.code_files import CodeFilesWiring
from gemini_desk.ui.wiring.context_cut import ContextCutWiring
from gemini_desk.ui.wiring.downloads import DownloadsWiring
from gemini_desk.ui.wiring.edits import EditsWiring
from gemini_desk.ui.wiring.exports import ExportWiring
from gemini_desk.ui.wiring.keeping import KeepingWiring
from gemini_desk.ui.wiring.links import LinksWiring
from gemini_desk.ui.wiring.messages import MessagesWiring
from gemini_desk.ui.wiring.model import ModelWiring
from gemini_desk.ui.wiring.model_manager import ModelManagerWiring
from gemini_desk.ui.wiring.notices import NoticeWiring
from gemini_desk.ui.wiring.opening import OpeningWiring
from gemini_desk.ui.wiring.pictures import PicturesWiring
from gemini_desk.ui.wiring.reading import ReadingWiring
from gemini_desk.ui.wiring.reading_aloud import ReadingAloudWiring
from gemini_desk.ui.wiring.servers import ServersWiring
from gemini_desk.ui.wiring.settings import SettingsWiring
from gemini_desk.ui.wiring.setup import SetupWiring
from gemini_desk.ui.wiring.sidebar import SidebarWiring
from gemini_desk.ui.wiring.sound import SoundWiring
from gemini_desk.ui.wiring.space import SpaceWiring
from gemini_desk.ui.wiring.transcribing import TranscribingWiring
from gemini_desk.ui.wiring.transcript_work import TranscriptWorkWiring
from gemini_desk.ui.wiring.transcripts import TranscriptsWiring
from gemini_desk.ui.wiring.transfers import TransferWiring
from gemini_desk.ui.wiring.voice import VoiceWiring

if TYPE_CHECKING:
    from gemini_desk.app.desk import Desk


def join(desk: Desk) -> None:
    """Join controllers and widgets, once all of them are built."""
    OpeningWiring(
        desk.open_conversation, desk.conversations, desk.models, desk.pane, desk.composer,
        desk.window, desk,
    )  # fmt: skip
    MessagesWiring(
        desk.open_conversation, desk.messages, desk.writing.queue, desk.pane, desk.composer,
        desk.window, desk.interrupting, desk,
    )  # fmt: skip
    BranchesWiring(
        desk.open_conversation, desk.conversations, desk.messages, desk.branches, desk.pane,
        desk.window, desk,
    )  # fmt: skip
    SidebarWiring(
        desk.organisation, desk.search, desk.conversations, desk.open_conversation, desk.branches,
        desk.pane, desk.window, desk,
    )  # fmt: skip
    SpaceWiring(desk.space, desk.organisation, desk.window, desk)
    ContextCutWiring(desk.open_conversation, desk.pane, desk.window, desk)
    ExportWiring(desk.exports, desk.organisation, desk.open_conversation, desk.window, desk)
    for changed in (
        desk.branches.branch_opened, desk.setups.setup_changed, desk.settings.changed,
    ):  # fmt: skip
        changed.connect(desk.writing.context.refresh)
    TransferWiring(
        desk.transfers, desk.conversations, desk.setups, desk.writing.prompts, desk.window, desk
    )
    SetupWiring(desk.setups, desk.models, desk.settings, desk.window, desk)
    EditsWiring(desk.edits, desk.branches, desk.pane, desk.window, desk)
    LinksWiring(desk.pane, desk.window, desk)
    CodeFilesWiring(desk.pane, desk.window, desk.background, desk)
    PicturesWiring(desk.pane, desk.composer, desk.window, desk)
    ReadingWiring(desk.settings, desk.pane, desk.window, desk)
    ModelWiring(desk.models, desk.pane, desk.composer, desk.window, desk)
    manager = ModelManagerWiring(desk.models, desk.settings, desk.window, desk.background, desk)
    DownloadsWiring(desk.downloads, desk.models, manager, desk.settings, desk.window, desk)
    TranscribingWiring(desk.writing.sending, desk.pane, desk)
    SoundWiring(desk.playback, desk.pane, desk.composer, desk.interrupting, desk.window, desk)
    aloud = ReadingAloudWiring(
        desk.reader, desk.speaker, desk.settings, desk.playback, desk.pane, desk.composer,
        desk.interrupting, desk.window, desk,
    )  # fmt: skip
    transcripts = TranscriptsWiring(
        desk.transcripts, desk.transcriptions, desk.messages, desk.branches,
        desk.open_conversation, desk.playback, desk.previews, desk.exporting, desk.pane,
        desk.window, desk,
    )  # fmt: skip
    TranscriptWorkWiring(desk.transcript_works, transcripts, desk.pane, desk.composer, desk)
    voice = VoiceWiring(
        desk.voice, desk.ears, desk.turns, desk.reader, desk.speaker, aloud, desk.messages,
        desk.writing.sending, desk.models, desk.settings, desk.playback, desk.composer,
        desk.interrupting, desk.window, desk,
    )  # fmt: skip
    KeepingWiring(
        desk.keeping, desk.writing, desk.setups, NotKeptCard(), voice, desk.composer, desk.window,
        desk,
    )  # fmt: skip
    SettingsWiring(
        desk.settings, desk.messages, desk.answers, desk.models, desk.titles, desk.pane,
        desk.composer, desk.window, desk.background, desk.model, desk,
    )  # fmt: skip
    IdleUnloading(desk.models, desk.settings, desk)
    ServersWiring(desk.servers, desk.settings, desk.models, desk.answers, desk.window, desk)
    NoticeWiring(
        desk.window,
        desk,
        desk.open_conversation,
        desk.conversations,
        desk.organisation,
        desk.search,
        desk.space,
        desk.servers,
        desk.exports,
        desk.setups,
        desk.branches,
        desk.answers,
        desk.resuming,
        desk.composer,
        desk.pane.edits,
        desk.edits,
        desk.transcripts,
        desk.playback,
        aloud,
        voice,
        desk.settings,
        *desk.writing.notice_sources(),
    )
