# ruff: noqa
"""A package whose digests are stored in `digests.json`: on every Python they must be the same."""

import math as mathematics
from dataclasses import dataclass, field

WIDTH, NOTHING, ALL = 0x10, None, ...
NUMBERS = (1.0, 1e300, 2j, True, b"\x00\xff", "ä€\u0378", -0.5)


@dataclass(frozen=True)
class Text:
    words: list[str] = field(default_factory=list)
    style: "Style | None" = None

    def __len__(self) -> int:
        return sum(len(word) for word in self.words if word)


class Style(dict[str, int]):
    @property
    def width(self):
        return self["width"]

    @width.setter
    def width(self, value):
        self["width"] = value


# fmt: off
def strings(x, w, *rest, key=WIDTH, **options):
    a = f"{x!r:>{w}}" "b"
    b = f"{{}}" f"{x:{w}}" f"{x:}" f"" "c" f"{x=}" f"{{{x}}}"
    c = f"{x:a{w}b{w!s}}" rf"\d{x}" f"""{x
    }"""
    d = f"{x:%H:%M}{', '.join(f'{y}' for y in rest)}" f"{x!a:^{w}.{key}}"
    e = f"{x}" "" f"", f"", u"u", "a" f"b" r"\c", f"{ x = !r:5}", f"{x:{w}{key}}", f'{x["a"]}'
    return a, b, c, d, e, {**options}, rest[1:None], rest[::2], lambda y=1, /, *z: (y, *z)
# fmt: on


async def statements(x):
    global WIDTH
    WIDTH += 1
    try:
        async with x as y, x:
            yield [z async for z in y]
    except* (ValueError, TypeError) as error:
        raise RuntimeError from error
    finally:
        del y
    match x:
        case {"a": [1, *_], **rest} | Text(words=rest) if rest:
            return
        case None | -1:
            pass
    while not (n := mathematics.floor(x)) < 3 <= 4:
        break
    else:
        assert n, "n"
