"""Broadcasts: staff's announcements, to whom they go, and what became of each.

What is sent to whom is in the outbox; an announcement holds the words, the audience and how far it
has come.
"""
