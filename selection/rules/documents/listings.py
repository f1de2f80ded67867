"""The words of papers that are mostly a list: 推荐汇总表, 表彰名册, 征求意见函."""

from collections.abc import Sequence
from datetime import date

from selection.rules.documents.paper import LETTER, TABLE, Attachment, Listing, Paper, Paragraph
from selection.rules.documents.wording import BY_STROKES, Office
from selection.rules.naming import in_list

CANDIDATES = ("序号", "姓名", "工作单位", "职业（工种）", "申报称号", "人员类别", "受理号")
CANDIDATE_WIDTHS = (2, 4, 9, 6, 7, 6, 6)
HONOURED = ("序号", "姓名", "工作单位", "职业（工种）", "证书编号", "备注")
HONOURED_WIDTHS = (2, 5, 14, 8, 7, 4)
ASKED, ASKED_WIDTHS = ("序号", "姓名", "工作单位"), (3, 6, 19)
PHONE = "电话"
SIGNING = "负责人签名：\u3000\u3000\u3000\u3000\u3000\u3000填表人：\u3000\u3000\u3000\u3000\u3000\u3000联系电话："


def summary(*, cycle: str, union: str, candidates: Sequence[Sequence[str]], on: date) -> Paper:
    """推荐汇总表 of a union, in its order. Of each: name, unit, occupation, title, kinds, receipt."""
    rows = tuple((str(place), in_list(name), *rest) for place, (name, *rest) in enumerate(candidates, start=1))
    listing = Listing("", "（按推荐顺序排列）", CANDIDATES, CANDIDATE_WIDTHS, rows)
    head = (Paragraph(f"推荐单位（盖章）：{union}", is_flush=True), Paragraph(f"共推荐 {len(rows)} 名", is_flush=True))
    return Paper("", "", f"{cycle}推荐汇总表", "", head, (listing,), (), "", on, SIGNING, None, TABLE)


def roster(
    office: Office, *, cycle: str, number: str, rolls: Sequence[tuple[str, Sequence[Sequence[str]]]], on: date
) -> Paper:
    """表彰名册, title after title, by strokes. Of each person: name, unit, occupation, number of the certificate."""
    people = sum(len(rows) for _, rows in rolls)
    listings, place = [], 0
    for title, rows in rolls:
        lines = []
        for name, unit, occupation, certificate in rows:
            place += 1
            lines.append((str(place), in_list(name), unit, occupation, certificate, ""))
        heading = f"{title}（{len(lines)} 名）"
        listings.append(Listing(heading, BY_STROKES, HONOURED, HONOURED_WIDTHS, tuple(lines)))
    head = (Paragraph(f"依据：{number}，共 {people} 名", is_flush=True),)
    title = f"{cycle}表彰名册"
    return Paper("", "", title, "", head, tuple(listings), (), office.name, on, "", None, TABLE)


def consultation(
    office: Office,
    *,
    number: str,
    cycle: str,
    basis: str,
    department: str,
    people: Sequence[tuple[str, str]],
    batch: int,
    until: str,
    on: date,
) -> Paper:
    """征求意见函 to a department, in letter format. Names and units only: ID numbers go another way."""
    asked = (
        f"根据{basis}，我单位正在开展{cycle}。为核实推荐人选的情况，请你单位对附件所列 {len(people)} 名人选"
        "在职责范围内有无违法违纪、失信等不宜表彰的情形提出意见。"
    )
    how = (
        f"请通过第 {batch} 批征询名单的专用链接，逐人答复“无异议”或“有不良情况”，后者请写明事实和依据，"
        f"于{until}前答复。链接、提取码和证件号码另行提供。"
    )
    text = [asked, how, "名单尚未公开，请只用于本次核查，注意保密。专此函达。"]
    text += [f"联系{label}：{value}" for label, value in office.contacts if label == PHONE]
    rows = tuple((str(at), in_list(name), unit) for at, (name, unit) in enumerate(people, start=1))
    listing = Listing("", f"（第 {batch} 批，共 {len(rows)} 名）", ASKED, ASKED_WIDTHS, rows)
    return Paper(
        mark=office.name,
        number=number,
        title=f"关于征求{cycle.removesuffix('评选')}推荐人选意见的函",
        addressee=department,
        paragraphs=tuple(map(Paragraph, text)),
        listings=(),
        attachments=(Attachment("征求意见人选名单", listings=(listing,)),),
        signer=office.name,
        dated=on,
        note="",
        imprint=None,
        layout=LETTER,
    )
