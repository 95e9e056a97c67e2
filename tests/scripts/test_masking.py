"""A secret that a script uses shows nowhere in what the run tells."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from device.console import COLUMNS, MASK
from panel.scripts.core import open_core
from panel.scripts.masking import Mask
from panel.scripts.outcome import Failed
from panel.scripts.report import told
from panel.scripts.runner import play

from .toy import Menu, Text, Toy, only, printer

ENTRY = 'press [Menu]\nselect "Security Options" > "Driver Encryption Key"\npress [Enter]\n'


@given(st.lists(st.text(min_size=1, max_size=8), max_size=4), st.text(), st.text())
def test_no_secret_is_left_in_a_masked_text(secrets: list[str], before: str, after: str) -> None:
    assume(not any(set(secret) <= set(MASK) for secret in secrets))
    mask = Mask(secrets)

    for secret in secrets:
        masked = mask.text(before + secret + after)
        assert not any(each in masked.replace(MASK, "\0") for each in secrets)


def test_a_longer_secret_is_not_left_half_by_a_shorter_one_in_it() -> None:
    assert Mask(["abc", "abcdef"]).text("<abcdef> <abc>") == f"<{MASK}> <{MASK}>"


def test_a_piece_that_the_edge_of_the_display_cut_off_is_masked() -> None:
    mask = Mask(["correct horse battery staple"])

    assert mask.line("Name: correct horse batte") == f"Name: {MASK}".ljust(25)
    assert mask.line("horse battery staple  yes") == f"{MASK}  yes".ljust(25)
    assert mask.line("ct horse battery staple  ") == MASK.ljust(25)
    assert mask.line("correct horse battery sta") == MASK.ljust(25)
    assert mask.line("Corroded                 ") == "Corroded".ljust(25)


def test_overlapping_secrets_leave_no_rest() -> None:
    assert Mask(["abcd", "cdefg"]).text("<abcdefg>") == f"<{MASK}>"
    assert Mask(["aba"]).text("<ababa>") == f"<{MASK}>"


def test_a_secret_with_blanks_around_it_is_masked_without_them_too() -> None:
    mask = Mask([" key ", "abc "])

    assert mask.text('"key" "abc"') == f'"{MASK}" "{MASK}"'
    assert mask.line("Key:  key                ") == f"Key:  {MASK}".ljust(25)


#: What stands beside a text on a display: marks, values, other words, blanks.
BESIDE = st.sampled_from(
    (
        *("", " ", "  ", "      ", "> ", "* ", "[x] ", "[ ] ", ": ", ":", '"', "'", "..", "…", "?", "."),
        *("Host Name", "2/11", "Off", " Off", "On ", "  17", "a", "Key:Enc", "Login Password", "\u2423"),
    )
)
#: Printable; without the character of the mask, or the mask could not be told from what is left beside it.
PRINTABLE = st.characters(
    categories=["Ll", "Lu", "Lo", "Nd", "Po", "Pd", "Ps", "Sc", "Sm", "Zs"], exclude_characters="*"
)
SECRETS = st.one_of(st.text(PRINTABLE, min_size=4, max_size=40), st.text("ab -", min_size=4, max_size=40))


@st.composite
def displayed(draw: st.DrawFn, secret: str) -> str:
    """A line that shows something of the secret in any way that a display may."""
    start = draw(st.integers(0, len(secret)))
    piece = secret[start : draw(st.integers(start, len(secret)))]
    before, after = (draw(st.lists(BESIDE, max_size=3)) for _ in range(2))
    text = "".join((*before, piece, *after))
    offset = draw(st.integers(0, max(0, len(text) - COLUMNS)))
    line = text[offset : offset + COLUMNS]
    match draw(st.sampled_from(["as it is", "goes on", "went on", "both", "at the right"])):
        case "goes on":
            line = f"{line[: COLUMNS - 2]}.."
        case "went on":
            line = f"..{line[2 - COLUMNS :]}"
        case "both":
            line = f"..{line[: COLUMNS - 4]}.."
        case "at the right":
            line = line.strip().rjust(COLUMNS)
    return line.ljust(COLUMNS)[:COLUMNS]


def pieces_in(secret: str, text: str) -> set[str]:
    """The pieces of the secret that stand in the text: four characters and more, not counting blanks."""
    parts = {secret[i:j] for i in range(len(secret)) for j in range(i + 4, len(secret) + 1)}
    return {part for part in parts if len("".join(part.split())) >= 4 and part in text}


@given(st.data(), st.lists(SECRETS, min_size=1, max_size=3))
def test_no_piece_of_a_secret_is_left_in_a_line(data: st.DataObject, secrets: list[str]) -> None:
    line = data.draw(displayed(data.draw(st.sampled_from(secrets))))

    masked = Mask(secrets).line(line)

    assert len(masked) == COLUMNS
    assert not any(pieces_in(secret, masked.replace(MASK, "\0")) for secret in secrets)


@given(st.data(), SECRETS, st.text("ab -..*", max_size=COLUMNS))
def test_a_line_without_a_secret_stays_as_it_is(data: st.DataObject, secret: str, other: str) -> None:
    line = data.draw(st.one_of(st.just(other.ljust(COLUMNS)), displayed(secret)))
    assume(not pieces_in(secret, line) and secret.strip() not in line)

    assert Mask([secret]).line(line) == line


@given(SECRETS)
def test_only_a_mask_is_left_of_a_secret(secret: str) -> None:
    assume(secret.strip())

    assert Mask([secret]).line(secret.strip()[:COLUMNS].ljust(COLUMNS)).strip() in (
        MASK,
        secret.strip()[:COLUMNS].rstrip(),
    )
    assert Mask([secret]).text(secret).strip() == MASK


def test_a_mask_does_not_print_what_it_hides() -> None:
    assert repr(Mask(["hunter2"])) == "Mask(1 secrets)"


def everything(text: str, toy: Toy | None = None, **environment: str) -> str:
    """All that a run tells of a case that has to fail."""
    item = only(text)
    outcome = play(item, toy or printer(), environment)
    assert isinstance(outcome, Failed)
    return repr(outcome) + told(item, outcome)


def test_what_is_typed_into_a_private_entry_shows_nowhere() -> None:
    report = everything(f'{ENTRY}type "hunter2"\ncheck screen "Ready"')

    assert f"|Driver Encryption Key    |\n               |{MASK}" in report
    assert "r2" not in report.replace('"hunter2"', "")  # the statement is the author's own


def test_keys_on_a_private_display_are_masked_and_not_counted() -> None:
    report = everything(f'{ENTRY}press Right*3 OK [Accept] OK\ncheck screen "nowhere"')

    keys = report.split("the last keys: ")[1].split("\n")[0]
    assert keys.endswith(f"OK [Enter] {MASK} OK")


def test_many_keys_at_once_that_pass_through_a_private_display_are_masked() -> None:
    keys = "Select2 Down*3 OK Down OK Select1 Right*3 OK Left*2 OK Select3 Down"

    report = everything(f'press {keys}\ncheck screen "nowhere"')

    assert report.split("the last keys: ")[1].split("\n")[0].endswith(f"Down OK [Enter] {MASK} Down")


def test_a_secret_is_masked_where_it_only_stands_in_a_longer_text() -> None:
    toy = Toy(Text(("Name: xhunter2x", "hunter2")))

    report = everything(
        'secret KEY = env K\nlet longer = "x${KEY}x"\ncheck screen "${longer}y"\n', toy, K="hunter2"
    )

    assert "hunter2" not in report
    assert f"Name: x{MASK}x" in report


def test_a_secret_in_a_setting_or_the_audit_is_masked() -> None:
    toy = printer()
    toy.settings["a.b"] = "hunter2"

    assert "hunter2" not in everything('secret K = env K\ncheck setting a.b == "$K"', toy, K="hunter2")


def test_a_secret_typed_on_an_open_entry_is_masked_while_it_grows() -> None:
    host = 'secret K = env K\npress [Menu]\nselect "Host Name"\n'

    report = everything(f'{host}type $K\ncheck screen "nowhere"', K="hunter2")

    assert not any(piece in report for piece in ("hunter", "hunte", "|h  ", "|hu "))
    assert f"|Host Name                |\n               |{MASK}" in report


def test_after_an_entry_displays_are_shown_again() -> None:
    host = 'secret K = env K\npress [Menu]\nselect "Host Name"\n'

    report = everything(f'{host}type $K\npress [Accept]\ncheck screen "nowhere"', K="hunter2")

    assert "|Paper Input              |" in report


def test_a_character_of_a_secret_that_cannot_be_entered_is_not_named() -> None:
    host = 'secret K = env K\npress [Menu]\nselect "Host Name"\n'

    report = everything(f"{host}type $K", K="hu~ter2")

    assert "wanted: to enter a character of a secret" in report
    assert "~" not in report


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("Host Name supersecretv..", f"Host Name {MASK}.."),
        ("..secretvalue-of-mine", f"..{MASK}"),
        ("*persecretvalue", f"*{MASK}"),
        ("supersecretva Off", f"{MASK} Off"),
        ("[x] retvalue-of..   2/11", f"[x] {MASK}..   2/11"),
    ],
)
def test_a_piece_of_a_secret_is_masked_wherever_it_stands(line: str, shown: str) -> None:
    toy = Toy(Menu("Names", [(line, lambda toy: None), ("Other", lambda toy: None)]))
    environment = {"K": "supersecretvalue-of-mine"}

    for step in ('check screen "no"', 'check selected "no"', 'check line 2 "no"', 'select "no"'):
        report = everything(f"secret K = env K\n{step}", toy, **environment)

        assert not pieces_in(environment["K"], report)
        assert f"|{shown.ljust(COLUMNS)}|" in report


def test_a_piece_of_a_secret_over_a_key_is_masked() -> None:
    toy = Toy(Text(("A",), {"hunter2-": lambda toy: None, "Ok": lambda toy: None}))

    report = everything("secret K = env K\npress Select1 Select2 [no]", toy, K="hunter2-my-long")

    assert f"the last keys: [{MASK}] [Ok]" in report
    assert f"found:  the display has [{MASK}], [Ok]" in report
    assert "hunter" not in report


def test_a_name_that_the_machine_shortens_is_masked() -> None:
    name = "hunter2-my-long-host-name-abc"
    item = only(
        'secret H = env H\npress Menu\nselect "Host Interface" > "Network" > "Host Name"\n'
        'press [Delete]*32\ntype $H\npress [Accept] Down Up OK\ncheck screen "nowhere"'
    )

    with open_core() as stage:
        outcome = play(item, stage, {"H": name})

    assert isinstance(outcome, Failed)
    assert f">|Host Name  {MASK}  " in told(item, outcome)
    assert f"|..{MASK}  " in told(item, outcome)
    assert not pieces_in(name, repr(outcome) + told(item, outcome))


def test_a_secret_in_the_name_of_an_item_is_masked() -> None:
    report = everything("secret K = env K\npress [Menu]\nselect $K", K="hunter2")

    assert f'the item "{MASK}"' in report


def test_a_secret_that_is_empty_hides_nothing() -> None:
    assert "|Ready" in everything('secret K = env K else ""\npress OK\ncheck screen "nowhere"')
