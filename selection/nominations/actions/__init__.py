"""What is done to a nomination before, and beside, the union's and the city's steps."""

from selection.nominations.actions.consent import LASTS, answer_link, consent, holder_of, invite_consent, is_open
from selection.nominations.actions.drafting import Saved, draft, save
from selection.nominations.actions.ending import decline, expire, expire_due, reopening, send_back, watch, withdraw
from selection.nominations.actions.evidence import attach, detach
from selection.nominations.actions.posting import post, recall, record_congress, record_posting, sign
from selection.nominations.actions.submission import hand_in, resubmit, submit
from selection.nominations.actions.tallying import fold

__all__ = [
    "LASTS",
    "Saved",
    "answer_link",
    "attach",
    "consent",
    "decline",
    "detach",
    "draft",
    "expire",
    "expire_due",
    "fold",
    "hand_in",
    "holder_of",
    "invite_consent",
    "is_open",
    "post",
    "recall",
    "record_congress",
    "record_posting",
    "reopening",
    "resubmit",
    "save",
    "send_back",
    "sign",
    "submit",
    "watch",
    "withdraw",
]
