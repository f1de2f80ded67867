"""Definitions: good ones survive freezing, bad ones are refused with every fault on its line."""

import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selection.rules.definition import Fault, canonical, digest, parse, thaw
from selection.rules.programme import Programme
from selection.taxonomies import load

DEFINITIONS = Path(__file__).parents[2] / "selection" / "programmes" / "definitions"
CRAFTSMAN = (DEFINITIONS / "shanghai-craftsman.toml").read_text("utf-8")
MASTER = (DEFINITIONS / "skill-master.toml").read_text("utf-8")


def good(text: str) -> Programme:
    programme, faults = parse(text, load())
    assert faults == []
    assert programme is not None
    return programme


def faults_of(text: str) -> list[Fault]:
    programme, faults = parse(text, load())
    assert (programme is None) == bool(faults)
    return faults


def changed(old: str, new: str, text: str = CRAFTSMAN) -> tuple[str, int]:
    """The text with the first occurrence replaced, and the line it stands on."""
    assert old in text
    return text.replace(old, new, 1), text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize("text", [CRAFTSMAN, MASTER])
def test_a_frozen_definition_thaws_to_the_same(text: str) -> None:
    programme = good(text)

    thawed = thaw(canonical(programme))

    assert thawed == programme
    assert canonical(thawed) == canonical(programme)


def test_the_frozen_text_does_not_depend_on_how_the_definition_is_laid_out() -> None:
    spaced = CRAFTSMAN.replace("\n[[", "\n\n# 说明\n[[").replace("step = 0.5", "step = 0.50").replace("\n", "\r\n")

    assert canonical(good(spaced)) == canonical(good(CRAFTSMAN))


def test_a_digest_is_the_sha_256_of_the_text_in_utf_8() -> None:
    assert digest("上海工匠") == "e920b5c82cbf27b4230ee0215405873c9bcb072d36c5042e4b2f21d64a512622"


def test_numbers_are_read_exactly() -> None:
    programme = good(CRAFTSMAN)

    assert programme.scoring.step == Decimal("0.5")
    assert programme.committee.quorum == Fraction(2, 3)


