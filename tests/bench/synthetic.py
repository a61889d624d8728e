"""An edition of any size, made up: to see what the answering does when a province grows."""

import random
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

FIRST_DAY = date(2030, 5, 11)
DAYS = 14
NOW = datetime.fromisoformat("2030-05-10T09:00+08:00")

_PLACES = (
    *("长春", "延吉", "通化", "白山", "松原", "四平", "辽源", "敦化"),
    *("集安", "珲春", "公主岭", "梅河口", "桦甸", "磐石", "蛟河", "舒兰"),
)
_KINDS = {
    "lecture": ("讲座", "lecture"),
    "exhibition": ("展览", "exhibition"),
    "workshop": ("工作坊", "workshop"),
    "tour": ("导览", "tour"),
    "screening": ("放映", "screening"),
    "contest": ("比赛", "contest"),
}
_TOPICS = {
    "星空": "starry sky",
    "机器人": "robot",
    "海洋": "ocean",
    "古生物": "fossil",
    "光学": "optics",
    "湿地": "wetland",
    "航天": "spaceflight",
    "火山": "volcano",
    "桥梁": "bridge",
    "中草药": "herbal medicine",
    "冰雪": "ice and snow",
    "芯片": "microchip",
    "森林": "forest",
    "疫苗": "vaccine",
    "地铁": "metro",
    "昆虫": "insect",
}


def synthetic_document(records: int, *, seed: int = 0) -> Mapping[str, Any]:
    """A knowledge file with this many records, nine in ten of them events; the same each time.

    Every event has a title of its own, in Chinese and English, such as `延吉星空讲座第 412 场`.
    """
    chance = random.Random(seed)
    venues = max(records // 10, 1)
    return {
        "edition": {"week": _edition()},
        "notice": {"notice": {"title": "通知", "published_on": "2030-05-01"}},
        "contact": {"office": _office()},
        "venue": {f"v{n}": _venue(n) for n in range(venues)},
        "event": {f"e{n}": _event(n, venues, chance) for n in range(records - venues - 3)},
    }


def synthetic_questions(document: Mapping[str, Any], count: int, *, seed: int = 1) -> Iterator[str]:
    """Questions about events drawn from the document, one in five of them for a list."""
    chance = random.Random(seed)
    events = list(document["event"].values())
    ways = (
        "{hans}几点开始？",
        "{hans}在哪里",
        "{hans}要钱吗",
        "when is {en}?",
        "where is the {en}",
    )
    lists = ("5月{day}日有什么讲座", "周六下午有什么适合孩子的", "free workshops on May {day}")
    for number in range(count):
        title = chance.choice(events)["title"]
        way = chance.choice(lists if number % 5 == 0 else ways)
        yield way.format(hans=title["zh-Hans"], en=title["en"], day=chance.randint(11, 24))


def _edition() -> Mapping[str, Any]:
    return {
        "title": {"zh-Hans": "全省科普节", "en": "Science Festival"},
        "starts_on": FIRST_DAY.isoformat(),
        "ends_on": (FIRST_DAY + timedelta(days=DAYS - 1)).isoformat(),
        "zone": "Asia/Shanghai",
        "contact": "office",
        "sources": {"notice": "notice"},
    }


def _office() -> Mapping[str, Any]:
    return {
        "title": {"zh-Hans": "组委会办公室", "en": "the committee's office"},
        "phones": ["0431-12345678"],
        "sources": {"notice": "notice"},
    }


def _venue(number: int) -> Mapping[str, Any]:
    place = _PLACES[number % len(_PLACES)]
    return {
        "title": {"zh-Hans": f"{place}科技馆{number}号厅", "en": f"Science Hall {number}"},
        "address": f"{place}市科技大街{number}号",
        "sources": {"notice": "notice", "clause": f"{number}"},
    }


def _event(number: int, venues: int, chance: random.Random) -> Mapping[str, Any]:
    kind, (kind_zh, kind_en) = chance.choice(list(_KINDS.items()))
    topic_zh, topic_en = chance.choice(list(_TOPICS.items()))
    place = chance.choice(_PLACES)
    start = datetime.combine(FIRST_DAY, datetime.min.time()) + timedelta(
        days=chance.randrange(DAYS), hours=chance.randint(9, 19), minutes=chance.choice((0, 30))
    )
    return {
        "title": {
            "zh-Hans": f"{place}{topic_zh}{kind_zh}第{number}场",
            "en": f"{topic_en} {kind_en} no. {number}",
        },
        "kind": kind,
        "sessions": {
            "start": start.isoformat(timespec="minutes"),
            "end": (start + timedelta(hours=1)).isoformat(timespec="minutes"),
        },
        "venue": f"v{chance.randrange(venues)}",
        "audience": {"groups": [chance.choice(("children", "everyone", "adults"))]},
        "fee": {"free": chance.random() < 0.7},
        "sources": {"notice": "notice", "clause": f"{number}"},
    }
