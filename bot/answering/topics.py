"""Topics: words beside a kind of event that say what it is about, and ask nothing.

"Film" asks whether one may film, and 地图 asks for the way. In "the science film contest" and
地图的讲座 they are part of a name, if an event of that kind is named so. People also say another
word than the name has: a film contest may be one of videos.
"""

from collections.abc import Iterator, Mapping, Sequence

from bot.answering import cues
from bot.answering.clauses import Mark
from bot.answering.kinds import kinds_alike
from bot.answering.reading import Unit, stem
from bot.answering.retrieval import Retrieval
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Event

#: Words that one may say for one another in a name; the Chinese ones are of one length.
_SAME = (
    ("video", "film", "movie", "clip", "footage"),
    ("视频", "短片", "影片", "电影", "录像"),
    ("photo", "photograph", "picture", "photography"),
    ("摄影", "照片", "相片", "图片"),
    ("drawing", "painting", "sketching"),
    ("绘画", "画画", "写生", "速写", "素描"),
)
#: By word: those that may be said for it.
_OTHERS = {word: tuple(w for w in group if w != word) for group in _SAME for word in group}
_OTHERS |= {f"{word}s": others for word, others in _OTHERS.items() if word.isascii()}

#: What may stand between a topic and the kind after it, and between two topics.
_JOINING = frozenset("的和与跟及") | {"and", "or"}
#: What stands between a kind and the topic after it.
_ABOUT, _THE = frozenset({"on", "about", "of"}), frozenset({"the", "a", "an"})
#: The sorts of meaning that a topic may be mistaken for.
_MISTAKEN = frozenset({"aspect", "kind", "filler"})
#: What one may do or bring, and what is also shown, talked about and competed in.
_MATTERS = frozenset({"photography", "pets", "weather", "media", "dress"})
#: What stands before the same word as a verb: "may I photograph exhibitions?".
_DOING = frozenset({"i", "we", "you", "they", "people", "visitors", "to", "can", "may"})
#: So many units at most are looked at on either side of a kind.
_REACH = 8

#: A stretch of units, and the mark on it that takes it for something else.
_Stretch = tuple[int, int, Mark | None]


class Topics:
    """Tells the topics of an edition's events from words for asking."""

    def __init__(self, knowledge: Knowledge, retrieval: Retrieval) -> None:
        self._knowledge = knowledge
        self._retrieval = retrieval

    def settled(
        self, units: Sequence[Unit], marks: Sequence[Mark]
    ) -> tuple[list[Unit], list[Mark]]:
        """The units with topics in the words of a name, and the marks without those on topics."""
        respelt, kept = list(units), list(marks)
        covering = {index: mark for mark in marks for index in range(mark.start, mark.end)}
        for head in marks:
            kinds = kinds_alike([id for sort, id, _ in head.meanings if sort == "kind"])
            if head.references or not kinds:
                continue
            for start, end, mark in _beside(units, covering, head):
                named = self._as_named(units[start:end], kinds)
                if named is None and not _is_matter(units, mark, head):
                    continue
                respelt[start:end] = named or units[start:end]
                if mark in kept:
                    kept.remove(mark)
        return respelt, kept

    def _as_named(self, units: Sequence[Unit], kinds: Sequence[str]) -> list[Unit] | None:
        """The units in the words in which an event of these kinds is named; None if none is."""
        if self._is_named(units, kinds):
            return list(units)
        for word in _OTHERS.get("".join(unit.raw for unit in units), ()):
            parts = (word,) if word.isascii() else tuple(word)
            said = [
                unit._replace(text=stem(part) if unit.is_latin else part, raw=part)
                for unit, part in zip(units, parts, strict=True)
            ]
            if self._is_named(said, kinds):
                return said
        return None

    def _is_named(self, units: Sequence[Unit], kinds: Sequence[str]) -> bool:
        found = map(self._knowledge.get, self._retrieval.named(units))
        return any(isinstance(each, Event) and each.kind in kinds for each in found)


def _is_matter(units: Sequence[Unit], mark: Mark | None, head: Mark) -> bool:
    """Whether an English word right before a kind is its matter: a dog show, known or not.

    In Chinese a verb may stand there as well: 带狗参观.
    """
    if mark is None or mark.end != head.start or not units[mark.start].is_latin:
        return False
    if mark.end - mark.start > 1 or (mark.start and units[mark.start - 1].raw in _DOING):
        return False
    return any(sort == "aspect" and id in _MATTERS for sort, id, _ in mark.meanings)


def _beside(units: Sequence[Unit], covering: Mapping[int, Mark], head: Mark) -> Iterator[_Stretch]:
    """The stretches that may say what a kind is about: 地图 in 地图的讲座, "talks on maps"."""
    at = head.start
    while at > 0 and head.start - at < _REACH and _are_near(units, at - 1, at):
        if units[at - 1].raw in _JOINING:
            at -= 1
            continue
        stretch = _stretch(units, covering, at - 1, step=-1)
        if stretch is None:
            break
        yield stretch
        at = stretch[0]
    at = head.end
    if at == len(units) or units[at].raw not in _ABOUT:
        return
    at += 1
    while at < len(units) and at - head.end < _REACH and _are_near(units, at - 1, at):
        if units[at].raw in _JOINING | _THE:
            at += 1
            continue
        stretch = _stretch(units, covering, at, step=1)
        if stretch is None:
            break
        yield stretch
        at = stretch[1]


def _stretch(
    units: Sequence[Unit], covering: Mapping[int, Mark], at: int, *, step: int
) -> _Stretch | None:
    """What may be a topic at a unit: what was taken for something else, or an unknown word."""
    if (mark := covering.get(at)) is not None:
        return (mark.start, mark.end, mark) if _may_be_topic(mark, units) else None
    if units[at].is_latin:
        return at, at + 1, None
    start, end = sorted((at, at + step))
    is_word = start >= 0 and end < len(units) and not (start in covering or end in covering)
    return (start, end + 1, None) if is_word and not units[start].is_latin else None


def _may_be_topic(mark: Mark, units: Sequence[Unit]) -> bool:
    """Whether a mark is no question by itself: 地图, but not 在哪; or what is handed in: 照片."""
    if mark.references:
        return all(each.startswith(("deadline/", "document/")) for each in mark.references)
    sorts = {sort for sort, _, _ in mark.meanings}
    between = " " if units[mark.start].is_latin else ""
    said = between.join(unit.raw for unit in units[mark.start : mark.end])
    is_plain = sorts <= _MISTAKEN and sorts != {"filler"}
    return is_plain and not cues.is_interrogative(said)


def _are_near(units: Sequence[Unit], before: int, after: int) -> bool:
    """Whether nothing but a space or a hyphen stands between two units."""
    one, other = units[before], units[after]
    return one.clause == other.clause and other.start - one.end <= 1
