"""Accounts and roles: what an account may hold, who may change what, and what survives power off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from device.audit import Deed
from device.errands import Failed
from device.keep import Changed, KeepError, Sealed
from device.people.accounts import SUPERVISOR, Kind, Origin, administrator_key, empty, from_plain, user_key
from device.people.edits import Edit
from device.people.names import has_forbidden, wrong_code, wrong_display_name, wrong_mail, wrong_name
from device.people.people import HIDDEN_NAME
from device.people.roll import factory
from device.roles import ADMINISTRATOR_ROLES, MACHINE_ITSELF, Actor, Role, nobody
from device.settings import authentication, security
from device.settings.kinds import Refused

from .crowd import FOUR, PASSWORD, Crowd, staffed

FIRST, SECOND, THIRD, FOURTH = (administrator_key(number) for number in range(1, 5))
SECRET = "Tell-no-0ne"


@pytest.fixture
def crowd() -> Crowd:
    """Four administrators with one role each, and a supervisor."""
    return staffed()


@pytest.fixture
def new() -> Crowd:
    """As from the factory."""
    return Crowd()


def add_user(crowd: Crowd, number: int = 1, name: str = "bob", password: str = PASSWORD) -> str:
    key = user_key(number)
    crowd.edit(key, Edit(name=name, password=Sealed(password)), MACHINE_ITSELF)
    return key


# What the factory leaves


def test_the_factory_leaves_admin_with_all_roles_and_a_supervisor_both_without_password(new: Crowd) -> None:
    roll = new.people.roll

    assert [account.name for account in roll] == ["admin", "", "", "", "supervisor"]
    assert all(roll.holder(role).name == "admin" for role in ADMINISTRATOR_ROLES)
    assert not any(account.login.is_set for account in roll)
    assert new.people.has_factory_password()
    assert new.login("admin") is not None
    assert new.login("supervisor") is not None


def test_a_vacant_administrator_has_no_name_and_cannot_log_in(new: Crowd) -> None:
    assert new.people.roll.administrators[1].is_vacant
    assert new.login("") is None


def test_the_factory_passwords_are_gone_when_every_keeper_has_one(crowd: Crowd) -> None:
    assert not crowd.people.has_factory_password()
    crowd.edit(SUPERVISOR, Edit(password=Sealed.EMPTY), MACHINE_ITSELF)
    assert crowd.people.has_factory_password()


def test_a_user_without_password_is_no_factory_password(crowd: Crowd) -> None:
    add_user(crowd, password="")
    assert not crowd.people.has_factory_password()


def test_an_administrator_who_cannot_log_in_has_no_factory_password(crowd: Crowd) -> None:
    crowd.people.hand_over(Role.FILE, 1, crowd.actor("fay"))
    crowd.edit(FOURTH, Edit(password=Sealed.EMPTY), MACHINE_ITSELF)
    assert not crowd.people.has_factory_password()


# What an account may hold


@pytest.mark.parametrize(
    "name", ["a", "admin2", "2b", "a" * 32, "ren\u00e9", "DOMAIN\\bob", "bob@example.com"]
)
def test_these_are_login_names(name: str) -> None:
    assert wrong_name(name) == ""


@pytest.mark.parametrize("name", ["", "123", "a b", "a:b", 'a"b', "a" * 33, "a\nb", "a\x1b[2J"])
def test_these_are_no_login_names(name: str) -> None:
    assert wrong_name(name)


def test_a_space_a_colon_a_quotation_mark_and_control_characters_are_forbidden() -> None:
    assert all(has_forbidden(letter) for letter in ' :"\n\x00')
    assert not has_forbidden("123")


@pytest.mark.parametrize(
    ("wrong", "right"),
    [(wrong_code, "12345678"), (wrong_display_name, "Bob Best"), (wrong_mail, "bob@example.com")],
)
def test_other_texts_may_be_empty_or_right(wrong: Any, right: str) -> None:
    assert wrong("") == wrong(right) == ""
    assert wrong(right + "\n")


@pytest.mark.parametrize(
    "key", ["administrator-0", "administrator-5", "user-0", "user-01", "user-1001", "bob", ""]
)
def test_there_is_no_account_of_another_key(key: str, crowd: Crowd) -> None:
    with pytest.raises(KeyError):
        empty(key)
    with pytest.raises(Refused, match="no account"):
        crowd.people.propose(key, Edit(name="bob"), MACHINE_ITSELF)


def test_an_account_comes_back_from_plain_values(crowd: Crowd) -> None:
    add_user(crowd)
    for account in crowd.people.roll:
        assert from_plain(account.key, account.to_plain()) == account


@pytest.mark.parametrize(
    ("key", "plain"),
    [
        ("user-1", {"name": "a b"}),
        ("user-1", {"name": 5}),
        ("user-1", {"login": "hunter22"}),
        ("user-1", {"encryption": {"hash": ""}}),
        ("user-1", {"origin": "elsewhere"}),
        ("user-1", "bob"),
        ("supervisor", {"mail": "a@b"}),
        ("nobody", {}),
    ],
)
def test_plain_values_that_are_no_account_are_refused(key: str, plain: Any) -> None:
    with pytest.raises(ValueError, match=key) as raised:
        from_plain(key, plain)
    assert "hunter22" not in str(raised.value)


# Who may change what


def test_an_administrator_changes_the_own_name_and_passwords(crowd: Crowd) -> None:
    crowd.edit(
        THIRD, Edit(name="nora", password=Sealed("new"), encryption=Sealed(SECRET)), crowd.actor("ned")
    )

    account = crowd.people.roll.accounts[THIRD]
    assert crowd.login("nora", "new") is not None
    assert account.encryption.key("sha1") is not None
    assert crowd.people.roll.named("ned") is None


@pytest.mark.parametrize("field", ["name", "password", "encryption"])
@pytest.mark.parametrize("who", [*FOUR.values(), "sue"])
def test_nobody_changes_another_administrator_but_the_supervisor_a_password(
    field: str, who: str, crowd: Crowd
) -> None:
    edit = {
        "name": Edit(name="eve"),
        "password": Edit(password=Sealed("eve")),
        "encryption": Edit(encryption=Sealed("eve")),
    }[field]
    may = who == "ned" or (who == "sue" and field == "password")

    if may:
        crowd.people.propose(THIRD, edit, crowd.actor(who))
    else:
        with pytest.raises(Refused, match="only") as refused:
            crowd.people.propose(THIRD, edit, crowd.actor(who))
        assert refused.value.is_privilege
        assert crowd.deeds(Deed.REFUSED)[-1].by == who


def test_the_supervisor_resets_an_administrators_password_and_its_own(crowd: Crowd) -> None:
    sue = crowd.actor("sue")
    crowd.edit(FIRST, Edit(password=Sealed("reset")), sue)
    crowd.edit(SUPERVISOR, Edit(password=Sealed("mine")), sue)

    assert crowd.login("uma", "reset") is not None
    assert crowd.login("sue", "mine") is not None


@pytest.mark.parametrize("who", FOUR.values())
def test_no_administrator_changes_the_supervisor(who: str, crowd: Crowd) -> None:
    with pytest.raises(Refused, match="only"):
        crowd.people.propose(SUPERVISOR, Edit(password=Sealed.EMPTY), crowd.actor(who))


def test_the_supervisor_has_no_encryption_password(crowd: Crowd) -> None:
    with pytest.raises(Refused, match="no encryption password"):
        crowd.people.propose(SUPERVISOR, Edit(encryption=Sealed("x")), crowd.actor("sue"))


def test_somebody_at_the_panel_who_is_not_logged_in_changes_nobody(crowd: Crowd) -> None:
    add_user(crowd)
    for key in (FIRST, SUPERVISOR, user_key(1)):
        with pytest.raises(Refused, match="only"):
            crowd.people.propose(key, Edit(name="eve"), nobody("panel"))


@pytest.mark.parametrize("who", [*FOUR.values(), "sue"])
def test_the_address_book_is_the_user_administrators(who: str, crowd: Crowd) -> None:
    add_user(crowd)
    actor = crowd.actor(who)

    def edit_everything() -> None:
        crowd.edit(user_key(2), Edit(name="cat", password=Sealed("x"), user_code="7", mail="c@d"), actor)
        crowd.people.change(user_key(1), Edit(display_name="Bob Best"), actor)
        crowd.people.remove(user_key(1), actor)

    if who == FOUR[Role.USER]:
        edit_everything()
        assert [user.name for user in crowd.people.roll.users] == ["cat"]
    else:
        with pytest.raises(Refused, match="user administrator only"):
            edit_everything()
        assert [user.name for user in crowd.people.roll.users] == ["bob"]


def test_without_user_administrator_management_everybody_keeps_the_address_book(crowd: Crowd) -> None:
    crowd.set((authentication.MANAGEMENT[Role.USER], False))

    crowd.edit(user_key(1), Edit(name="bob"), nobody("panel"))

    assert crowd.people.roll.named("bob") is not None


def test_a_name_alone_is_not_the_person(crowd: Crowd) -> None:
    add_user(crowd, name="bob")
    impostors = [
        Actor("uma", frozenset({Role.PERSON}), "panel"),
        Actor("bob", frozenset({Role.USER}), "panel"),
        Actor("gone", frozenset(ADMINISTRATOR_ROLES), "panel"),
    ]
    for impostor in impostors:
        with pytest.raises(Refused, match="only"):
            crowd.people.propose(FIRST, Edit(name="eve"), impostor)
        with pytest.raises(Refused, match="only"):
            crowd.people.propose(user_key(1), Edit(name="eve"), impostor)


def test_names_are_unique_over_all_accounts(crowd: Crowd) -> None:
    add_user(crowd)
    for key, name in ((user_key(2), "bob"), (user_key(2), "uma"), (FIRST, "sue"), (SUPERVISOR, "bob")):
        with pytest.raises(Refused, match="another account"):
            crowd.people.propose(key, Edit(name=name), MACHINE_ITSELF)


def test_user_codes_are_unique(crowd: Crowd) -> None:
    crowd.people.change(user_key(1), Edit(display_name="Ann", user_code="123"), MACHINE_ITSELF)
    with pytest.raises(Refused, match="user code"):
        crowd.people.change(user_key(2), Edit(display_name="Ben", user_code="123"), MACHINE_ITSELF)


def test_an_administrator_with_a_role_and_the_supervisor_keep_a_name(crowd: Crowd) -> None:
    for key in (FIRST, SUPERVISOR):
        with pytest.raises(Refused, match="login user name"):
            crowd.people.propose(key, Edit(name=""), MACHINE_ITSELF)


def test_an_entry_needs_a_name_before_a_password_and_something_at_all(crowd: Crowd) -> None:
    with pytest.raises(Refused, match="before a password"):
        crowd.people.propose(user_key(1), Edit(display_name="Ann", password=Sealed("x")), MACHINE_ITSELF)
    with pytest.raises(Refused, match="needs a login user name, a name or a user code"):
        crowd.people.change(user_key(1), Edit(mail="a@b"), MACHINE_ITSELF)


def test_a_user_whose_name_is_taken_away_has_no_password_left(crowd: Crowd) -> None:
    key = add_user(crowd)
    crowd.people.change(key, Edit(name="", display_name="Bob"), MACHINE_ITSELF)

    assert not crowd.people.roll.accounts[key].login.is_set


# Roles


def test_any_administrator_registers_a_vacant_one_who_then_cannot_log_in_before_a_role(new: Crowd) -> None:
    admin = new.actor("admin", "")
    new.edit(SECOND, Edit(name="ned", password=Sealed("x")), admin)
    assert new.login("ned", "x") is None

    new.people.hand_over(Role.NETWORK, 2, admin)

    session = new.login("ned", "x")
    assert session is not None
    assert session.roles == {Role.NETWORK}
    assert new.actor("admin", "").roles == set(ADMINISTRATOR_ROLES) - {Role.NETWORK}


@pytest.mark.parametrize("by", [nobody("panel"), Actor("supervisor", frozenset({Role.SUPERVISOR}), "panel")])
def test_only_administrators_register_a_vacant_one(by: Actor, new: Crowd) -> None:
    with pytest.raises(Refused, match="administrators only"):
        new.people.propose(SECOND, Edit(name="eve", password=Sealed("x")), by)


@pytest.mark.parametrize("who", ["uma", "max", "fay", "sue"])
def test_a_role_is_handed_over_by_its_holder_alone(who: str, crowd: Crowd) -> None:
    with pytest.raises(Refused, match="holds it"):
        crowd.people.hand_over(Role.NETWORK, 1, crowd.actor(who))

    crowd.people.hand_over(Role.NETWORK, 1, crowd.actor("ned"))
    assert crowd.people.roll.holder(Role.NETWORK).name == "uma"


def test_a_role_that_was_handed_over_already_is_not_handed_over_again(crowd: Crowd) -> None:
    ned = crowd.actor("ned")
    crowd.people.hand_over(Role.NETWORK, 1, ned)
    with pytest.raises(Refused, match="holds it"):
        crowd.people.hand_over(Role.NETWORK, 2, ned)


@pytest.mark.parametrize("number", [0, 2, 5])
def test_a_role_goes_to_a_registered_administrator_only(number: int, new: Crowd) -> None:
    with pytest.raises(Refused, match="Administrator"):
        new.people.hand_over(Role.FILE, number, new.actor("admin", ""))
    assert new.people.roll == factory()


def test_other_roles_are_nobodys_to_hand_over(crowd: Crowd) -> None:
    with pytest.raises(Refused, match="cannot be handed over"):
        crowd.people.hand_over(Role.SUPERVISOR, 1, crowd.actor("sue"))


def test_an_administrator_without_a_role_can_be_removed_by_any_administrator(crowd: Crowd) -> None:
    with pytest.raises(Refused, match="holds roles"):
        crowd.people.remove(FOURTH, crowd.actor("uma"))
    crowd.people.hand_over(Role.FILE, 1, crowd.actor("fay"))

    crowd.people.remove(FOURTH, crowd.actor("ned"))

    assert crowd.people.roll.accounts[FOURTH] == empty(FOURTH)
    crowd.power_cycle()
    assert crowd.people.roll.accounts[FOURTH] == empty(FOURTH)


def test_the_supervisor_stays(crowd: Crowd) -> None:
    with pytest.raises(Refused, match="cannot be removed"):
        crowd.people.remove(SUPERVISOR, MACHINE_ITSELF)


# Passwords in edits


def test_the_policy_judges_before_anything_is_derived(crowd: Crowd) -> None:
    crowd.set((security.PASSWORD_MINIMUM, 8), (security.PASSWORD_COMPLEXITY, security.Complexity.LEVEL_2))
    for weak in ("", "aB1", "abcdefghi"):
        with pytest.raises(Refused, match="password policy"):
            crowd.people.propose(FIRST, Edit(password=Sealed(weak)), crowd.actor("uma"))
    with pytest.raises(Refused, match="encryption password: the password policy"):
        crowd.people.propose(FIRST, Edit(encryption=Sealed("aB1")), crowd.actor("uma"))
    crowd.people.propose(
        FIRST, Edit(password=Sealed("abcdefG1"), encryption=Sealed.EMPTY), crowd.actor("uma")
    )


def test_whoever_is_registered_without_a_password_has_an_empty_one_which_the_policy_may_forbid(
    new: Crowd,
) -> None:
    admin = new.actor("admin", "")
    new.people.propose(SECOND, Edit(name="ned"), admin)
    new.set((security.PASSWORD_MINIMUM, 1))
    for key in (SECOND, user_key(1)):
        with pytest.raises(Refused, match="at least 1"):
            new.people.propose(key, Edit(name="ned"), admin)


def test_the_policy_is_no_matter_for_a_change_without_password(crowd: Crowd) -> None:
    key = add_user(crowd, password="")
    crowd.set((security.PASSWORD_MINIMUM, 8))

    crowd.people.change(key, Edit(mail="bob@example.com"), crowd.actor("uma"))

    assert crowd.people.roll.accounts[key].mail == "bob@example.com"


def test_a_proposal_has_an_errand_for_each_password_and_both_are_kept_at_once(crowd: Crowd) -> None:
    edit = Edit(password=Sealed("one-and-one"), encryption=Sealed("two-and-two"))
    proposal = crowd.people.propose(THIRD, edit, crowd.actor("ned"))
    assert [errand.password.reveal() for errand in proposal.errands] == ["one-and-one", "two-and-two"]
    before = len(crowd.audit.rows())

    crowd.people.settle(proposal, [crowd.run(errand) for errand in proposal.errands])

    details = [row.detail for row in crowd.audit.rows(before) if row.deed is Deed.CHANGED]
    assert details == ["login password: changed", "encryption password: changed"]


def test_a_proposal_that_is_dropped_or_whose_errand_failed_changes_nothing(crowd: Crowd) -> None:
    before = crowd.people.roll
    proposal = crowd.people.propose(THIRD, Edit(password=Sealed("x")), crowd.actor("ned"))

    with pytest.raises(Refused, match="no services"):
        crowd.people.settle(proposal, [Failed("no services")])
    with pytest.raises(ValueError, match="errand"):
        crowd.people.settle(proposal, [])

    assert crowd.people.roll is before


def test_a_proposal_is_judged_again_when_it_is_settled(crowd: Crowd) -> None:
    ned = crowd.actor("ned")
    proposal = crowd.people.propose(FIRST, Edit(password=Sealed("x")), crowd.actor("sue"))
    own = crowd.people.propose(THIRD, Edit(name="bob", password=Sealed("x")), ned)
    results = [crowd.run(errand) for errand in proposal.errands]
    crowd.people.hand_over(Role.NETWORK, 1, ned)

    with pytest.raises(Refused, match="only"):
        crowd.people.settle(own, results)
    crowd.set((security.PASSWORD_MINIMUM, 8))
    with pytest.raises(Refused, match="password policy"):
        crowd.people.settle(proposal, results)


def test_an_edit_with_a_password_cannot_go_without_its_errand(crowd: Crowd) -> None:
    with pytest.raises(ValueError, match="derived first"):
        crowd.people.change(FIRST, Edit(password=Sealed("x")), MACHINE_ITSELF)


# What is kept, told and hidden


def test_everything_survives_power_off(crowd: Crowd) -> None:
    add_user(crowd)
    crowd.edit(THIRD, Edit(encryption=Sealed("two-and-two")), crowd.actor("ned"))
    before = crowd.people.roll

    crowd.power_cycle()

    assert crowd.people.roll == before
    assert crowd.login("ned", PASSWORD) is not None


def test_a_full_disk_leaves_everything_as_it_was(crowd: Crowd) -> None:
    key = add_user(crowd)
    before, ned = crowd.people.roll, crowd.actor("ned")
    proposal = crowd.people.propose(THIRD, Edit(name="nora", password=Sealed("x")), ned)
    results = [crowd.run(errand) for errand in proposal.errands]
    crowd.keep.is_full = True

    changes: list[Callable[[], None]] = [
        lambda: crowd.people.settle(proposal, results),
        lambda: crowd.people.remove(key, MACHINE_ITSELF),
        lambda: crowd.people.hand_over(Role.NETWORK, 1, ned),
        lambda: crowd.people.reset(MACHINE_ITSELF),
    ]
    for change in changes:
        with pytest.raises(KeepError):
            change()

    crowd.keep.is_full = False
    assert crowd.people.roll is before
    assert [session.name for session in crowd.people.sessions] == ["ned"]
    crowd.power_cycle()
    assert crowd.people.roll == before


def test_a_damaged_account_stops_the_start_and_says_which() -> None:
    crowd = Crowd()
    with crowd.keep.transaction() as write:
        write.put("accounts", FIRST, {"name": "a b"})
    with pytest.raises(KeepError, match="administrator-1"):
        crowd.power_cycle()


def test_a_change_is_told_and_audited_without_any_secret(crowd: Crowd) -> None:
    heard: list[Changed] = []
    crowd.audit.listen(heard.append)

    crowd.edit(
        THIRD, Edit(name="nora", password=Sealed(SECRET), encryption=Sealed(SECRET)), crowd.actor("ned")
    )
    crowd.edit(user_key(1), Edit(name="bob", password=Sealed(SECRET), user_code="90210"), crowd.actor("uma"))

    rooms = [(change.room, change.subject, change.old, change.new) for change in heard]
    assert ("accounts", "nora", "ned", "nora") in rooms
    assert ("accounts", "nora", "set", "set") in rooms
    assert ("accounts", "bob", "not set", "set") in rooms
    everything = repr((heard, crowd.audit.rows(), list(crowd.people.roll), crowd.people.to_plain()))
    for secret in (SECRET, "argon2", "90210"):
        assert secret not in everything


def test_nothing_is_written_when_nothing_changes(crowd: Crowd) -> None:
    key = add_user(crowd)
    rows = len(crowd.audit.rows())

    crowd.people.change(key, Edit(name="bob", mail=""), MACHINE_ITSELF)

    assert len(crowd.audit.rows()) == rows


def test_names_are_hidden_from_whoever_is_not_logged_in_when_that_is_set(crowd: Crowd) -> None:
    shown = crowd.people.shown_name
    assert shown("bob", nobody("web")) == "bob"

    crowd.set((security.RESTRICT_DISPLAY, True))

    assert shown("bob", nobody("web")) == HIDDEN_NAME == "********"
    assert shown("", nobody("web")) == ""
    assert shown("bob", crowd.actor("ned")) == "bob"


# Export, import, factory reset


def test_an_export_comes_back_whole_on_another_machine(crowd: Crowd) -> None:
    add_user(crowd)
    other = Crowd()

    other.people.from_plain(crowd.people.to_plain(), MACHINE_ITSELF)

    assert other.people.roll == crowd.people.roll
    other.power_cycle()
    assert other.people.roll == crowd.people.roll


def without_secrets(plain: Any) -> Any:
    if not isinstance(plain, dict):
        return plain
    return {key: without_secrets(value) for key, value in plain.items() if not isinstance(value, Sealed)}


def test_an_import_without_secrets_keeps_the_passwords_of_the_same_people(crowd: Crowd) -> None:
    key = add_user(crowd)
    crowd.people.change(key, Edit(user_code="42"), MACHINE_ITSELF)
    plain = without_secrets(crowd.people.to_plain())
    before = crowd.people.roll

    crowd.people.from_plain(plain, crowd.actor("max"))
    assert crowd.people.roll == before

    plain["accounts"][key]["name"] = "eve"
    crowd.people.from_plain(plain, crowd.actor("max"))
    assert not crowd.people.roll.accounts[key].login.is_set


def test_what_an_import_leaves_out_is_as_at_the_factory(crowd: Crowd) -> None:
    crowd.people.from_plain({"accounts": {user_key(3): {"name": "bob"}}}, MACHINE_ITSELF)

    assert crowd.people.roll.holder(Role.FILE).name == "admin"
    assert [user.name for user in crowd.people.roll.users] == ["bob"]


@pytest.mark.parametrize(
    "plain",
    [
        [],
        {"people": {}},
        {"accounts": []},
        {"accounts": {FIRST: {"name": ""}}},
        {"accounts": {SECOND: {"name": "admin"}}},
        {"accounts": {SUPERVISOR: {"name": ""}}},
        {"roles": {"Network Administrator": 2}},
        {"roles": {"Network Administrator": "2"}},
        {"roles": {"Supervisor": 1}},
    ],
)
def test_a_wrong_import_changes_nothing_and_says_why(plain: Any, crowd: Crowd) -> None:
    before = crowd.people.roll
    with pytest.raises(Refused, match=r"\w"):
        crowd.people.from_plain(plain, MACHINE_ITSELF)
    assert crowd.people.roll is before


def test_only_the_machine_administrator_imports(crowd: Crowd) -> None:
    for who in ("uma", "ned", "fay", "sue"):
        with pytest.raises(Refused, match="machine administrator only"):
            crowd.people.from_plain(crowd.people.to_plain(), crowd.actor(who))


def test_a_factory_reset_restores_the_factory_logs_everybody_out_and_survives_power_off(crowd: Crowd) -> None:
    add_user(crowd)
    actor = crowd.actor("max")

    crowd.people.reset(actor)

    assert crowd.people.roll == factory()
    assert len(crowd.people.sessions) == 0
    crowd.power_cycle()
    assert crowd.people.roll == factory()


# People whom a directory vouches for


def test_a_person_of_a_directory_enters_the_address_book_once(crowd: Crowd) -> None:
    first = crowd.people.vouch("cat", "Cat", "cat@example.com")
    again = crowd.people.vouch("cat", "Catherine the very long indeed", "no address")

    assert (first.kind, first.origin, first.number) == (Kind.USER, Origin.DIRECTORY, 1)
    assert (again.key, again.display_name, again.mail) == (first.key, "Catherine the very l", "")
    assert crowd.people.roll.users == (again,)


def test_a_directory_never_takes_over_an_account_of_this_machine(crowd: Crowd) -> None:
    key = add_user(crowd)
    before = crowd.people.roll

    assert crowd.people.vouch("uma", "Eve").kind is Kind.ADMINISTRATOR
    assert crowd.people.vouch("bob", "Eve").key == key

    assert crowd.people.roll is before


def test_a_login_password_makes_a_directorys_user_one_of_this_machine(crowd: Crowd) -> None:
    key = crowd.people.vouch("cat").key
    crowd.edit(key, Edit(password=Sealed("x")), crowd.actor("uma"))

    assert crowd.people.roll.accounts[key].origin is Origin.LOCAL