ORDER = "fill、unit、union、check、interview、review、committee、publicity、report、decision、certificate"
PHASES = f"应为其中之一：{ORDER}"
ROLES = (
    "应为其中之一：unit_officer、unit_head、nominee、union_officer、union_head、city_officer、expert、juror、supervisor、"
    "admin"
)
RULES = (
    "没有 member 这条规则，现有：age、channel_allowed、chinese_nationality、contest_placing、discipline_record_clean、"
    "employed、excluded_posts、frontline_post、matching_money、migrant_workers_only、no_second_grant、not_both_in_one_cycle、"
    "not_repeated_without_new_merit、once_per_cycle、prior_honour_absent、prior_honour_needed、residence、"
    "skill_level_at_least、team_size、union_member、women_only、years_in_trade、years_in_unit"
)
LISTS = (
    "没有 ethnics 这个代码表，现有：contest_levels、degrees、districts、education、ethnic_groups、industries、"
    "occupations、political_status、professional_titles、shanghai_industry_system、skill_levels"
)
KINDS = (
    "不认识的 kind fax，应为其中之一：text、long_text、number、date、month、choice、choices、flag、person_name、"
    "id_number、phone、person、organisation、file、table"
)
PLACEHOLDERS = "没有 {nom} 这个占位，可用：{award}、{date}、{edition}、{name}、{team}、{title}、{unit}、{year}"
HONOURS = 'settings = { names = ["上海工匠"] }'
CASES = [
    ("places = 100", "places = 0", "titles[1].places", "places 应大于 0"),
    ("places = 100", 'places = "100"', "titles[1].places", "应为整数"),
    ("places = 100", "places = true", "titles[1].places", "应为整数"),
    ("places = 100", "places = -1", "titles[1].places", "应为 0 至 1000000 的整数"),
    ("organiser =", "organizer =", "organizer", "不认识的键 organizer，是不是 organiser"),
    ('phases = ["fill", "unit"', 'phases = ["unit", "fill"', "phases",
     f"各环节应按先后排列且不重复：{ORDER}"),
    ('"certificate"]', '"party"]', "phases[10]",
     PHASES),
    ("unit = 50", "unit = 35", "days.unit", "单位公示结束（第 35 天）应晚于填报（第 35 天）"),
    ("unit_publicity_days = 5", "unit_publicity_days = 4", "unit_publicity_days", "公示不少于 5 个工作日"),
    ("recommend_percent = 120", "recommend_percent = 99", "recommend_percent",
     "recommend_percent 应在 100 至 300 之间"),
    ('opened_by = "nominee"', 'opened_by = "anyone"', "channels[3].opened_by", ROLES),
    ('rule = "union_member"', 'rule = "member"', "articles[2].rule",
     RULES),
    (HONOURS, 'settings = { names = "上海工匠" }', "articles[6].settings.names",
     "names 应为一列文字"),
    (HONOURS, "settings = { }", "articles[6].settings",
     "规则 prior_honour_absent 缺少设置 names"),
    ('["unit", "association", "self", "fast_track"]', '["unit", "radio"]', "articles[7].settings.channels",
     "没有 radio 这个申报渠道"),
    ('taxonomy = "ethnic_groups"', 'taxonomy = "ethnics"', "sections[1].fields[5].taxonomy",
     LISTS),
    ('{ field = "union_member", one_of = ["true"] }', '{ field = "member", one_of = ["true"] }',
     "sections[1].fields[12].shown_when.field", "表单里没有 member 这一项"),
    ('{ field = "union_member", one_of = ["true"] }', '{ field = "union_member", one_of = ["yes"] }',
     "sections[1].fields[12].shown_when.one_of", "union_member 没有 yes 这个选项"),
    ('kind = "phone"', 'kind = "fax"', "sections[1].fields[13].kind",
     KINDS),
    ("at_least = 300", "at_least = 501", "sections[4].fields[1].at_least", "at_least 501 大于 limit 500"),
    ('one_of = ["enterprise_head"]', 'one_of = ["boss"]', "groups[6].one_of", "person_type 没有 boss 这个选项"),
    ("percent = 60", "percent = 160", "limits[1].percent", "percent 应在 0 至 100 之间"),
    ('group = "unit"', 'group = "firm"', "limits[8].group", "没有 firm 这一类人员"),
    ("points = 25", "points = 24", "criteria", "各项满分相加应为 100，现为 99"),
    ("trim = 1\n", 'average = "mode"\ntrim = 1\n', "scoring.average", "average 应为其中之一：mean、median"),
    ("trim = 1\n", 'average = "median"\ntrim = 1\n', "scoring.average",
     "取中位数的不去掉高低分，也不按校准分，trim 应为 0，calibrated 应为 false"),
    ("lowest = 22", "lowest = 25", "criteria[1].bands[1].lowest", "评分档应由高到低，25 应小于 25"),
    ("lowest = 22", "lowest = 22.25", "criteria[1].bands[1].lowest", "22.25 不是 0.5 的整倍数"),
    ("lowest = 22", "lowest = 1e99", "criteria[1].bands[1].lowest", "应为 0 至 1000000 的数，最多四位小数"),
    ("step = 0.5", "step = nan", "scoring.step", "应为 0 至 1000000 的数，最多四位小数"),
    ("trim = 1", "trim = 3", "scoring.trim", "两端各去掉 3 份，5 份评分表剩不下一份"),
    (
        "trim = 1",
        "trim = 1\ncalibrated = true",
        "scoring.trim",
        "校准分计入名次的不去掉高低分，trim 应为 0，现为 1",
    ),
    ('ties = ["contribution"', 'ties = ["luck"', "scoring.ties[1]", "没有 luck 这个评分指标"),
    ('quorum = "2/3"', 'quorum = "3/2"', "committee.quorum", "quorum 应大于 0、不大于 1"),
    ('quorum = "2/3"', 'quorum = "2/0"', "committee.quorum", '应为分数（如 "2/3"）'),
    ('quorum = "2/3"', 'ballot = "open"\nquorum = "2/3"', "committee.ballot", "ballot 应为其中之一：named、secret"),
    ('quorum = "2/3"', 'screen = "all"\nquorum = "2/3"', "committee.screen",
     "screen 应为其中之一：nothing、names、votes"),
    ('quorum = "2/3"', 'rounds = 0\nquorum = "2/3"', "committee.rounds", "rounds 应在 1 至 9 之间"),
    ('quorum = "2/3"', 'tellers = 17\nquorum = "2/3"', "committee.tellers", "tellers 应在 2 至 16 之间"),
    ('quorum = "2/3"', 'tellers_needed = 4\ntellers = 3\nquorum = "2/3"', "committee.tellers_needed",
     "tellers_needed 至少为 2，不多于 tellers"),
    ("{code}-{year}-{serial}", "{year}-{serial}", "certificate.number", "缺少 {code}"),
    ("{name}同志", "{nom}同志", "certificate.text", PLACEHOLDERS),
    ("{name}同志", "{name同志", "certificate.text", "花括号没有成对"),
    ('craftsman = "SHGJ"', 'artisan = "SHGJ"', "certificate.code.artisan", "没有 artisan 这个称号"),
]  # fmt: skip


