"""The window that shows one picture large. It knows attachments, and nothing of conversations.

picture_viewer.py    PictureViewer: the window, its keys, from picture to picture
picture_canvas.py    the picture: zoom, pan, turn
picture_loader.py    decodes on a thread of its own; what is kept
copy_saver.py        a copy of its file to where the person wants it
dragged_files.py     pictures and code under their own names, to be dragged to other programs
picture_mime.py      a picture for those of them that take no files
"""
