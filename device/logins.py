"""One way to log in, for the panel, the pages, the link and print jobs.

`attempt` makes an Attempt whose errand is to be run; `settle` takes the errand's result and opens a session,
or says that it failed. An attempt that is dropped before its errand is done leaves nothing and counts
nothing. Whatever the cause, a failure looks and takes the same: unknown, vacant and locked names are checked
too, against a hash that nobody's password made.
"""

from __future__ import annotations

from dataclasses import dataclass

from device.audit import Audit, Deed
from device.clock import Clock
from device.errands import AskDirectory, CheckPassword, Errand, Failed, Vouched
from device.keep import Sealed
from device.people.accounts import Account, Kind, Origin
from device.people.attacks import AttackWatch
from device.people.names import LONGEST_DIRECTORY_NAME, has_forbidden, wrong_name
from device.people.passwords import COST, Cost, Randomness, decoy
from device.people.people import People
from device.people.policy import DIRECTORIES
from device.people.sessions import Session
from device.roles import Actor, nobody
from device.settings.authentication import USER_AUTHENTICATION, UserAuthentication
from device.settings.kinds import Refused
from device.settings.store import Store

#: The machine's words [S].
FAILED = "Authentication has failed."
NOT_PRIVILEGED = "You do not have the privileges to use this function."

#: Log codes [S].
WRONG = "B0206-002"
FORBIDDEN_CHARACTER = "B0206-003"

#: Whom an audit row names when no account has what was entered: people type passwords there.
UNKNOWN = "unknown name"


