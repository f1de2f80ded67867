"""The page that verifies without a network, in a real browser, from a file."""

from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import select, update

from models.honour import Certificate
from models.vocabulary import CertificateEnd
from selection import clock
from selection.certificates import payload
from selection.certificates.facts import CertificateFacts
from selection.database import db, transaction
from tests.honours.ceremony import ceremony
from tests.world import World


@pytest.mark.browser
@pytest.mark.database("sqlite")
def test_one_file_tells_genuine_forged_and_void_codes_apart_without_a_network(
    world: World, app: Flask, chromium: Chromium, tmp_path: Path
) -> None:
    ceremony(world)
    with transaction() as session:
        first = select(Certificate.id).order_by(Certificate.id).limit(1).scalar_subquery()
        ended = {"ended_as": CertificateEnd.LOST, "ended_at": clock.now()}
        session.execute(update(Certificate).where(Certificate.id == first).values(ended))
    file = tmp_path / "verify.html"
    done = app.test_cli_runner().invoke(args=["certificates", "offline-page", str(file)])
    assert done.exit_code == 0, done.output
    void, valid = (
        CertificateFacts.from_json(facts)
        for facts in db.session.scalars(select(Certificate.facts).order_by(Certificate.id))
    )
    told = (valid.number, valid.name, valid.title, valid.year)
    body = valid.verify_url.partition("#")[2]
    asked = {
        valid.verify_url: "二维码真实",
        void.verify_url: "换发，请以新证书为准",
        f"#{payload.payload(told, 'f' * 32)}": "密钥不在名单里",
        f"#{body[:20]}{'B' if body[20] != 'B' else 'C'}{body[21:]}": "签名对不上",
        f"#{body[:-2]}{'AA' if body[-2:] != 'AA' else 'BA'}": "签名对不上",
        "https://example.com/": "不是证书二维码的内容",
        "": "不是证书二维码的内容",
    }
    page = chromium.new_context(offline=True).new_page()
    page.goto(file.as_uri())

    answers = {}
    for typed in asked:
        page.fill("#code", typed)
        page.click("button")
        answers[typed] = page.inner_text("#answer")

    assert {typed: said in answers[typed] for typed, said in asked.items()} == dict.fromkeys(asked, True)
    assert all(each in answers[valid.verify_url] for each in told)
    assert "共 1 份" in page.inner_text("#state")
    page.context.close()
