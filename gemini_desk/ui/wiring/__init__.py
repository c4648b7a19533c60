"""Joins controllers and widgets: who hears whom. GUI thread only.

    opening.py    the open conversation and the list of all
    sidebar.py    order among conversations, the search over them
    messages.py   the open branch: pane, and the window's actions on its last answer
    branches.py   versions of messages
    edits.py      what is being edited, kept over restarts
    composing.py  composer, drafts, drops and pastes, things to try
    queue.py      messages that wait
    exports.py    conversations that leave as files
    overflow.py   a message that does not fit
    transfers.py  everything to an archive and back
    prompts.py    the library of prompts
    setup.py      instructions and presets
    context_cut.py  where the model begins to read
    context.py    how full the context is
    code_files.py code that becomes a file
    keeping.py    whether what is made here is kept
    links.py      links that were clicked
    model.py      the model's state
    model_manager.py  all models: what fits, loading; model_files.py: verifying, removing;
                  typed_models.py: ids that were typed, here or on the hub
    downloads.py  downloads: the menu, what is told, whether the network may be used
    servers.py    servers: the menu, the form, the sign, their keys
    sound.py      the loudspeaker
    space.py      how much room everything takes
    transcript_work.py  what can be done with a transcript
    transcribing.py  clips that shall be written down
    reading_aloud.py  what is read aloud, and its settings
    voice.py      the voice conversation
    interrupting.py   what Esc ends
    transcripts.py  transcripts beside the conversation; transcript_files.py: as files
    pictures.py   pictures that are looked at; films.py: films, in the person's own player
    reading.py    how the conversation is read: its size, what is looked for in it
    settings.py   settings, and the models to choose from
    notices.py    everything that has something to tell a person

Each class joins one subject; a widget never knows a controller, nor the other way round.
To join a new one: write its class in a file of its own here, and make it in `app.joining`.
"""
