"""The lists in the browser, and a choice from a long one in the form."""

from dataclasses import replace

from models.vocabulary import Role
from selection.database import db, transaction
from selection.rules.definition import canonical, digest
from tests.browsers import Browser
from tests.world import World


def test_a_list_is_searched_and_tells_its_version(client: Browser, world: World) -> None:
    client.sign_in(world.members[Role.UNIT_OFFICER])

    page = client.get("/taxonomies/occupations?q=hg")
    options = client.get("/taxonomies/occupations/options?q=hg&field=occupation&occupation=4-02-04-06")
    old = client.get("/taxonomies/skill_levels?version=2018")

    assert "焊工" in page.text
    assert "2022 版" in page.text
    assert '<option value="4-02-04-06" selected>无人机驾驶员</option>' in options.text
    assert '<option value="6-18-02-04">焊工</option>' in options.text
    assert ("高级技师" in old.text, "首席技师" in old.text) == (True, False)
    assert client.get("/taxonomies/").status_code == 200
    assert [client.get(f"/taxonomies/{name}").status_code for name in ("nothing", "occupations?version=x")] == [
        404,
        404,
    ]


def with_own_words(world: World) -> None:
    """The definition lets an occupation be written; the cycle keeps the list of five levels."""
    sections = [
        replace(part, fields=tuple(replace(each, custom=each.key == "occupation") for each in part.fields))
        for part in world.programme.sections
    ]
    changed = replace(world.programme, sections=tuple(sections), taxonomies={"skill_levels": "2018"})
    with transaction() as session:
        world.cycle.definition = canonical(changed)
        world.cycle.definition_sha256 = digest(world.cycle.definition)
        session.add(world.cycle)


def test_an_occupation_the_list_lacks_is_written_and_read_everywhere(client: Browser, world: World) -> None:
    with_own_words(world)
    nomination = world.nomination()
    client.sign_in(world.members[Role.UNIT_OFFICER])
    url = f"/nominations/{nomination.id}/form/post"
    shown = client.get(url).text

    answer = client.post(url, data={"revision": "1", "occupation": "", "occupation-other": " 水下  焊割工 "})
    db.session.refresh(nomination)

    assert "首席技师" not in shown
    assert answer.status_code in (303, 422)
    assert nomination.answers["occupation"] == "other:水下 焊割工"
    assert nomination.occupation == "水下 焊割工"
    assert 'data-other value="水下 焊割工"' in client.get(url).text
    assert "水下 焊割工（自填）" in client.get(f"/nominations/{nomination.id}").text


def test_what_the_list_has_after_all_is_taken_from_it(client: Browser, world: World) -> None:
    with_own_words(world)
    nomination = world.nomination()
    client.sign_in(world.members[Role.UNIT_OFFICER])
    url = f"/nominations/{nomination.id}/form/post"

    client.post(url, data={"revision": "1", "occupation": "", "occupation-other": "焊工"})
    db.session.refresh(nomination)

    assert nomination.answers["occupation"] == "6-18-02-04"
