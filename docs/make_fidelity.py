"""Writes docs/fidelity.md: of everything the panel shows and every setting, where it is known from.

All of it comes from the tags that stand with the data; only the own choices at the end are written here.
`python -m docs.make_fidelity` writes the page, `page()` gives its text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from device.condition import STATUS_WORDS
from device.roles import ADMINISTRATOR_ROLES
from device.settings.access import Access, Row
from device.settings.everything import ALL
from device.settings.kinds import (
    Address,
    AnySetting,
    Choice,
    Flag,
    Flags,
    Number,
    Secret,
    Setting,
    Source,
    Text,
)
from device.settings.levels import LEVELS, TABLE, Box
from panel.characters import CharacterSet, character_sets
from panel.keys import APPROXIMATE, Key
from panel.menu import Action, Item, Menu, View, label_of, leaves, walk
from panel.menus import MENU
from panel.screens.wording import WORDINGS

PAGE = Path(__file__).with_name("fidelity.md")

#: So many choices are listed in full.
MOST_CHOICES = 6

TAGS: Mapping[Source, str] = {
    Source.VERBATIM: "verbatim in the P 800/801 guide",
    Source.SIBLING: "verbatim for a sibling of the family",
    Source.CODE: "seen in public code or a public PPD",
    Source.REMEMBERED: "remembered or inferred, seen nowhere: approximate",
    Source.GUESS: "our own choice, where nothing is known",
}

#: How the subjects of settings are called, by the first word of their names.
SUBJECTS: Mapping[str, str] = {
    "security": "Security Options",
    "authentication": "Authentication",
    "network": "Network",
    "tls": "SSL/TLS",
    "certificates": "Certificates",
    "access_control": "Access Control",
    "snmp": "SNMP",
    "mail": "E-mail",
    "directory": "Kerberos, LDAP and Windows",
    "paper": "Paper Input",
    "printing": "Printing",
    "system": "System",
}

OWN_CHOICES = (
    "The display has its title on line 1, two items with their values at the right below, labels on line 4.",
    "A long row scrolls while it is selected; a place like `2/11` stands beside the title of a long list.",
    "Lists turn by whole pages and their ends meet. A present value bears a `*`, a ticked box an `x`.",
    "The order of the labels over the selection keys, and where characters stand on the rows of an entry.",
    "A number is set digit by digit: Left and Right choose the digit, Up and Down turn it.",
    "A list of values begins at the present one; [OK] stores at once and goes back.",
    "A message stands for 0.8 seconds a line, 2 seconds at least; [OK] and [Escape] take it away.",
    "Two entries of a secret that differ lead back to the first prompt; what is refused stays in its entry.",
    "A key that wakes the sleeping machine does nothing else.",
    "Auto Logout also sends screens back to rest when nobody is logged in.",
    "Who may do what with an item, where the guide does not say it.",
    "With a role's authentication management off, its items are everybody's within Menu Protect.",
    "The machine administrator deletes anybody's job and reads the whole audit; others read their own deeds.",
    "A change that names a Network Security Level and an item against it is refused.",
    "57 pages a minute; a job that was on paper when the power went is printed again from its first page.",
    "Every reason of a refusal, and all other words tagged `guess` above.",
)


def page() -> str:
    """The whole page."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    yield from _head()
    yield from _counts()
    yield from _panel()
    yield from _words()
    yield from _menus()
    yield from _pages()
    yield from _levels()
    yield from _effects()
    yield "## Our own choices"
    yield ""
    yield from (f"- {choice}" for choice in OWN_CHOICES)


def _head() -> Iterator[str]:
    yield "# What is known, and what is guessed"
    yield ""
    yield "<!-- Written by `make docs` from the tags in the code. Changes by hand are lost. -->"
    yield ""
    yield "Everything that the panel shows carries a tag that says where it is known from:"
    yield ""
    yield from (f"- **{tag.value}**: {words}" for tag, words in TAGS.items())
    yield ""
    yield "No test asserts as the hardware's what is tagged R or guess."
    yield ""


# Counts


def _counts() -> Iterator[str]:
    items = [item for _, item in walk(MENU)]
    counted: Mapping[str, Iterable[Source]] = {
        "settings: label and values": (setting.source for setting in ALL),
        "settings: default": (_default_source(setting) for setting in ALL),
        "settings: short form of the label": (setting.short_source for setting in ALL if setting.short),
        "menu: submenus, actions, views": (item.source for item in items if not isinstance(item, Setting)),
        "messages, titles, labels over keys": (word.source for word in WORDINGS.values()),
        "words of the status line": STATUS_WORDS.values(),
        "keys": (_key_source(key) for key in Key),
        "character sets": (Source(each.tag) for each in character_sets().sets),
        "layout of character sets": (Source(each.layout) for each in character_sets().sets),
    }
    yield "## How much of each"
    yield ""
    yield from _table(("", *(tag.value for tag in TAGS), "all"), map(_counted, counted, counted.values()))


