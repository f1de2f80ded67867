"""The shape of what is typed about experts."""

from wtforms import BooleanField, IntegerField
from wtforms.validators import NumberRange, Optional

from selection.forms import Form
from selection.rules.shortage import Wish


class WishForm(Form):
    """How dossiers are to be dealt out."""

    capacity = IntegerField(
        "每名专家最多评几份",
        [Optional(), NumberRange(1, 1000, message="不在范围内。请填 1 到 1000 之间的整数，不限的不填")],
    )
    links = IntegerField(
        "每两个评审组共同评审几份",
        [Optional(), NumberRange(0, 100, message="不在范围内。请填 0 到 100 之间的整数")],
    )
    by_trade = BooleanField("专家只评本行业的材料")

    def wish(self, per_dossier: int) -> Wish:
        """What was asked for; the seed is not asked for."""
        return Wish(per_dossier, self.capacity.data, bool(self.by_trade.data), self.links.data or 0)
