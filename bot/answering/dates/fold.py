"""Folding: one way of writing for the grammar to read, character for character.

The grammar is written in Simplified characters, ASCII digits and lower case. Only the characters
that it mentions are folded, so a plain table does, and offsets in the folded text hold in the text.
"""

_TRADITIONAL = (
    "壹萬參與兩個為爲麼貳於從倉會體兒黨關內軍淩幾擊動勞區廳歷廂縣雙隻臺檯號号後嗎聽員"
    "週國聖場塊備頭婦學尋噚層屆歲師並慶牀庫開當報攤數整斷時晝夲機條來構櫃棟樹樣橋樓氣"
    "沒遊灣燈點現電碼禮種窗約級線終續綴節見覽議記評訴診誕語說説談諜貨賽贊車輕輩邊過這"
    "經書樂傳術遲選裏裡鐘鍾鈡鐵長門閉問間麵麪項題風飛飯餅館鳥黃齡"
)
_SIMPLIFIED = (
    "一万三与两个为为么二于从仓会体儿党关内军凌几击动劳区厅历厢县双只台台号号后吗听员"
    "周国圣场块备头妇学寻寻层届岁师并庆床库开当报摊数整断时昼本机条来构柜栋树样桥楼气"
    "没游湾灯点现电码礼种窗约级线终续缀节见览议记评诉诊诞语说说谈谍货赛赞车轻辈边过这"
    "经书乐传术迟选里里钟钟钟铁长门闭问间面面项题风飞饭饼馆鸟黄龄"
)

_PUNCTUATION = {"　": " ", "\t": " ", "\n": " ", "\u00a0": " ", "～": "~", "〜": "~", "∼": "~"}
_DASHES = dict.fromkeys("–—‒―−－ー─﹣", "-")
_APOSTROPHES = dict.fromkeys("’‘ʼ`", "'")

_TABLE = str.maketrans(
    dict(zip(_TRADITIONAL, _SIMPLIFIED, strict=True))
    | {chr(code): chr(code - 0xFEE0).lower() for code in range(0xFF01, 0xFF5F)}
    | {chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)}
    | _PUNCTUATION
    | _DASHES
    | _APOSTROPHES
)


def folded(text: str) -> str:
    """The text in the script that the grammar reads; as long as `text`."""
    return text.translate(_TABLE)
