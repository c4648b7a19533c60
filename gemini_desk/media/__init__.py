"""Media: what a picture or a sound file really holds; the microphone and the loudspeaker.

    attachment_kinds.py   registry: which files a conversation takes, and what each one is
    signatures.py         media types by their first bytes
    readable_file.py      is there a file that can be opened at all?
    image.py              decode a picture: RGB, turned upright, bounded; thumbnails
    pixel_modes.py        palette, 16-bit, CMYK, transparency … to 8-bit RGB
    waveform.py           Waveform: mono samples and their rate
    audio.py              probe, decode and resample any sound file
    peaks.py              its loudest samples, for drawing
    film.py               what a film holds, and single frames of it
    film_cursor.py        a place in a film that moves forward
    ffmpeg_container.py   opens a file with FFmpeg, and nothing else
    ffmpeg_frames.py      decodes a sound track, from its beginning or from a place
    sound_file.py         opens a sound file, and refuses it in words
    sound_tracks.py       the sound tracks of a film
    sound_reader.py       SoundReader: what a decoder of sound files offers
    timeline.py           where decoded sound stands in time, and what is lost
    truncation.py         does a file say that it is longer than it is?
    sound_readers.py      chooses between libsndfile_reader.py and ffmpeg_reader.py
    audio_devices.py      PortAudio: which microphones and loudspeakers there are
    audio_input.py        AudioInput: an open source of sound
    microphone.py         which microphones there are, and how one is opened
    pulse/                … through the sound server of Linux desktops
    twin_names.py         two microphones of one name are told apart
    portaudio_input.py    … through PortAudio, everywhere else
    capture.py            a thread between a microphone and what is done with its sound
    recorder.py           records a microphone into a file, as it comes
    hands_free.py         records one spoken turn after the other
    turn.py               when somebody begins to speak, pauses and has ended
    voice_activity.py     where somebody speaks
    sound_check.py        how loud a microphone is before anything is recorded
    microphone_gate.py    keeps the microphone from hearing what the application plays
    level_meter.py        how loud a recording is
    recording_file.py     a FLAC file that grows for hours
    flac_repair.py        makes one whole whose writer was killed
    left_behind.py        finds such files at the next start
    loudspeaker.py        AudioOutput: plays blocks of samples
    player.py             plays a clip
    tempo.py              faster or slower at the same pitch

The window imports these modules before it shows: numpy, Pillow, PyAV, libsndfile and
PortAudio are imported inside functions only.
"""
