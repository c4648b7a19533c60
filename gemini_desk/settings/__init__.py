"""Settings: typed, with their defaults, in one small JSON file.

    schema.py           the tree of settings: every field with its default and unit
    settings_json.py    the tree ↔ JSON, forgiving bad values and keeping unknown keys
    settings_store.py   load, upgrade, save
    first_settings.py   the few that the first window shows
    secrets.py          keys and tokens: in the keyring, never in that file

The core never reads settings: it receives values as arguments.
"""
