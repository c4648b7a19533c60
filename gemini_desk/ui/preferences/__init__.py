"""The preferences: a registry of pages and the dialog that shows them.

To add a page:
1. add its settings to `settings/schema.py`, with defaults and units;
2. write `<name>_page.py` with a `PreferencesPage` that loads, checks, saves and restores them;
3. add its class to `PAGES` in `pages.py`. The tests of all pages then cover it, too.

    page.py               what a page is
    form_rows.py          rows with a label, an explanation and a control
    choice_row.py         a few choices beside one another, one of them taken
    general_page.py       theme, Enter
    model_page.py         system prompt, generation parameters
    model_options_form.py how a model is loaded; the model manager shows it, too
    sound_page.py         the voice that reads aloud
    microphone_rows.py    … and the microphone
    prompts_page.py       the library of prompts, which is kept in the store
    prompt_form.py        one of them
    privacy_page.py       the offline switch, servers, what was contacted
    storage_page.py       what takes room, and making room; space_row.py: one line of it
    parameter_field.py    one generation parameter, empty for the model's own
    pages.py              the registry
    dialog.py             the dialog
"""
