"""Prints sample certificates of every design, short and long, to var/samples: python scripts/sample-certificates.py [folder]."""

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from selection.certificates.facts import CertificateFacts, date_in_characters, design_for  # noqa: E402
from selection.certificates.pdf import render  # noqa: E402


def sample(title: str, title_en: str, award: str, letters: str) -> CertificateFacts:
    """An invented person's certificate."""
    return CertificateFacts(
        number=f"{letters}-2026-018",
        code="K7QW3XN9RM4T",
        verify_url="https://honours.example.cn/verify/K7QW3XN9RM4TVBH2C6PD8YFJ5A",
        name="周启明",
        title=title,
        title_en=title_en,
        heading="荣誉证书",
        heading_en="Certificate of Honour",
        text=(f"在2026年{award}选树活动中，工艺专长突出，技能高超，贡献显著，被授予“{title}”荣誉称号。", "特发此证。"),
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
CRAFTSMAN = sample("上海工匠", "Shanghai Craftsman", "上海工匠", "SHGJ")
LONG_UNIT = "中国（上海）自由贸易试验区临港新片区海洋工程装备智能制造与检测技术研究发展有限公司"

SAMPLES = {
    "outstanding": OUTSTANDING,
    "skilled": SKILLED,
    "craftsman": CRAFTSMAN,
    "name-of-2": replace(SKILLED, name="丁一"),
    "name-of-4": replace(CRAFTSMAN, name="欧阳文静"),
    "name-of-20": replace(OUTSTANDING, name="阿卜杜热合曼·麦麦提吐尔逊·阿不都克里木"),
    "long-unit": replace(
        OUTSTANDING, unit=LONG_UNIT, text=(OUTSTANDING.text[0].replace("在2026年", f"{LONG_UNIT}职工，在2026年"), "特发此证。")
    ),
    "rare-name": replace(SKILLED, name="王\U000212fe\U0002aed0"),
}


if __name__ == "__main__":
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "var" / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    for name, facts in SAMPLES.items():
        (folder / f"{name}.pdf").write_bytes(render(facts))
        print(folder / f"{name}.pdf")