def _counted(what: str, sources: Iterable[Source]) -> Sequence[str]:
    found = Counter(sources)
    return (what, *(str(found[tag] or "") for tag in TAGS), str(found.total()))


# Panel


def _panel() -> Iterator[str]:
    yield "## Keys"
    yield ""
    yield "Keys tagged R exist on siblings; faces mark them as approximate."
    yield ""
    yield from _table(("key", "tag"), ((key.value, _key_source(key).value) for key in Key))
    yield "## Display and indicators"
    yield ""
    yield from _table(
        ("what", "as it is here", "tag"),
        (
            ("display", "4 lines of 25 columns", "S, R for the P 800"),
            ("rest screen", "has the label [Prt.Jobs]", "V"),
            ("Power", "lit when ready, blinking while receiving, off while saving energy", "R"),
            ("Alert", "red when nothing prints, blinking yellow for soon", "R"),
            ("Data In", "blinking while receiving, lit while data waits", "R"),
        ),
    )
    yield "## Character entry"
    yield ""
    yield from _table(("set", "[ABC/123] order", "tag", "layout"), map(_set_row, character_sets().sets))


def _set_row(each: CharacterSet) -> Sequence[str]:
    kinds = [kind for kind, names in character_sets().kinds.items() if each.name in names]
    return each.name, ", ".join(f"{kind} entries" for kind in kinds), each.tag, each.layout


def _key_source(key: Key) -> Source:
    return Source.REMEMBERED if key in APPROXIMATE else Source.VERBATIM


# Words


def _words() -> Iterator[str]:
    yield "## Messages, titles and labels over the selection keys"
    yield ""
    rows = {(word.text, word.source.value) for word in WORDINGS.values()}
    rows |= {(text, source.value) for text, source in STATUS_WORDS.items()}
    order = [tag.value for tag in TAGS]
    yield from _table(("words", "tag"), sorted(rows, key=lambda row: (order.index(row[1]), row[0])))


# Settings

HEADER = ("item", "values", "default", "tags", "administrators", "others", "effect")

LEGEND = (
    "`tags`: of the label with its values / of the default / of the short form, where there is one.",
    (
        "`administrators`: what user, machine, network and file administrator may, in this order:"
        " w(rite), r(ead) or - (not shown). Most letters are guesses."
    ),
    "`others`: what everybody else may under Menu Protect Off, Level 1 and Level 2.",
    "`effect`: where a change is seen; *none*: nowhere; *later*: in a part of the machine not built yet.",
)


def _menus() -> Iterator[str]:
    yield "## The menu"
    yield ""
    yield from (f"- {words}" for words in LEGEND)
    yield ""
    alone = [item for item in MENU.items if not isinstance(item, Menu)]
    for number, item in enumerate(MENU.items, 1):
        yield f"{number}. {item.label}" + (f" [{item.source.value}]" if isinstance(item, Menu) else "")
    yield ""
    for item in MENU.items:
        if isinstance(item, Menu):
            yield f"### {item.label} [{item.source.value}]"
            yield ""
            yield from _table(HEADER, (_item_row(path, inner) for path, inner in walk(item)))
    yield "### Items of the first list itself"
    yield ""
    yield from _table(HEADER, (_item_row((label_of(item),), item) for item in alone))


def _item_row(path: Sequence[str], item: Item) -> Sequence[str]:
    needs = f" (with {item.needs})" if item.needs else ""
    name = " > ".join((*path[:-1], label_of(item))) + (f" (`{item.short}`)" if item.short else "") + needs
    match item:
        case Menu():
            return (f"**{name}**", "", "", item.source.value, "", "", "")
        case Action():
            return (name, "asks first", "", item.source.value, *_who(item.row), item.effect)
        case View():
            return (name, "to read", "", item.source.value, *_who(item.row), "")
        case _:
            return (name, *_setting_cells(item))


def _pages() -> Iterator[str]:
    in_menu = {leaf for leaf in leaves(MENU) if isinstance(leaf, Setting)}
    yield "## Settings that are not in the menu"
    yield ""
    yield "They are set on web pages and by `p800 set`."
    yield ""
    for subject, title in SUBJECTS.items():
        found = [s for s in ALL if s not in in_menu and s.name.split(".")[0] == subject]
        if found:
            yield f"### {title}"
            yield ""
            yield from _table(HEADER, (_family_row(family) for family in _families(found)))


