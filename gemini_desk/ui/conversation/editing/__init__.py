"""Messages that are being written anew, at their place in the conversation.

message_editor.py    what both editors share: a card with the text and a row of buttons
question_editor.py   a person's message: text and attachments; sending it makes a version
answer_editor.py     an answer: text; the model may go on with it, from the end or the cursor
edits.py             which messages are being edited; nothing is lost while others are shown

The text, the tray and the ways in are those of the composer.
"""
