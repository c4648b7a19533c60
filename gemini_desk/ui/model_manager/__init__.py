"""The model manager: every model, what it takes, what it needs, whether it fits.

    dialog.py        the window: list, search and filters at the left, one model at the right;
                     in a narrow window one after the other
    model_list.py    the list and its rows
    fit_words.py     a verdict as a word, an icon and a colour
    details.py       one model: facts, ways to load it, memory, what can be done with it
    memory_bar.py    what it needs beside what the machine has
    actions_row.py   … its buttons

Nothing here reads the disk or the network: `ui.wiring.model_manager` has that done elsewhere. It
is imported when it is opened for the first time.
"""
