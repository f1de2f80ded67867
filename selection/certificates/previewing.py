"""Samples of every design, to look at while a template or a style sheet is being edited."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from selection.certificates.designs import Form, designs
from selection.certificates.facts import CertificateFacts, date_in_characters
from selection.certificates.pdf import render

NAMES = {"short": "丁一", "usual": "周启明", "long": "阿卜杜热合曼·麦麦提吐尔逊·阿不都克里木"}
SAMPLE = CertificateFacts(
    number="YLZS-2026-018",
    code="K7QW3XN9RM4TVBH2C6PD8YFJ5A",
    verify_url="https://honours.example.cn/verify/K7QW3XN9RM4TVBH2C6PD8YFJ5A#" + "A" * 180,
    name="",
    title="",
    title_en="Specimen",
    heading="荣誉证书",
    heading_en="Certificate of Honour",
    text=(),
    issuer="上海市总工会",
    issuer_en="Shanghai Municipal Trade Union Council",
    named_on=date_in_characters(date(2026, 11, 21)),
    named_on_iso="2026-11-21",
    award="样张",
    year="2026",
    unit="上海沪东重型装备制造有限公司",
    design="",
)


def previews(folder: Path, design: str = "") -> Iterator[Path]:
    """Write certificate and card of the design, or of all, as PDF and PNG of 300 dpi; yields the files."""
    folder.mkdir(parents=True, exist_ok=True)
    for key, each in designs().items():
        if design not in ("", key):
            continue
        title = each.titles[0] if each.titles else "荣誉称号"
        text = (f"在2026年{title}评选表彰中，被授予“{title}”荣誉称号。", "特发此证。")
        for length, name in NAMES.items():
            for form in Form:
                facts = replace(SAMPLE, name=name, title=title, text=text, design=key)
                file = folder / f"{key}-{form}-{length}.pdf"
                file.write_bytes(render(facts, form))
                command = ["pdftoppm", "-r", "300", "-png", "-singlefile", str(file), str(file.with_suffix(""))]
                subprocess.run(command, check=True)
                yield from (file, file.with_suffix(".png"))
