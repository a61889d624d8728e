"""Drawing: a picture becomes SVG, and that a PNG, with a font that is brought along."""

from xml.etree import ElementTree

from bot.language import Language
from bot.reminders.board.picture import Picture

#: The forms that characters have where the reader is.
_FAMILIES = {Language.HANT: "Noto Sans CJK TC"}
_FAMILY = "Noto Sans CJK SC"


def as_svg(picture: Picture, language: Language) -> str:
    """The picture as SVG."""
    root = ElementTree.Element(
        "svg",
        xmlns="http://www.w3.org/2000/svg",
        width=str(picture.width),
        height=str(picture.height),
    )
    root.set("font-family", _FAMILIES.get(language, _FAMILY))
    paper = {"width": "100%", "height": "100%", "fill": "#ffffff"}
    ElementTree.SubElement(root, "rect", paper)
    for bar in picture.bars:
        box = {"x": bar.x, "y": bar.y, "width": bar.width, "height": bar.height, "rx": 5}
        ElementTree.SubElement(root, "rect", _written(box), fill=bar.colour)
    for label in picture.labels:
        place = {"x": label.x, "y": label.y, "font-size": label.size}
        text = ElementTree.SubElement(root, "text", _written(place), fill=label.colour)
        text.set("text-anchor", label.anchor)
        if label.is_bold:
            # The font has one weight.
            text.set("stroke", label.colour)
            text.set("stroke-width", str(label.size / 40))
        text.text = label.text
    return ElementTree.tostring(root, encoding="unicode")


def as_png(picture: Picture, language: Language) -> bytes:
    """The picture as PNG; it takes some 100 ms: call it in a thread where others wait."""
    # Imported here: the bot seldom draws, and starts often.
    import noto_cjk_sans_otc
    import resvg_py

    return resvg_py.svg_to_bytes(
        svg_string=as_svg(picture, language),
        font_files=[str(noto_cjk_sans_otc.FONT_PATH)],
        skip_system_fonts=True,
    )


def _written(numbers: dict[str, float]) -> dict[str, str]:
    return {name: f"{number:g}" for name, number in numbers.items()}
