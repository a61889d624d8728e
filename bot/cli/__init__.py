"""The commands, one file each.

What a person can mend is told in one line on standard error, with exit status 2, and never as a
traceback. All words are in the language of `--lang`, or of the environment.
"""

import gc
import os
import sys
from collections.abc import Sequence

from bot.cli.loop import GARBAGE_THRESHOLD
from bot.cli.program import Program
from bot.cli.speech import Speech, reader_language
from bot.errors import ZhouzhiError
from bot.locales import load_texts

#: Exit status for what was typed or configured wrongly, as the shell's own commands use it.
REFUSED = 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command, that of the command line if none is given; exits with its status."""
    gc.set_threshold(GARBAGE_THRESHOLD)  # before the command is imported, which makes no garbage
    arguments = sys.argv[1:] if arguments is None else arguments
    speech = Speech(load_texts(), reader_language(arguments, os.environ))
    try:
        Program(speech).main(arguments, prog_name="python -m bot")
    except ZhouzhiError as error:
        print(error.text(speech.texts), file=sys.stderr)
        sys.exit(REFUSED)
