"""The options that every command takes, after its name."""

from pathlib import Path
from typing import Annotated

import typer

Context = typer.Context

#: The knowledge file, in place of the configured one.
Data = Annotated[Path | None, typer.Option("--data", metavar="FILE")]

#: What time it is, in place of the machine's clock.
Now = Annotated[str | None, typer.Option("--now", metavar="TIME")]

#: The configuration.
Config = Annotated[Path | None, typer.Option("--config", metavar="FILE")]

#: The language of answers and messages.
Lang = Annotated[str | None, typer.Option("--lang", metavar="LANGUAGE")]
