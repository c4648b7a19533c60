"""Values: parts, messages, the conversation tree. Standard library only.

attachment.py              a file that belongs to a message: content hash, media type, path
message.py                 Role, the parts, Message
conversation.py            the tree of message versions and its open branch
prompt.py                  an open branch → the messages that a model reads
answer.py                  how an answer ended: finish reason, usage, timings, model
generation_parameters.py   temperature, top-p, … with their bounds
"""
