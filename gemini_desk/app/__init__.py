"""The window's composition root: builds the parts, joins them, takes them apart.

    desk.py          the running application: every part, built and taken apart
    joining.py       who hears whom
    first_server.py  what the first picture says of a server
    running.py       opens the window and runs until it is closed

To add a controller: make it in `Desk.furnish`, write its wiring in `ui/wiring/`, and call that
in `joining.join`.
"""

from __future__ import annotations

import gemini_desk.ui  # noqa: F401 - first: it makes the imports after it cheaper
from gemini_desk.app.desk import Desk
from gemini_desk.app.running import create_application, run_window

__all__ = ["Desk", "create_application", "run_window"]
