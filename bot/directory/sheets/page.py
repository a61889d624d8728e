"""The page: a slip for each invitation, to print on A4 and cut. Pure."""

from collections.abc import Sequence
from datetime import tzinfo
from functools import cache
from typing import TYPE_CHECKING

from bot.directory.invitations import Invitation
from bot.directory.sheets.days import last_day
from bot.knowledge.text import Text
from bot.locales import Texts

if TYPE_CHECKING:
    from jinja2 import Template
    from markupsafe import Markup

#: Two columns of four, so that a code is still scanned from a bad copy.
_SLIPS_ON_A_PAGE = 8
#: Over codes that are mostly random bits, none is better than another.
_MASK = 3


def invitation_page(
    invitations: Sequence[Invitation],
    *,
    username: str,
    edition: Text,
    zone: tzinfo,
    texts: Texts,
) -> str:
    """One HTML page that needs nothing else: no picture, font or script from anywhere.

    It holds links that each let somebody in: whoever has the page can join in their place. A slip
    takes some 5 ms: call it in a thread where others wait.

    Args:
        invitations: in the order in which they are printed.
        username: the bot's, without @.
        edition: what it is about, on every slip.
        zone: of the edition.
        texts: in the language of the sheet.
    """
    language = texts.language
    slips = [
        {
            "unit": invitation.unit.name.in_(language),
            "region": invitation.unit.region,
            "contact": invitation.contact.name,
            "link": invitation.link(username).removeprefix("https://"),
            "code": _code(invitation.link(username)),
            "until": texts(
                "directory.sheet.until", day=last_day(invitation.expires_at, zone, language)
            ),
        }
        for invitation in invitations
    ]
    return _template().render(
        language=language.value,
        title=texts("directory.sheet.title"),
        edition=edition.in_(language),
        how=texts("directory.sheet.how"),
        then=texts("directory.sheet.then"),
        cut=texts("directory.sheet.cut", n=len(slips)),
        pages=[
            slips[start : start + _SLIPS_ON_A_PAGE]
            for start in range(0, len(slips), _SLIPS_ON_A_PAGE)
        ],
    )


@cache
def _template() -> "Template":
    # Imported here, as what draws codes is: the bot seldom makes a page, and starts often.
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("bot.directory.sheets", "."),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html")


def _code(link: str) -> "Markup":
    """A link's QR code as an SVG picture; it holds nothing but the link."""
    import segno
    from markupsafe import Markup

    # Any of the eight masks can be read; choosing the best takes four times as long as drawing it.
    code = segno.make_qr(link, error="m", mask=_MASK)
    return Markup(code.svg_inline(border=2, omitsize=True, svgclass=None, lineclass=None))
