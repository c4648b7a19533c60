"""The sound server of Linux desktops: PulseAudio, or PipeWire that speaks its language.

    library.py      the functions of libpulse that are used, and their structures
    connection.py   a connection to the server and its thread
    sources.py      which microphones and monitors there are, and when that changes
    recording.py    AudioInput: sound from one of them

Why not through PortAudio, which serves all other systems: it sees the server as one device
called `pulse`, so that nobody can choose; it lists devices once, when it starts; it opens the
hardware behind the server's back and finds it busy; and it has no monitors, by which the
computer's own sound is recorded. libpulse is there wherever such a server is.
"""
