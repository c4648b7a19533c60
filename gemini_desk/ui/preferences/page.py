"""What a page of the preferences is. GUI thread only."""

from __future__ import annotations

from typing import ClassVar

from gemini_desk.settings.schema import Settings
from gemini_desk.ui.preferences.form_rows import FormRows


class PreferencesPage(FormRows):
    """Shows some of the settings, and makes new ones of what the person chose.

    Attributes:
        title: What the list of pages calls it.
        icon_name: Its icon in that list.
        has_defaults: It holds something that can be as it was at first.
    """

    title: ClassVar[str]
    icon_name: ClassVar[str]
    has_defaults: ClassVar[bool] = True

    def load(self, settings: Settings) -> None:
        """Show `settings`."""
        raise NotImplementedError

    def check(self) -> None:
        """Go over what the person typed; mark what is wrong and put the cursor there.

        Raises:
            InputError: Something cannot be used.
        """
        raise NotImplementedError

    def save(self, settings: Settings) -> Settings:
        """`settings` with what this page holds in place of it; call after `check`."""
        raise NotImplementedError

    def restore_defaults(self) -> None:
        """Show the defaults of this page."""
        self.load(Settings())
