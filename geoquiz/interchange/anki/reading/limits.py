"""How large a file of Anki's may be in every respect; docs/formats.md states them."""

MIB = 1024 * 1024

# The archive as it is sent, the collection in it as it is unpacked, and what all entries together claim to be.
MAX_ARCHIVE = 100 * MIB
MAX_COLLECTION = 256 * MIB
MAX_UNPACKED = 1024 * MIB
# A collection packs to a fifth or so; zip's own best is about a thousand to one. Small entries may do as they like.
MAX_RATIO = 200
FREE_OF_RATIO = MIB
MAX_ENTRIES = 50_000
MAX_DIRECTORY = 16 * MIB
MAX_META = 1024
MAX_MEDIA_LIST = 8 * MIB
# How much of what was unpacked before zstd may refer to; Anki writes a quarter of it.
MAX_WINDOW = 32 * MIB

MAX_NOTES = 100_000
MAX_CARDS = 500_000
MAX_REVIEWS = 500_000
MAX_NOTE_TYPES = 1_000
MAX_FIELDS = 200
MAX_TEMPLATES = 100
MAX_TEMPLATE = 64 * 1024
MAX_DECKS = 10_000
# One value of the collection; the note types of a whole collection are one value in its older forms.
MAX_VALUE = 16 * MIB
# One note, and all notes together: damaged pages can make one text stand for many.
MAX_NOTE = MIB
MAX_TEXT = 128 * MIB
# What one side of a card may become, and how deep its template may be nested.
MAX_SIDE = 128 * 1024
MAX_NESTING = 32
MAX_SECONDS = 60.0
# Notes in plain text are as long as any bank file.
MAX_PLAIN_TEXT = 8 * MIB
