"""What Telegram calls: one file per kind of user. Thin: read, ask one service, render."""
