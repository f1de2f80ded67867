"""Drawn photographs and papers: real files, the same every time."""

from random import Random

import pytest
from flask import Flask

from selection import storage
from selection.showcase import papers


def test_the_same_seed_draws_the_same_photograph_and_another_seed_another():
    assert papers.photo(Random(3)) == papers.photo(Random(3))
    assert papers.photo(Random(3)) != papers.photo(Random(4))


def test_a_paper_is_the_same_every_time():
    assert papers.paper("职业技能等级证书", ["样张"]) == papers.paper("职业技能等级证书", ["样张"])


@pytest.mark.database("sqlite")
def test_every_paper_passes_the_inspection_of_uploads(app: Flask):
    found = papers.prepare(app, photos=2)

    kept = {kind: [each.media_type for each in taken] for kind, taken in found.taken.items()}
    assert kept["photo"] == ["image/jpeg", "image/jpeg"]
    assert {kind for kind, types in kept.items() if set(types) == {"application/pdf"}} == set(papers.PROOFS)
    assert all(storage.read(each.kept.key) for taken in found.taken.values() for each in taken)
