"""Delivery: how a message that is owed reaches its recipient, once.

`outbox` holds what is owed and in which state it is, `sender` works it off, `composing` and `post`
are what it needs of others: somebody who finds the words, and somebody who carries them.
"""
