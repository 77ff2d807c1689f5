"""Elements of a drawing, as text in which nothing that came from outside is markup."""

from html import escape

from elkvision.server.drawing import palette


class Drawn(str):
    """Markup of our own making: it is not escaped again."""

    __slots__ = ()


def element(name: str, *children: str, **attributes: object) -> Drawn:
    """`stroke_width` is written `stroke-width`; what is None or empty is left out."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
        if value not in (None, "")
    )
    inside = "".join(child if isinstance(child, Drawn) else escape(_clean(child)) for child in children)
    return Drawn(f"<{name}{said}>{inside}</{name}>" if inside else f"<{name}{said}/>")


def drawing(width: float, height: float, *children: str) -> Drawn:
    return element(
        "svg", *children, xmlns="http://www.w3.org/2000/svg", width=width, height=height,
        viewBox=f"0 0 {_attribute(width)} {_attribute(height)}", font_family=palette.FONTS,
    )  # fmt: skip


def words(x: float, y: float, text: str, *, size: float = 10, fill: str = palette.INK_3, **more: object) -> Drawn:
    return element("text", text, x=x, y=y, font_size=size, fill=fill, **more)


def cut(text: str, width: float, size: float = 10) -> str:
    """As much of the text as fits, going by how wide letters are on average."""
    most = max(1, int(width / (size * 0.56)))
    return text if len(text) <= most else text[: most - 1] + "…"


def _attribute(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else _clean(str(value))


def _clean(text: str) -> str:
    """Without the signs that XML has no way to write."""
    return "".join(
        sign if sign >= " " or sign in "\t\n" else "\ufffd" for sign in text if not "\ud800" <= sign <= "\udfff"
    )
