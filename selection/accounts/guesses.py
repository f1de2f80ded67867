"""试错: each try is paid for before the password is looked at, so that tries made at once cannot share one payment.

Accounts that do not exist are counted like those that do; what is counted is known by a blind index only.
"""

from datetime import datetime, timedelta

from sqlalchemy import delete, select

from models.people import Guesses
from models.sealed import keyring
from selection.clock import SHANGHAI
from selection.database import db, lock, transaction, upsert
from selection.errors import Reason, Refused
from selection.rules.credentials import ADDRESS_TRIES, TRIES, WINDOW

KEPT = timedelta(days=1)
WRONG = "这个账号密码连续错误已满 5 次"


def spend(account: str, address: str, now: datetime, *, spent: str = WRONG) -> int:
    """Pay for one try against this account from this address, and say how many are left; refuse when none is."""
    with transaction():
        of_account, of_address = _row(f"account:{account}", now), _row(f"address:{address}", now)
        if of_account.locked_until is not None:
            raise Refused(_locked(spent, of_account.locked_until))
        if of_address.locked_until is not None:
            raise Refused(_locked("您所在的网络试错密码的次数过多", of_address.locked_until))
        _count(of_account, TRIES, now)
        _count(of_address, ADDRESS_TRIES, now)
        return max(0, TRIES - of_account.wrong)


def give_back(account: str, address: str, now: datetime) -> None:
    """The password was right: the account starts anew, and the address has not guessed. Inside the transaction."""
    forgive(account)
    of_address = _row(f"address:{address}", now)
    of_address.wrong = max(0, of_address.wrong - 1)
    if of_address.wrong < ADDRESS_TRIES:
        of_address.locked_until = None
    db.session.execute(delete(Guesses).where(Guesses.since_at < now - KEPT))


def forgive(account: str) -> None:
    """Unlock the account. Inside the transaction that proves who it is."""
    db.session.execute(delete(Guesses).where(Guesses.key == keyring.index(f"account:{account}")))


def _row(guarded: str, now: datetime) -> Guesses:
    """The count of what is guarded, locked, and begun anew when its window is over."""
    key = keyring.index(guarded)
    insert = upsert(Guesses)
    db.session.execute(insert.values(key=key, wrong=0, since_at=now).on_conflict_do_nothing())
    row = lock(db.session.scalars(select(Guesses).where(Guesses.key == key)).one())
    if (row.locked_until or row.since_at + WINDOW) <= now:
        row.wrong, row.since_at, row.locked_until = 0, now, None
    return row


def _count(row: Guesses, tries: int, now: datetime) -> None:
    row.wrong += 1
    if row.wrong >= tries:
        row.locked_until = now + WINDOW


def _locked(what: str, until: datetime) -> Reason:
    return Reason(
        f"{what}，{until.astimezone(SHANGHAI):%H:%M}（北京时间）以前不能再试", "到时再试，或联系市总工会评选办。"
    )
