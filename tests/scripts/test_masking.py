"""A secret that a script uses shows nowhere in what the run tells."""

from __future__ import annotations

from hypothesis import assume, given
from hypothesis import strategies as st

from device.console import MASK
from panel.scripts.masking import Mask
from panel.scripts.outcome import Failed
from panel.scripts.report import told
from panel.scripts.runner import play

from .toy import Text, Toy, only, printer

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
    assert mask.line("Correct                  ") == "Correct".ljust(25)


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


def test_a_secret_in_the_name_of_an_item_is_masked() -> None:
    report = everything("secret K = env K\npress [Menu]\nselect $K", K="hunter2")

    assert f'the item "{MASK}"' in report


def test_a_secret_that_is_empty_hides_nothing() -> None:
    assert "|Ready" in everything('secret K = env K else ""\npress OK\ncheck screen "nowhere"')
