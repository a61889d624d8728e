"""Chinese from one script into the other.

Traditional is folded with OpenCC's `tw2sp` and not `t2s`, which leaves 軟體 as 软体 where a reader
of Simplified writes 软件; the way back is `s2twp` for the same reason.

Both know the words of Taiwan as words of computing, whatever a text is about: to them a traveller's
行程 is the 进程 of an operating system, and a street's 社区 a 社群 of the network. Words that are
everyday ones in both scripts are therefore converted character by character.

OpenCC unfolds its 50,000 phrases of Simplified in memory, 45 MB of them, as soon as they are asked
for. What is asked at every start is therefore converted character by character.
"""

import json
import re
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from opencc import OpenCC

#: The blocks of common Chinese characters: unified ideographs, and their extension A.
_HAN = (range(0x4E00, 0xA000), range(0x3400, 0x4DC0))
#: How words are written in Taiwan: of these dictionaries the first that has a word decides.
_TAIWAN = ("TWPhrases", "TWVariantsPhrases", "TWVariants")
#: Words of everyday Traditional that the dictionaries take for another of computing.
_EVERYDAY_TRADITIONAL = re.compile(
    "(互動|指標|整合|查詢|核心|桌布|檔案|物件|(?<!人工)智慧|數位|卷軸|即時|呼叫|執行|宣告|"
    "序列|建立|影像|影片|文件|新增|社群|稽核|程序|簡報|行程|裝置|複製|資料|通訊|連線|進階|過載|"
    "遮蔽|釋出|開啟|類比|高階|低階|線上|永珍)"
)
#: And those of everyday Simplified.
_EVERYDAY_SIMPLIFIED = re.compile(
    "(万象|交互|优化|低级|保存|全局|刷新|创建|分区|加载|参数|发布|声明|存储|审核|实例|对象|导入|"
    "导出|局部|循环|性能|截取|扩展|打开|批量|抛出|指针|接口|支持|文件|权限|查找|查看|激活|添加|用户|"
    "社区|程序|窗口|类型|组件|菜单|触摸|设备|调度|运行|进程|连接|镜像|队列|集成|集群|项目|高端|高级)"
)


def to_simplified(text: str) -> str:
    """The text in Simplified characters and mainland words; as it is, if it is Simplified."""
    return _from_traditional(text) if has_traditional(text) else text


@lru_cache(maxsize=4096)
def _from_traditional(text: str) -> str:
    # What is Simplified is not remembered: the words for asking alone would fill the memory.
    return _simplified(text)


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """The text in Traditional characters and Taiwan words."""
    return _converted(text, "s2twp", "s2tw", _EVERYDAY_SIMPLIFIED)


def over_traditional(text: str) -> str:
    """A Simplified text as it comes out when its Traditional form is brought back to Simplified.

    In between it is as people write it in Taiwan, who may say 專案 where `to_traditional` leaves
    項目.
    """
    # Without phrases 皇后 is 皇後 in between, which the way back undoes.
    there = _chain("s2twp", ("STCharacters",), _TAIWAN)
    return _simplified(there.convert(text))


def has_traditional(text: str) -> bool:
    """Whether some character exists in the Traditional script only."""
    return not only_traditional().isdisjoint(text)


def _simplified(text: str) -> str:
    return _converted(text, "tw2sp", "tw2s", _EVERYDAY_TRADITIONAL)


def _converted(text: str, configuration: str, by_character: str, everyday: re.Pattern[str]) -> str:
    """Converted with words, but for the everyday ones."""
    parts = everyday.split(text)  # what is between them, and each of them, in turn
    return "".join(
        _converter(by_character if index % 2 else configuration).convert(part)
        for index, part in enumerate(parts)
    )


@cache
def only_traditional() -> frozenset[str]:
    """The characters of the Traditional script alone: those that have another form."""
    return _changed_by(_converter("t2s"))


@cache
def only_simplified() -> frozenset[str]:
    """The characters of the Simplified script alone: those that have another form.

    吃 has one, 喫, that neither Taiwan nor Hong Kong writes; so it is a character of both scripts.
    """
    in_taiwan = _changed_by(_chain("s2tw", ("STCharacters",), ("TWVariants",)))
    return in_taiwan & _changed_by(_chain("s2hk", ("STCharacters",), ("HKVariants",)))


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
