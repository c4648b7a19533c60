"""The window: the only room that imports PySide6.

Joining and steering:
    wiring/                  who hears whom
    chat/                    a person's intents → conversation, engine, store
    model_controller.py      which model is loaded, and its state (model_state.py)
    load_requests.py         settings → how a model is loaded
    writing.py               drafts, queue and context, built and joined
    idle_unloading.py        a model that nobody asks leaves the memory
    playback_controller.py   the loudspeaker
    settings_controller.py   the settings in force
    space_controller.py      how much room everything takes, and making room
    engine_bridge.py         events of the inference thread → Qt signals, once a frame
    store_calls.py           calls into the store whose results come back here
    pyside_imports.py        imports are not searched for PySide's features (done just below)
    background.py            one worker thread for everything else that is slow
    pool_call.py             one function on Qt's thread pool; pool_work.py: for a widget
    own_programs.py          programs of ours beside the window: speech, printing
    garbage_collector.py     Python's garbage collector, on the GUI thread alone

The window and its parts:
    main_window.py           setters in, signals out; window_parts.py, window_commands.py
    shell.py, content.py     sidebar beside, or over, header, conversation and composer; a panel
    conversation_list/       the sidebar; conversation_search/ beside it
    conversation/            the pane that shows a conversation; markdown/ for its texts
    composer/                prompt, tray of attachments, microphone, messages that wait
    transcript/              a transcript beside the conversation
    viewer/                  one picture, large
    model_menu.py            which model to load; model_button.py, model_rows.py, model_status.py
    model_manager/           all models: what fits, which way to load one; downloads
    welcome/                 things to try
    transcript_work_menu.py  what can be done with a transcript
    setup/                   instructions and presets of a conversation
    printing/                a conversation on paper
    speech/                  reading aloud
    voice/                   voice conversation
    check_box.py             a box to tick that is seen in both themes
    servers/                 adding servers, agreeing to them; leaving_sign.py says when one is used
    preferences/             the pages of settings (registry: pages.py)
    notifications.py         the one door for errors and notices
    notice_room.py           where they may lie
    writing_direction.py     where a person writes from right to left
    announcing.py            what a screen reader says without being asked
    shortcuts.py             every action and its keys (registry)

Looks:
    theme.py                 colours, fonts and measures, light and dark
    style.py, controls.py    style sheets, small widgets of one kind
    icons.py                 icons drawn from assets/icons, tinted by the theme

Plain values of modules that the first window waits for are NamedTuples: making a frozen
dataclass takes six times as long.
"""

from gemini_desk.ui.pyside_imports import spare_source_reading

spare_source_reading()
