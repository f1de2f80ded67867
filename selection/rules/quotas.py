"""Places (名额): the arithmetic of a union's ledger.

A union is granted places and may recommend up to a percentage of them (差额推荐). A recommendation reserves a place,
handing it on commits it. What the composition of a list still allows is in ``selection.rules.composition``.
"""

from dataclasses import dataclass, replace

from models.vocabulary import Place


def ceiling(granted: int, percent: int) -> int:
    """How many a union may recommend: ``percent`` of the granted places, rounded down."""
    return granted * percent // 100


def refusals(*, granted: int, percent: int, reserved: int, committed: int, wanted: int = 1) -> list[str]:
    """Why ``wanted`` more places cannot be had; empty when they can."""
    most, used = ceiling(granted, percent), reserved + committed
    if used + wanted <= most:
        return []
    left = max(0, most - used)
    need = "" if wanted == 1 else f"，不够 {wanted} 个"
    return [f"可推荐 {most} 人（分配 {granted} 个名额，按 {percent}% 推荐），已占用 {used} 个，剩余 {left} 个{need}。"]


@dataclass(frozen=True)
class Balance:
    """The places of one union: granted to it, held for a recommendation, spent on one."""

    granted: int = 0
    reserved: int = 0
    committed: int = 0

    @property
    def used(self) -> int:
        """Places no longer free."""
        return self.reserved + self.committed

    def free(self, percent: int) -> int:
        """Places that can still be reserved."""
        return ceiling(self.granted, percent) - self.used

    def apply(self, kind: Place, n: int, *, percent: int) -> "Balance | list[str]":
        """The balance after an entry of ``n`` places, or every reason why the entry cannot be made."""
        if n < 1:
            return [f"{kind.label}的名额须不少于 1 个，现为 {n} 个。"]
        after = self._moved(kind, n)
        return self._reasons(kind, n, after, percent) or after

    def _moved(self, kind: Place, n: int) -> "Balance":
        """The sums of the entry, which may come out below zero or above the ceiling."""
        match kind:
            case Place.GRANT | Place.TRANSFER_IN:
                return replace(self, granted=self.granted + n)
            case Place.TRANSFER_OUT | Place.FORFEIT:
                return replace(self, granted=self.granted - n)
            case Place.RESERVE:
                return replace(self, reserved=self.reserved + n)
            case Place.RELEASE:
                return replace(self, reserved=self.reserved - n)
            case Place.COMMIT:
                return replace(self, reserved=self.reserved - n, committed=self.committed + n)

    def _reasons(self, kind: Place, n: int, after: "Balance", percent: int) -> list[str]:
        if after.granted < 0:
            return [f"分配名额只有 {self.granted} 个，不够{kind.label} {n} 个。"]
        if after.reserved < 0:
            return [f"占用的名额只有 {self.reserved} 个，不够{kind.label} {n} 个。"]
        if after.free(percent) >= 0:
            return []
        if kind is Place.RESERVE:
            return refusals(
                granted=self.granted, percent=percent, reserved=self.reserved, committed=self.committed, wanted=n
            )
        most = ceiling(after.granted, percent)
        return [f"{kind.label} {n} 个后只可推荐 {most} 人，而已占用 {self.used} 个名额。请先撤回推荐，再{kind.label}。"]
