"""Certificates of invented people: every design, short and long."""

from dataclasses import replace
from datetime import date

from selection.certificates.designs import design_for
from selection.certificates.facts import CertificateFacts, date_in_characters
from selection.certificates.payload import payload

SECRET = "q" * 32


def sample(title: str, title_en: str, award: str, letters: str) -> CertificateFacts:
    told = payload((f"{letters}-2026-018", "周启明", title, "2026"), SECRET)
    return CertificateFacts(
        number=f"{letters}-2026-018",
        code="K7QW3XN9RM4TVBH2C6PD8YFJ5A",
        verify_url=f"https://honours.example.cn/verify/K7QW3XN9RM4TVBH2C6PD8YFJ5A#{told}",
        name="周启明",
        title=title,
        title_en=title_en,
        heading="荣誉证书",
        heading_en="Certificate of Honour",
        text=(f"在2026年{award}评选表彰中，被授予“{title}”荣誉称号。", "特发此证。"),
        issuer="上海市总工会",
        issuer_en="Shanghai Municipal Trade Union Council",
        named_on=date_in_characters(date(2026, 11, 21)),
        named_on_iso="2026-11-21",
        award=award,
        year="2026",
        unit="上海沪东重型装备制造有限公司",
        design=design_for(title),
    )


SKILLED = sample("上海市技术能手", "Skilled Worker of Shanghai", "上海市技术能手", "SHJN")
OUTSTANDING = sample("上海市杰出技术能手", "Outstanding Skilled Worker of Shanghai", "上海市技术能手", "SHJC")
CRAFTSMAN = replace(
    sample("上海工匠", "Shanghai Craftsman", "上海工匠", "SHGJ"),
    text=("周启明同志：", "在2026年“上海工匠”选树活动中，被命名为2026年“上海工匠”。", "特发此证。"),
)

LONG_UNIT = "中国（上海）自由贸易试验区临港新片区海洋工程装备智能制造与检测技术研究发展有限公司"
PRAISE = "在2026年“上海工匠”选树活动中，工艺专长突出，技能高超，领军作用显著，为行业发展作出突出贡献，"
RARE_NAME = "王\U000212fe\U0002aed0"  # the Kai face lacks the second character, the Song face the third

SAMPLES = {
    "outstanding": OUTSTANDING,
    "skilled": SKILLED,
    "craftsman": CRAFTSMAN,
    "name-of-2": replace(SKILLED, name="丁一"),
    "name-of-4": replace(CRAFTSMAN, name="欧阳文静", text=CRAFTSMAN.text[1:]),
    "name-of-20": replace(OUTSTANDING, name="阿卜杜热合曼·麦麦提吐尔逊·阿不都克里木"),
    "long-unit": replace(OUTSTANDING, unit=LONG_UNIT, text=(f"{LONG_UNIT}职工，{OUTSTANDING.text[0]}", "特发此证。")),
    "two-issuers": replace(
        CRAFTSMAN,
        issuer="上海市总工会　上海市人力资源和社会保障局",
        issuer_en="Shanghai Municipal Trade Union Council and Others",
    ),
    "short-text": replace(CRAFTSMAN, text=("被命名为2026年“上海工匠”。特发此证。",)),
    "long-text": replace(CRAFTSMAN, text=(f"{LONG_UNIT}职工，{PRAISE}被授予“上海工匠”荣誉称号。", "特发此证。")),
    "rare-name": replace(SKILLED, name=RARE_NAME),
}
