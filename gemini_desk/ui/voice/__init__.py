"""Voice conversation: speech goes in, and is answered aloud.

    conversation.py   VoiceConversation: whose turn it is
    ears.py           Ears: listens for one turn after the other, on a worker
    voice_strip.py    says plainly whose turn it is

    off → opening → listening → hearing → thinking → speaking → opening → …

Half-duplex: the microphone is closed while the model thinks or speaks. Everything that is
said becomes messages, as if it had been recorded and typed. What speaks is `ui/speech/`.
"""
