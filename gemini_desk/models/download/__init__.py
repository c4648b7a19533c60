"""Fetching models from the hub, whole and verified; only after the person asked for it.

    progress.py        what a download tells while it runs, and how it ends
    progress_report.py   gathered into a few values a second
    remote_model.py    what the hub says of a repository and its files
    plan.py            which files of a repository are needed, how many bytes, what is here already
    hub_client.py      the hub: what a repository holds, the bytes of a file from anywhere in it
    refusals.py        what the hub, the network and the disk refused → a sentence and what to do
    patience.py        how long to wait, how often to try again
    repository_cache.py  one repository in the person's cache: blobs, partial files, links
    checksum.py        the hashes that the hub knows files by
    transfer.py        one file: fetched, gone on with, verified, put in its place
    writer_lock.py     one writer at a time, across processes
    records.py         downloads that are not finished, kept in the profile
    own_record.py      … that of one download, which writes it
    job.py             `Download`: start, pause, resume, cancel
    tokens.py          which token is shown to the hub
    fetching.py        the whole of it as one blocking call
    verification.py    a model that is here, against the hub's hashes
    looking_up.py      a model that is not here: size, licence, what it would need in memory
    removal.py         what taking a model away would free, and doing it

The bytes come over plain HTTP, always, from the address that every file of the hub has. The
faster path for large files (hf-xet) writes through a library of its own, which can neither be
paused between two chunks nor go on in a half-written file, tells its progress in jumps, and
needs a second service, so that no test could hold it on this machine. And since version 2 the
hub's own downloader throws a partial file away when it is interrupted; this one keeps it, under
the name that the cache has always had for it (`blobs/<hash>.incomplete`).

Every function here waits for the disk or the network: not for the GUI thread.
"""
