"""Values: parts, messages, the conversation tree. Standard library only.

attachment.py              a file that belongs to a message: content hash, media type, path
message.py                 Role, the parts, Message
conversation.py            the tree of message versions, its open branch, its forks
versions.py                where a message stands among those of its place
setup.py                   what one conversation does differently from the settings
preset.py                  a setup under a name
prompt_template.py         a text of the prompt library, with {{variables}}
draft.py                   what is not sent yet: drafts, messages that wait in the queue
organisation.py            folders and tags
growing_answer.py          thoughts and text of an answer that is being written
transcription.py           which recordings are transcribed first, and what is read of them
unicode_text.py            text without lone surrogates
prompt.py                  an open branch → the messages that a model reads
answer.py                  how an answer ended: finish reason, usage, timings, model
generation_parameters.py   temperature, top-p, … with their bounds
"""
