"""Backoff: how long to wait before trying again."""

from bot.delivery.backoff import backoff

__all__ = ["backoff"]
