"""The sound tracks of a clip: which there are, in words, and the menu that chooses one.

GUI thread only; files are read on Qt's thread pool.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from gemini_desk.errors import GeminiDeskError
from gemini_desk.sizes import clock_text
from gemini_desk.ui import style
from gemini_desk.ui.pool_call import PoolCall

if TYPE_CHECKING:
    from collections.abc import Callable

    from gemini_desk.chat.attachment import Attachment
    from gemini_desk.media.sound_tracks import SoundTrack

_LONGEST_TITLE: Final = 48  # characters: a menu is no page


class SoundTracks(QObject):
    """Looks for the sound tracks of clips, and for how long a chosen one really is.

    Signals:
        listed: An `Attachment` and its `SoundTrack`s, where there are several.
        measured: An `Attachment` as it was told, and with the length of its track; None if it
            has no sound.
    """

    listed = Signal(object, object)
    measured = Signal(object, object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._known: dict[str, tuple[SoundTrack, ...]] = {}
        self._calls: set[PoolCall] = set()

    @property
    def is_looking(self) -> bool:
        """Whether a file is being read."""
        return bool(self._calls)

    def of(self, clip: Attachment) -> tuple[SoundTrack, ...]:
        """The tracks of a clip; empty while they are not known, or if it has only one."""
        return self._known.get(clip.sha256, ())

    def look(self, clip: Attachment) -> None:
        """Look for the tracks of a clip; told by `listed` if there are several."""
        if clip.sha256 not in self._known:
            self._call(functools.partial(_tracks_of, clip), functools.partial(self._keep, clip))

    def measure(self, clip: Attachment) -> None:
        """Find out how long the chosen track is: a header says it of the whole file alone."""
        self._call(functools.partial(_measured, clip), functools.partial(self._tell, clip))

    def _call(self, work: Callable[[], object], then: Callable[[object], None]) -> None:
        call = PoolCall(work)
        self._calls.add(call)
        call.finished.connect(then)
        call.finished.connect(lambda _: self._calls.discard(call))
        call.start()

    def _keep(self, clip: Attachment, found: object) -> None:
        if isinstance(found, tuple) and len(found) > 1:
            self._known[clip.sha256] = found
            self.listed.emit(clip, found)

    def _tell(self, clip: Attachment, measured: object) -> None:
        self.measured.emit(clip, measured)


def with_track(clip: Attachment, track: SoundTrack) -> Attachment:
    """`clip` with another sound track; the one that is taken anyway is none in particular."""
    from dataclasses import replace  # a dear import, for the first clip with several tracks

    number = None if track.is_best else track.number
    return replace(clip, track=number, duration_s=track.duration_s or clip.duration_s)


def chosen_of(clip: Attachment, tracks: tuple[SoundTrack, ...]) -> SoundTrack | None:
    """The one of its tracks that is heard of a clip."""
    for track in tracks:
        if track.is_best if clip.track is None else track.number == clip.track:
            return track
    return None


def track_name(track: SoundTrack) -> str:
    """Its language, as a person calls it, or which one it is."""
    language = QLocale.codeToLanguage(track.language) if track.language else None
    if language is None or language is QLocale.Language.AnyLanguage:
        return f"Track {track.number + 1}"
    return QLocale.languageToString(language)


def track_words(track: SoundTrack) -> str:
    """Language, title, codec, channels and length, as far as they are known."""
    channels = {1: "mono", 2: "stereo"}.get(track.channels, f"{track.channels} channels")
    name = track_name(track)
    said = track.title
    if len(said) > _LONGEST_TITLE:
        said = f"{said[: _LONGEST_TITLE - 1]}…"
    title = f"{name} – {said}" if said else name
    words = [title, f"{track.codec.upper()}, {channels}"]
    if track.duration_s is not None:
        words.append(clock_text(track.duration_s))
    return " · ".join(words)


class TrackMenu(QMenu):
    """Offers the tracks of one clip, and the pictures if it is a film's.

    Signals:
        chosen: A `SoundTrack`.
        film_chosen: Whether a film shall be seen, too, or only heard.
    """

    chosen = Signal(object)
    film_chosen = Signal(bool)

    def __init__(
        self,
        clip: Attachment,
        tracks: tuple[SoundTrack, ...],
        parent: QWidget,
        *,
        of_film: bool = False,
    ) -> None:
        from gemini_desk.chat.attachment import AttachmentKind  # no menu opens before the paint

        super().__init__(parent)
        style.follow_theme(self, style.menu_style)
        self.setAccessibleName(f"Sound tracks of {clip.name}")
        group = QActionGroup(self)
        if of_film:
            self._offer_film(clip, group, has_tracks=bool(tracks))
        chosen = None if clip.kind is AttachmentKind.VIDEO else chosen_of(clip, tracks)
        for track in tracks:
            action = QAction(f"{track.number + 1}  {track_words(track)}".replace("&", "&&"), self)
            action.setCheckable(True)
            action.setChecked(track is chosen)
            action.triggered.connect(functools.partial(self._choose, track))
            group.addAction(action)
            self.addAction(action)

    def _offer_film(self, clip: Attachment, group: QActionGroup, *, has_tracks: bool) -> None:
        """The whole film, and its sound alone; of several tracks each is a sound alone."""
        from gemini_desk.chat.attachment import AttachmentKind

        choices = (
            [("Pictures and sound", True)]
            if has_tracks
            else [
                ("Pictures and sound", True),
                ("Sound only", False),
            ]
        )
        for name, whole in choices:
            action = QAction(name, self)
            action.setCheckable(True)
            action.setChecked((clip.kind is AttachmentKind.VIDEO) == whole)
            action.triggered.connect(functools.partial(self._choose_film, whole))
            group.addAction(action)
            self.addAction(action)
        if has_tracks:
            self.addSection("Sound only")

    def _choose_film(self, whole: bool, _checked: bool = False) -> None:
        self.film_chosen.emit(whole)

    def open_above(self, anchor: QWidget) -> None:
        """Open with the left edge above that of `anchor`."""
        self.popup(anchor.mapToGlobal(QPoint(0, -self.sizeHint().height() - 4)))

    def _choose(self, track: SoundTrack, _checked: bool = False) -> None:
        self.chosen.emit(track)


def _tracks_of(clip: Attachment) -> tuple[SoundTrack, ...]:
    # Here and not above: they bring decoders, which the first window does without.
    from gemini_desk.media.libsndfile_reader import LIBSNDFILE_TYPES
    from gemini_desk.media.sound_tracks import list_tracks

    if clip.media_type in LIBSNDFILE_TYPES:
        return ()  # files of one track
    try:
        return list_tracks(clip.path)
    except GeminiDeskError:
        return ()  # it plays, or says by itself why it does not


def _measured(clip: Attachment) -> Attachment | None:
    from dataclasses import replace

    from gemini_desk.media.audio import probe_audio

    try:
        probe = probe_audio(clip.path, clip.track)
    except GeminiDeskError:
        return None
    return replace(clip, duration_s=probe.duration_s)
