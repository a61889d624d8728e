"""Telegram as a channel: how updates come in, how answers look, and how they get out."""
