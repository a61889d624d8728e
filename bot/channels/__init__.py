"""The channels by which people reach the bot; Telegram is one."""
