"""From what a question means to what is said."""

from bot.answering.compose.composer import Composer

__all__ = ["Composer"]
