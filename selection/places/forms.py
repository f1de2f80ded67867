"""The shape of what is typed about places."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from wtforms import IntegerField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from selection.forms import Form
from selection.places.queries import Account
from selection.rules.apportionment import shares

MOST = 9999


class PlacesField(IntegerField):
    """A number of places."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        self.data = read_number("".join(valuelist))
        if self.data is None and "".join(valuelist).strip():
            raise ValueError(f"请填 1 到 {MOST} 的整数")


class ReasonForm(Form):
    """Places moved or taken back, and why."""

    places = PlacesField(
        "名额",
        validators=[InputRequired("请填名额个数"), NumberRange(1, MOST, message=f"请填 1 到 {MOST} 的整数")],
    )
    reason = TextAreaField(
        "理由",
        validators=[
            DataRequired("请写明理由。它会写入名额账和通知"),
            Length(min=4, max=200, message="请写 4 到 200 个字"),
        ],
    )

    @property
    def why(self) -> str:
        """The reason, trimmed."""
        return (self.reason.data or "").strip()

    @property
    def number(self) -> int:
        """How many places."""
        return self.places.data or 0


class TransferForm(ReasonForm):
    """Places moved from one union to another."""

    source = SelectField("调出工会", coerce=int, validators=[NumberRange(min=1, message="请选择调出的工会")])
    target = SelectField("调入工会", coerce=int, validators=[NumberRange(min=1, message="请选择调入的工会")])


class ForfeitureForm(ReasonForm):
    """Places taken back, perhaps because of one nominee."""

    nominee = SelectField("涉及的申报")


@dataclass
class Grants:
    """The table of all unions as it was typed: text by union, what was read of it, what could not be."""

    typed: dict[int, str]
    reason: str = ""
    wanted: dict[int, int] = field(default_factory=dict)
    problems: list[tuple[str, str]] = field(default_factory=list)

    @property
    def total(self) -> int:
        """All places as typed."""
        return sum(self.wanted.values())


def read_number(text: str) -> int | None:
    """A whole number from 0 to ``MOST``, full-width digits understood; None for anything else."""
    typed = text.strip().translate({0xFF10 + digit: str(digit) for digit in range(10)})
    return int(typed) if re.fullmatch(r"[0-9]{1,4}", typed) else None


def read_grants(posted: Mapping[str, str], accounts: Sequence[Account]) -> Grants:
    """Read the table: one field ``places-<union>`` each; a union that was not posted keeps its number."""
    grants = Grants(
        {each.union_id: posted.get(f"places-{each.union_id}", str(each.granted)) for each in accounts},
        posted.get("reason", "").strip(),
    )
    for account in accounts:
        places = read_number(grants.typed[account.union_id] or "0")
        if places is None:
            problem = f"{account.union}：请填 0 到 {MOST} 的整数"
            grants.problems.append((f"places-{account.union_id}", problem))
        else:
            grants.wanted[account.union_id] = places
    if not 4 <= len(grants.reason) <= 200:
        grants.problems.append(("reason", "分配依据：请写 4 到 200 个字"))
    return grants


def shared_evenly(total: str, accounts: Sequence[Account], grants: Grants) -> Grants:
    """The table filled with equal shares of a total, to be looked at and then granted."""
    number = read_number(total)
    if number is None:
        return Grants(grants.typed, grants.reason, {}, [("total", f"总数：请填 0 到 {MOST} 的整数")])
    split = shares(number, [1] * len(accounts))
    wanted = {account.union_id: share for account, share in zip(accounts, split, strict=True)}
    return Grants({union: str(places) for union, places in wanted.items()}, grants.reason, wanted)


def pasted(text: str, accounts: Sequence[Account], grants: Grants) -> Grants:
    """The table filled from lines ``工会名称 名额``, as copied from a sheet; other unions keep what was typed."""
    by_name = {account.union: account.union_id for account in accounts}
    filled = Grants(dict(grants.typed), grants.reason)
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        match = re.fullmatch(r"\s*(.+?)[\s,，]+(\S+)\s*", line)
        places = read_number(match.group(2)) if match else None
        union_id = by_name.get(match.group(1)) if match else None
        if union_id is None or places is None:
            filled.problems.append(("pasted", f"第 {place} 行读不懂。请写成“工会全称 名额”，如“上海市徐汇区总工会 8”"))
        else:
            filled.typed[union_id] = str(places)
    filled.wanted = {union: read_number(typed) or 0 for union, typed in filled.typed.items()}
    return filled
