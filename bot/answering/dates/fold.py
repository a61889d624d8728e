"""Folding: one way of writing for the grammar to read, character for character.

The grammar is written in Simplified characters, ASCII digits and lower case. Only the characters
that it mentions are folded, so a plain table does, and offsets in the folded text hold in the text.
"""

_TRADITIONAL = "週號點後個這兩開間內時鐘禮聽晝從現過來歲樓門線廳節國慶淩屆張條項為於陽尋噚幾"
_SIMPLIFIED = "周号点后个这两开间内时钟礼听昼从现过来岁楼门线厅节国庆凌届张条项为于阳寻寻几"
_TRADITIONAL += "與場館車機電專課話頁級種樣類檔幣塊圓錢聖誕勞動兒師歸該說會單雙貳參壹"
_SIMPLIFIED += "与场馆车机电专课话页级种样类档币块圆钱圣诞劳动儿师归该说会单双二三一"
_TRADITIONAL += "黃閉還進當總畢業夠嗎麼離僅際傑裏裡隻啟學連續頭區臺檯窗樂園員選"
_SIMPLIFIED += "黄闭还进当总毕业够吗么离仅际杰里里只启学连续头区台台窗乐园员选"
_TRADITIONAL += "長條戶駕鍾鈡整週內号夲壘鬧舉辦製麵麪隊將據"
_SIMPLIFIED += "长条户驾钟钟整周内号本垒闹举办制面面队将据"

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
