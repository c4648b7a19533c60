"""The model manager: every model, what it takes, what it needs, whether it fits; downloads.

    dialog.py        the window: list, search and filters at the left, one model at the right;
                     in a narrow window one after the other
    model_list.py    the list and its rows
    filters.py       which of them it lists
    fit_words.py     a verdict as a word, an icon and a colour
    options_rows.py  how it is loaded: the form that the preferences have, too
    details.py       one model: facts, ways to load it, memory, what can be done with it
    memory_bar.py    what it needs beside what the machine has
    actions_row.py   … its buttons

    download_controller.py   several downloads, one at a time, over restarts
    download_state.py        how one of them stands, in words
    download_row.py          it: bar, speed, pause, resume, cancel, what went wrong
    token_form.py            the field for the hub's token, where a hub wants one
    cancel_question.py       what becomes of the bytes that came
    network_question.py      whether the network may be used, where the setting forbids it
    current_download.py      the row of the model that the window shows
    downloads_panel.py       the rows of all of them, for the menu of models

The widgets read neither the disk nor the network: `ui.wiring.model_manager` has that done
elsewhere, and the controller's downloads have threads of their own. The window is imported when
it is opened for the first time.
"""
