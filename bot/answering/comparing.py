"""Comparing: clauses that set two things side by side, and what is asked of both.

"Is the rope workshop or the parade earlier?" is answered with the hours of both, so that whoever
asks can see; what neither record states is not worked out.
"""

import re
from collections.abc import Iterator

from bot.answering.clauses import Clause

#: What stands between two things of which one is to be chosen, or that are measured by each other.
_OR = re.compile(
    r"\b(?:or|than|vs|versus|before|after)\b|还是|或者?|比(?!较|赛|如|方|例)|早于|晚于|先于"
)
#: What stands between two things that may be asked about for any reason.
_AND = re.compile(r"\band\b|[和跟与]|同(?![一时样学])")
#: And that they are compared.
_SIDE_BY_SIDE = re.compile(
    r"哪|都|同一|同时|一样|冲突|谁|\b(?:which|both|same|clash|coincide|overlap|different)\b"
)
#: By aspect, how two things differ in it. Only said of two things: alone, 先 may mean anything.
_MEASURES = {
    "duration": re.compile(
        r"(?:哪[个场]|谁|更|比较)[长短久]|[长短久](?:[一些点吗]|$)|"
        r"\b(?:longer|shorter|longest|shortest)\b"
    ),
    "where": re.compile(
        r"[近远]|同?一个?(?:地方|地点|场地|楼|[栋幢座层间]|会场)|"
        r"\b(?:near(?:er|est)?|closer|farther|further|same (?:place|building|venue|room|floor))\b"
    ),
    "when": re.compile(
        r"[先早晚前]|之后|后面|同一?天|同时|冲突|撞期|"
        r"\b(?:earl(?:y|ier|iest)|late(?:r|st)?|sooner|first|before|after|clash|coincide|overlap|"
        r"same (?:day|time|date|morning|afternoon|evening|weekend))\b"
    ),
}


def halves(text: str) -> Iterator[tuple[str, str]]:
    """A clause as what stands on either side of each word that may set two things side by side."""
    patterns = (_OR, _AND) if _SIDE_BY_SIDE.search(text) else (_OR,)
    for pattern in patterns:
        for match in pattern.finditer(text):
            yield text[: match.start()], text[match.end() :]


def offers(text: str) -> bool:
    """Whether something is offered to choose from."""
    return _OR.search(text) is not None


def measure(clause: Clause) -> str | None:
    """The aspect in which a clause compares the things that it names."""
    text = clause.text
    for unit in clause.named:  # the 长 of 院长 measures nothing
        start, end = unit.start - clause.start, unit.end - clause.start
        text = text[:start] + " " * (end - start) + text[end:]
    return next((aspect for aspect, said in _MEASURES.items() if said.search(text)), None)
