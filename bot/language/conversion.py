"""Chinese from one script into the other.

Traditional is folded with OpenCC's `tw2sp` and not `t2s`, which leaves 軟體 as 软体 where a reader
of Simplified writes 软件; the way back is `s2twp` for the same reason.

OpenCC unfolds its 50,000 phrases of Simplified in memory, 45 MB of them, as soon as they are asked
for. What is asked at every start is therefore converted character by character.
"""

import json
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from opencc import OpenCC

#: The blocks of common Chinese characters: unified ideographs, and their extension A.
_HAN = (range(0x4E00, 0xA000), range(0x3400, 0x4DC0))
#: How words are written in Taiwan: of these dictionaries the first that has a word decides.
_TAIWAN = ("TWPhrases", "TWVariantsPhrases", "TWVariants")


@lru_cache(maxsize=4096)
def to_simplified(text: str) -> str:
    """The text in Simplified characters and mainland words."""
    converted: str = _converter("tw2sp").convert(text)
    return converted


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """The text in Traditional characters and Taiwan words."""
    converted: str = _converter("s2twp").convert(text)
    return converted


def over_traditional(text: str) -> str:
    """A Simplified text as it comes out when its Traditional form is brought back to Simplified."""
    # Without phrases 皇后 is 皇後 in between, which the way back undoes.
    there = _chain("s2twp", ("STCharacters",), _TAIWAN)
    converted: str = _converter("tw2sp").convert(there.convert(text))
    return converted


@cache
def only_traditional() -> frozenset[str]:
    """The characters of the Traditional script alone: those that have another form."""
    return _changed_by(_converter("t2s"))


@cache
def only_simplified() -> frozenset[str]:
    """The characters of the Simplified script alone: those that have another form."""
    return _changed_by(_chain("s2t", ("STCharacters",)))


def _changed_by(converter: OpenCC) -> frozenset[str]:
    characters = [chr(code) for block in _HAN for code in block]
    converted = converter.convert("\n".join(characters)).split("\n")
    return frozenset(
        char for char, other in zip(characters, converted, strict=True) if char != other
    )


@cache
def _converter(configuration: str) -> OpenCC:
    return OpenCC(configuration)


@cache
def _chain(instead_of: str, *steps: tuple[str, ...]) -> OpenCC:
    """One conversion after the other, each by the dictionaries of OpenCC that are named.

    OpenCC takes a configuration from a file alone. Where none can be written, or its dictionaries
    lie elsewhere, its own configuration `instead_of` does the same in more memory.
    """
    folder = files("opencc") / "clib" / "share" / "opencc"
    chain = []
    for names in steps:
        dictionaries = [{"type": "ocd2", "file": str(folder / f"{name}.ocd2")} for name in names]
        one_of = {"type": "group", "match_policy": "short_circuit", "dicts": dictionaries}
        chain.append({"dict": one_of if len(names) > 1 else dictionaries[0]})
    try:
        with TemporaryDirectory() as written:
            path = Path(written) / f"{instead_of}.json"
            path.write_text(json.dumps({"name": instead_of, "conversion_chain": chain}))
            return OpenCC(str(path))
    except (OSError, RuntimeError):
        return _converter(instead_of)