FIRST_LINE_OF = {
    "criteria": CRAFTSMAN[: CRAFTSMAN.index("[[criteria]]")].count("\n") + 1,
    "certificate.text": CRAFTSMAN[: CRAFTSMAN.index('text = """\n{name}')].count("\n") + 1,
}
"""Where the fault is of a whole, the whole begins there: the first criterion, the key of a text of several lines."""


@pytest.mark.parametrize(("old", "new", "path", "message"), CASES)
def test_a_fault_is_named_with_its_line(old: str, new: str, path: str, message: str) -> None:
    text, line = changed(old, new)

    at_path = [fault for fault in faults_of(text) if fault.path == path]

    assert [fault.message for fault in at_path][:1] == [message]
    assert at_path[0].line == FIRST_LINE_OF.get(path, line)


def test_every_fault_is_told_at_once() -> None:
    text, first = changed("years_between = 1", "years_between = 0")
    text, second = changed("points = 30", "points = 31", text)
    text, third = changed('key = "phone"', 'key = "name"', text)
    text, fourth = changed("trim = 1", "trimmed = 1", text)

    found = [(fault.line, fault.path) for fault in faults_of(text)]

    scoring = text[: text.index("[scoring]")].count("\n") + 1
    criteria = text[: text.index("[[criteria]]")].count("\n") + 1
    assert found == sorted(
        [
            (first, "years_between"),
            (third, "sections[1].fields[13].key"),
            (criteria, "criteria"),
            (scoring, "scoring.trim"),
            (fourth, "scoring.trimmed"),
        ]
    )
    assert second > criteria


def test_what_an_article_needs_must_be_asked_for_and_required() -> None:
    text, line = changed('label = "是否在职"\nkind = "flag"\nrequired = true', 'label = "是否在职"\nkind = "flag"')

    article = text[: text.index('rule = "employed"')].count("\n")
    assert line > article
    assert faults_of(text) == [Fault(article, "articles[3]", "规则 employed 要用到 employed，这一项应一直显示且必填")]


def test_those_who_miss_a_title_fall_to_a_later_one() -> None:
    text, line = changed('falls_to = "master"', 'falls_to = "outstanding"', MASTER)

    assert faults_of(text) == [Fault(line, "titles[1].falls_to", "falls_to outstanding 应是排在后面的一个称号的 key")]


def test_a_skill_level_outside_the_list_is_refused() -> None:
    text, line = changed("level = 4", "level = 9", MASTER)

    assert faults_of(text) == [Fault(line, "articles[6].settings.level", "代码表 skill_levels 里没有 9")]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ('a = "1"\nb = \n', 2, "等号后面的值写法不对，文字要放在引号里（第 5 列）"),
        ("a = 1\n\na = 2\n", 3, "同一个键写了两次（第 6 列）"),
        ("a 1\n", 1, "键后面缺少等号（第 3 列）"),
        ("x = " + "[" * 100_000, 1, "方括号或花括号套得太深"),
        ("x = " + "9" * 5_000, 1, "这里不合 TOML 的写法，直到文末"),
        ("a = 1\nb = '\ud800'\n", 2, "有不成字的编码，请存为 UTF-8"),
    ],
)
def test_a_text_that_is_no_toml_is_refused_on_its_line(text: str, line: int, message: str) -> None:
    assert faults_of(text) == [Fault(line, "", message)]


def test_an_empty_text_is_refused_with_all_that_is_missing() -> None:
    found = faults_of("")

    assert {fault.line for fault in found} == {1}
    assert "缺少 titles" in {fault.message for fault in found}
    assert len(found) == 20


