"""The commands, one file each."""


def main() -> None:
    """Run the command that was typed."""
