"""The blueprint of certificates, and who reads them."""

from flask import Blueprint

from models.vocabulary import Role

bp = Blueprint("certificates", __name__)

READERS = (
    Role.CITY_OFFICER,
    Role.SUPERVISOR,
    Role.UNION_OFFICER,
    Role.UNION_HEAD,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.NOMINEE,
)