def _family_row(family: Sequence[AnySetting]) -> Sequence[str]:
    first = family[0]
    label = first.label
    if len(family) > 1:
        label = re.sub(r"(?<!\S)1(?!\S)", f"1-{len(family)}", label)
    name = label + (f" (`{first.short}`)" if first.short else "")
    values, default, *rest = _setting_cells(first)
    if len({setting.default for setting in family}) > 1:
        default += " ..."
    return (name, values, default, *rest)


def _families(settings: Iterable[AnySetting]) -> Iterator[Sequence[AnySetting]]:
    """Settings that differ by a number from 1 stand together, in the order of the first of them."""
    families: dict[str, list[AnySetting]] = {}
    for setting in settings:
        families.setdefault(re.sub(r"_\d+(?=_|$)", "_#", setting.name), []).append(setting)
    for family in families.values():
        numbers = [re.findall(r"_(\d+)(?=_|$)", setting.name)[-1:] for setting in family]
        is_numbered = numbers == [[str(number)] for number in range(1, len(family) + 1)]
        yield from [family] if is_numbered else [[setting] for setting in family]


def _setting_cells(setting: AnySetting) -> Sequence[str]:
    tags = [setting.source, _default_source(setting), *([setting.short_source] if setting.short else [])]
    return (
        _values(setting),
        setting.spell(setting.default) or "empty",
        " / ".join(tag.value for tag in tags),
        *_who(setting.row),
        f"*{setting.effect}*" if setting.effect == "none" else setting.effect.replace("later:", "*later*:"),
    )


def _default_source(setting: AnySetting) -> Source:
    return setting.default_source or setting.source


def _values(setting: AnySetting) -> str:
    match setting:
        case Choice():
            return _listed([setting.spell(option) for option in setting.options])
        case Flag():
            return f"{setting.off}, {setting.on}"
        case Flags():
            return "any of " + _listed([str(option.value) for option in setting.options])
        case Number():
            return setting.range
        case Secret() | Text():
            kind = "secret" if setting.is_secret else "text"
            return f"{kind}, {setting.shortest} to {setting.longest} characters"
        case Address():
            return f"IPv{setting.version} address" if setting.version else "IP address"
        case _:
            raise TypeError(f"{setting!r} is of no known kind")


def _listed(words: Sequence[str]) -> str:
    if len(words) <= MOST_CHOICES:
        return ", ".join(words)
    return f"{', '.join(words[:3])} ... ({len(words)})"


_LETTERS = {Access.NOTHING: "-", Access.READ: "r", Access.WRITE: "w"}


def _who(row: Row) -> tuple[str, str]:
    assert len(row.administrators) == len(ADMINISTRATOR_ROLES)
    return (
        "".join(_LETTERS[access] for access in row.administrators),
        "".join(_LETTERS[access] for access in row.others),
    )


# Levels and effects


def _levels() -> Iterator[str]:
    yield "## What a Network Security Level sets [R]"
    yield ""
    yield "All of it is remembered. A level sets these items; changing one of them makes it Custom [S]."
    yield ""
    rows = []
    for item in TABLE:
        if isinstance(item, Box):
            cells = ["on" if item.ticked[level] else "off" for level in LEVELS]
            rows.append((f"{item.setting.label}: {item.box.value}", *cells))
        else:
            cells = [item.setting.spell(item.values[level]) for level in LEVELS]
            rows.append((item.setting.label, *cells))
    yield from _table(("", *(level.value for level in LEVELS)), rows)


def _effects() -> Iterator[str]:
    later: dict[str, list[str]] = {}
    for family in _families(ALL):
        if family[0].effect.startswith("later: "):
            later.setdefault(family[0].effect.removeprefix("later: "), []).append(str(_family_row(family)[0]))
    nothing = [str(_family_row(family)[0]) for family in _families(ALL) if family[0].effect == "none"]
    counts = Counter("later" if s.effect.startswith("later") else s.effect == "none" for s in ALL)
    yield "## Settings without effect"
    yield ""
    yield f"Of {len(ALL)} settings {counts[False]} have an effect now, {counts['later']} will have one later."
    yield f"{counts[True]} are stored and shown, and change nothing else:"
    yield ""
    yield f"{'; '.join(nothing)}."
    yield ""
    for room, names in sorted(later.items()):
        yield f"Later, in {room}: {'; '.join(names)}."
        yield ""


def _table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield _line(header)
    yield _line(["---"] * len(header))
    yield from (_line(row) for row in rows)
    yield ""


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def main() -> None:
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
