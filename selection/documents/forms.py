"""What is asked for when a document is made."""

from wtforms import HiddenField, IntegerField
from wtforms.validators import AnyOf, InputRequired, NumberRange

from models.vocabulary import PaperKind
from selection.documents.queries import LARGEST_ID
from selection.forms import Form


class MakingForm(Form):
    """Which document, of what."""

    kind = HiddenField("种类", validators=[InputRequired(), AnyOf([each.value for each in PaperKind])])
    source_id = IntegerField("依据", validators=[InputRequired(), NumberRange(1, LARGEST_ID)])