def test_keys_inside_long_texts_and_lists_are_not_mistaken_for_keys() -> None:
    text, _ = changed(
        'description = "在工艺或技术上不可替代。"', 'description = """\n[[titles]]\nplaces = 7\n# x\n"""\n'
    )
    text, _ = changed("places = 100", "places = 0", text)

    assert [(fault.line, fault.path) for fault in faults_of(text)] == [
        (text[: text.index("places = 0")].count("\n") + 1, "titles[1].places")
    ]


TOKENS = [
    "",
    "0",
    "-1",
    "true",
    '"x"',
    "[]",
    "{}",
    "[[",
    "]",
    '"',
    "\n",
    "key = 1\n",
    "nan",
    "1e400",
    "\x00",
    "#",
    "é",
    "{name}",
    "1979-05-27",
]


@settings(max_examples=80, deadline=None)
@given(st.sampled_from([CRAFTSMAN, MASTER]), st.data())
def test_a_definition_changed_anywhere_is_refused_in_words_or_is_a_good_one(text: str, data: st.DataObject) -> None:
    lines = text.split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(lines) - 1))
        line = lines[place]
        way = data.draw(st.sampled_from(["drop", "double", "swap", "value", "cut"]))
        if way == "drop":
            lines[place] = ""
        elif way == "double":
            lines[place] = f"{line}\n{line}"
        elif way == "swap":
            other = data.draw(st.integers(0, len(lines) - 1))
            lines[place], lines[other] = lines[other], lines[place]
        elif way == "value":
            lines[place] = line.split("=")[0] + "= " + data.draw(st.sampled_from(TOKENS))
        else:
            column = data.draw(st.integers(0, len(line)))
            lines[place] = line[:column] + data.draw(st.sampled_from(TOKENS)) + line[column + 1 :]
    mutated = "\n".join(lines)

    programme, faults = parse(mutated, load())

    assert (programme is None) == bool(faults)
    assert all(1 <= fault.line <= mutated.count("\n") + 1 and fault.message for fault in faults)
    if programme is not None:
        assert thaw(canonical(programme)) == programme


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(sorted(tomllib.loads(CRAFTSMAN))),
    st.sampled_from(["[1]", "[[]]", "[{}]", "{a = 1}", "1.5", "2020-01-01", "''"]),
)
def test_any_part_may_be_of_the_wrong_kind(key: str, value: str) -> None:
    parts = {name: part for name, part in tomllib.loads(CRAFTSMAN).items() if not isinstance(part, list | dict)}
    plain = "".join(
        f"{name} = {str(part).lower() if part is True else repr(part)}\n" for name, part in parts.items() if name != key
    )

    assert any(fault.path.split("[")[0].split(".")[0] == key for fault in faults_of(f"{key} = {value}\n{plain}"))


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('of = "people"', "of 应为 places（名额）或 list（名单）"),
        ('of = "list"', "按名单人数计算的，应写 percent"),
        ('per = "district"', "per 应为 unit 或 union，或者不写"),
        ('per = "union"', "group 已是 unit，不再写 per"),
        ('either = [{ group = "female", count = 1 }]', 'group 为 "either" 时要写 either，其他时候不写'),
    ],
)
def test_a_limit_written_wrongly_is_told(written: str, told: str) -> None:
    text, _ = changed('group = "unit"\n', f'group = "unit"\n{written}\n', MASTER)

    assert [fault.message for fault in faults_of(text)] == [told]


def test_families_and_alternatives_are_read() -> None:
    limits = """
[[groups]]
key = "trade"
name = "所属行业"
field = "industry"
each = true

[[limits]]
group = "trade"
scope = "award"
operator = "<="
percent = 20
of = "list"
article = "第九项"
binding = true

[[limits]]
group = "either"
scope = "award"
operator = "<="
per = "unit"
either = [{ group = "unit_head", count = 1 }, { group = "frontline", count = 2 }]
article = "第十项"
binding = true
"""
    found = good(MASTER + limits)

    assert thaw(canonical(found)) == found
    assert found.groups_of({"industry": "C", "frontline": True}, today=date(2026, 11, 1)) == {"frontline", "trade:C"}


def test_a_letter_takes_only_the_words_that_are_known() -> None:
    text = CRAFTSMAN + '\n[letters.chosen]\nsubject = "{name}：{award}"\ntext = "请在{deadline}前领取。"\n'

    told = [(each.path, each.message) for each in faults_of(text)]

    assert told == [("letters.chosen.text", "没有 {deadline} 这个占位，可用：{award}、{name}、{unit}、{year}")]
