"""The composer: prompt box, tray of attachments, drop and paste, microphone.

composer.py           what the window sees; joins everything below (draft_holder.py: its drafts)
composer_card.py      where the parts lie on their card
outbox.py             when the message goes
prompt_edit.py        the prompt box: grows with its text, Enter sends
ways_in.py            drops and pastes → tray and prompt
prompt_picker.py      the library of prompts, behind "/"
prompt_fields.py      the variables of a prompt, from one to the next by Tab
pasted.py             what a drop or the clipboard holds
attach_dialog.py      the file dialog
intake.py             paths, pictures and clips → attachments, on a worker
refusals.py           what cannot be added, in few notices
suitability.py        which attachments the loaded model takes, and why not
tray.py               the row of attachments (card_row.py: how it scrolls, and its keys;
                      card_contents.py: what is on the cards)
edge_fade.py          how it fades where there is more
attachment_card.py    one attachment of the tray
sound_tracks.py       the sound tracks of a film, and the menu that chooses what is sent of it
card_words.py         what a card says
card_buttons.py       what can be done with it
card_picture.py       what a card paints: thumbnail, waveform, spinner
queue_panel.py        messages that wait, above the card
queue_row.py          one of them
context_meter.py      the ring that shows how full the context is
context_breakdown.py  what takes how much of it
overflow_card.py      a message does not fit: what to do? (choice_button.py)
not_kept_card.py      nothing is kept in this window
card_above.py         what those two look like
captions.py           the figures of an attachment, in words
sound_inputs.py       everything that listens, side by side
microphones.py        which microphones there are, kept up to date
opening.py            the microphone that was chosen, or another one
level_probe.py        how loud one is, before anything is recorded
recording.py          a recording from its start to its clip (take.py: one of them)
thrown_away.py        recordings that nobody wants, or wants back after all
hands_free.py         one spoken turn after the other
voice_input.py        joins them to the buttons and bars below
recorder_button.py    microphone button and the way to its menu
hold_button.py        a button that can be held
device_menu.py        level, microphones, hands-free
recording_bar.py      discard, pause, level meter, time, done
hands_free_bar.py     whether it hears somebody, and when it sends
live_meter.py         what looks at the microphone while it can be seen
level_bar.py          how loud it is now
level_history.py      how loud it was in the last seconds
round_button.py       the round buttons of the composer
"""
