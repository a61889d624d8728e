"""The program as a group of commands, of which only the one that was typed is imported."""

from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup, TyperOption

from bot.cli.speech import Speech

#: The module of each command, in the order in which they are listed. A command's start is as light
#: as what it needs: `check` never imports Telegram.
COMMANDS = {
    "try": "bot.cli.trial",
    "run": "bot.cli.run",
    "ask": "bot.cli.ask",
    "check": "bot.cli.check",
    "import": "bot.cli.importing",
    "invite": "bot.cli.inviting",
    "revoke": "bot.cli.revoking",
    "export": "bot.cli.exporting",
    "announce": "bot.cli.announcing",
    "rehearse": "bot.cli.rehearsing",
}


class Program(TyperGroup):
    """`python -m bot`. Its help is taken from the texts, by the names of commands and options."""

    def __init__(self, speech: Speech) -> None:
        super().__init__(
            name="zhouzhi",
            help=speech.texts("cli.help"),
            no_args_is_help=True,
            rich_markup_mode=None,
            context_settings={"obj": speech, "help_option_names": ["-h", "--help"]},
        )
        self._texts = speech.texts

    def list_commands(self, ctx: Any) -> list[str]:
        """The commands' names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        program = typer.Typer(add_completion=False, rich_markup_mode=None)
        program.command(cmd_name)(import_module(COMMANDS[cmd_name]).command)
        command = typer.main.get_command(program)
        command.help = self._texts(f"cli.help.{cmd_name}")
        for parameter in command.params:
            if isinstance(parameter, TyperOption):
                parameter.help = self._texts(f"cli.help.option.{parameter.name}")
        return command
