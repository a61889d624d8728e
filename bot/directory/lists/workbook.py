"""Workbooks: xlsx, xls and ods, read in a process of its own, which may die of one."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.directory.lists.problems import file_refused

_PROGRAM = Path(__file__).with_name("extraction.py")
#: A workbook of 10,000 units takes one second.
_SECONDS = 30


def extracted(content: bytes) -> list[dict[str, Any]]:
    """The sheets of a workbook, in the form that `extraction` prints.

    Raises:
        ListRefused: it is damaged, protected by a password, or larger than a list of units is.
    """
    # -P: what stands beside the program does not go before the standard library.
    command = [sys.executable, "-P", str(_PROGRAM)]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise file_refused("too-much") from None
    if ended.returncode < 0:  # it was killed: by its limits, or by itself for want of memory
        raise file_refused("too-much")
    try:
        printed = json.loads(ended.stdout)
    except ValueError:
        raise file_refused("damaged") from None
    if "refused" in printed:
        raise file_refused(printed["refused"])
    sheets: list[dict[str, Any]] = printed["sheets"]
    return sheets
