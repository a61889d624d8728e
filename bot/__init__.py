"""Zhouzhi: a Telegram bot that a public body runs for its activity week, festival or open day."""