class LoginFailed(Exception):
    """Nobody is logged in. `reason` is for the person, `code` the machine's log code or ""."""

    def __init__(self, reason: str = FAILED, code: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.code = code


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody tries to log in. Have `errand` run and hand its result to `settle`, or drop it.

    `key`: the account whose password is being checked, "" when nobody's is. `of_user`: only a person of the
    address book will do.
    """

    errand: Errand
    face: str
    of_user: bool
    key: str
    #: The name or user code that was entered, to look it up again; sealed, for people type passwords there.
    claim: Sealed
    is_code: bool = False


class Logins:
    """The gate. Nothing here is slow; what is slow is in the errands."""

    def __init__(
        self,
        people: People,
        store: Store,
        audit: Audit,
        clock: Clock,
        randomness: Randomness,
        cost: Cost = COST,
    ) -> None:
        """`cost` is what passwords are hashed at, so that unknown names take as long as known ones."""
        self._people = people
        self._store = store
        self._audit = audit
        self._watch = AttackWatch(clock)
        self._decoy = decoy(randomness, cost)

    def attempt(self, name: str, password: Sealed, *, face: str, of_user: bool = False) -> Attempt:
        """Try a login name and password.

        Administrators and the supervisor are always checked here; users as User Authentication Management
        says. With `of_user` only users get in: administrators cannot print [S].
        """
        method = self._store[USER_AUTHENTICATION]
        account = self._claimed(name)
        if account is not None:
            errand: Errand = CheckPassword(password, account.login.hash)
        elif method in DIRECTORIES and self._may_ask(name, password):
            errand = AskDirectory(method.value, name, password)
        else:
            errand = CheckPassword(password, self._decoy)
        return Attempt(errand, face, of_user, account.key if account else "", Sealed(name))

    def attempt_code(self, user_code: Sealed, *, face: str) -> Attempt:
        """Try a user code: all that a user needs under User Code authentication."""
        account = self._claimed_by_code(user_code.reveal())
        errand = CheckPassword(Sealed.EMPTY, Sealed.EMPTY)
        return Attempt(errand, face, True, account.key if account else "", user_code, is_code=True)

    def settle(self, attempt: Attempt, result: object) -> Session:
        """Open the session of an attempt whose errand gave this result.

        Raises LoginFailed, after it was written and counted; KeepError when it cannot be written, and then
        nobody is logged in either.
        """
        account = self._passed(attempt, result)
        people = self._people
        session = people.sessions.open(account, people.roll.roles_of(account), attempt.face)
        people.locks.count_success(account)
        return session

    def confirm(self, attempt: Attempt, result: object) -> Account:
        """Whose attempt it was, without a session: what a print job needs. Raises as `settle` does."""
        account = self._passed(attempt, result)
        self._people.locks.count_success(account)
        return account

    def _passed(self, attempt: Attempt, result: object) -> Account:
        by = nobody(attempt.face)
        if isinstance(result, Failed):
            account = self._named_by(attempt)
            subject = account.name if account else UNKNOWN
            self._audit.note(by, Deed.LOGIN_FAILED, subject, f"not checked: {result.reason}")
            raise LoginFailed(result.reason)
        proven = self._proven(attempt, result)
        if proven is None:
            raise self._failed(attempt, by)
        if attempt.of_user and proven.kind is not Kind.USER:
            self._audit.note(by, Deed.REFUSED, proven.name, "administrators cannot print")
            raise LoginFailed(NOT_PRIVILEGED)
        return proven

    def _claimed(self, name: str) -> Account | None:
        """The account that may log in here under that name with a password of its own, lock or no lock."""
        people = self._people
        account = people.roll.named(name)
        if account is None or not people.roll.may_log_in(account) or people.locks.holds(account):
            return None
        return account if self._has_password_here(account) else None

    def _has_password_here(self, account: Account) -> bool:
        """Whether this machine checks the account's password. A directory's user has none here, which must
        not count as an empty one."""
        is_basic = self._store[USER_AUTHENTICATION] is UserAuthentication.BASIC
        return account.kind is not Kind.USER or (is_basic and account.origin is Origin.LOCAL)

    def _claimed_by_code(self, code: str) -> Account | None:
        account = self._people.roll.coded(code)
        is_coded = self._store[USER_AUTHENTICATION] is UserAuthentication.USER_CODE
        return account if is_coded and account is not None and not self._people.locks.holds(account) else None

    def _may_ask(self, name: str, password: Sealed) -> bool:
        """Whether a server is to be asked: for a name that is not an administrator's, with a password.

        A server takes a name without a password for nobody in particular and says yes (RFC 4513, 5.1.2).
        """
        known = self._people.roll.named(name)
        is_theirs = known is None or known.kind is Kind.USER
        return is_theirs and password.is_set and not wrong_name(name, LONGEST_DIRECTORY_NAME)

    def _proven(self, attempt: Attempt, result: object) -> Account | None:
        """Whose attempt it was, if the result says yes and all is still as when it was made."""
        if isinstance(attempt.errand, AskDirectory):
            return self._vouched(attempt, result)
        look_up = self._claimed_by_code if attempt.is_code else self._claimed
        account = look_up(attempt.claim.reveal())
        if account is None or account.key != attempt.key or result is not True:
            return None
        return account if attempt.is_code or _is_unchanged(account, attempt.errand) else None

    def _vouched(self, attempt: Attempt, result: object) -> Account | None:
        is_asked = self._store[USER_AUTHENTICATION] in DIRECTORIES
        if not isinstance(result, Vouched) or not is_asked:
            return None
        try:
            account = self._people.vouch(attempt.claim.reveal(), result.display_name, result.mail)
        except Refused as refused:
            self._audit.note(nobody(attempt.face), Deed.LOGIN_FAILED, UNKNOWN, refused.reason)
            raise LoginFailed(refused.reason) from None
        return account if account.kind is Kind.USER else None

    def _failed(self, attempt: Attempt, by: Actor) -> LoginFailed:
        """Write and count a wrong name or password: the audit row, an attack, a lock, at once."""
        code = FORBIDDEN_CHARACTER if has_forbidden(attempt.claim.reveal()) else WRONG
        account = self._named_by(attempt)
        violation = self._people.policy.violation
        with self._audit.together():
            self._audit.note(by, Deed.LOGIN_FAILED, account.name if account else UNKNOWN, code)
            if self._watch.fail(violation):
                detail = f"more than {violation.most} failed logins within {violation.seconds} s"
                self._audit.note(by, Deed.VIOLATION, "Password Entry Violation", detail)
            if account is not None and self._has_password_here(account):
                self._people.locks.count_failure(account, by)
        return LoginFailed(FAILED, code)

    def _named_by(self, attempt: Attempt) -> Account | None:
        return None if attempt.is_code else self._people.roll.named(attempt.claim.reveal())


def _is_unchanged(account: Account, errand: Errand) -> bool:
    """Whether the errand looked at the password that the account still has."""
    return isinstance(errand, CheckPassword) and errand.stored == account.login.hash
