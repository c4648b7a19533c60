"""How one conversation is answered: its preset, instructions, parameters and model.

setup_commands.py what a person asks for, and the panel and dialog that open for it
setup_button.py   the way in, in the header; names the preset
setup_panel.py    what opens below it
preset_dialog.py  a person's presets: make, change, copy, remove, import, export
preset_form.py    the fields of one preset
fields.py         those it shares with the panel: instructions, model, parameters
preset_icons.py   icons and emoji of presets
"""
