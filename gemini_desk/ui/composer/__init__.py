"""The composer: prompt box, tray of attachments, drop and paste, microphone.

composer.py           what the window sees; joins everything below
composer_card.py      where the parts lie on their card
outbox.py             when the message goes
prompt_edit.py        the prompt box: grows with its text, Enter sends
ways_in.py            drops and pastes → tray and prompt
prompt_picker.py      the library of prompts, behind "/"
prompt_fields.py      the variables of a prompt, from one to the next by Tab
pasted.py             what a drop or the clipboard holds
attach_dialog.py      the file dialog
intake.py             paths, pictures and clips → attachments, on a worker
suitability.py        which attachments the loaded model takes, and why not
tray.py               the row of attachments (card_row.py: how it scrolls)
attachment_card.py    one attachment of the tray
card_picture.py       what a card paints: thumbnail, waveform, spinner
previews.py           thumbnails and waveforms, made on a worker
queue_panel.py        messages that wait, above the card
queue_row.py          one of them
context_meter.py      the ring that shows how full the context is
context_breakdown.py  what takes how much of it
overflow_card.py      a message does not fit: what to do? (choice_button.py)
captions.py           sizes and durations in words
voice_input.py        joins microphone button, recording bar and recording
recording.py          a recording from its start to its clip
recorder_button.py    microphone button with its device menu
recording_bar.py      level meter, time, cancel, done
round_button.py       the round buttons of the composer
"""
