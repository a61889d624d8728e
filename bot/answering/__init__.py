"""Answering: a question becomes an answer, from one edition's knowledge. Pure."""

import os

# Sounds are looked up for single characters. The dictionary of phrases that pypinyin would load
# takes 40 MB and as long as the rest of the program together; it is asked not to as it is imported,
# and not to copy the other dictionary, which nobody here changes.
os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")
os.environ.setdefault("PYPINYIN_NO_DICT_COPY", "true")
