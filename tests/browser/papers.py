"""What a nominee brings along: the form's answers, the files. Everybody and everything here is invented."""

import subprocess
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from tests.world import World, id_number

NAME = "陆静澜"
ID_NUMBER = id_number(222)
PHONE = "13900004321"
BRIEF = (
    "该同志从事无菌制剂灌装工作二十一年，一直在生产一线。她摸索出听泵音、看液面、测残量的三步判断法，"
    "把灌装机每班的调校次数从六次减到两次，装量差异由百分之三降到百分之一以内。"
    "她牵头改造加塞机构，设备故障停机时间一年减少一百四十小时，节约费用八十六万元。"
    "设备更新换型时，她带领班组连续工作二十天，把验证周期由四十五天压缩到二十八天，保证了急需药品按时出厂。"
    "她把自己多年积累的四百多条操作要点整理成图册，配上声音和录像，新职工三个月就能独立上岗，比过去缩短一半时间。"
    "她先后带出徒弟九名，其中三人成为技师，两人在全市职业技能竞赛中获奖。"
    "她常说：药品质量连着病人的安危，差一点也不行。同事们遇到难题都愿意请教她，她从不保留。"
)
WRITTEN: dict[str, Any] = {
    "name": NAME,
    "id_number": ID_NUMBER,
    "phone": PHONE,
    "union_card": "SH-2005-7741",
    "position": "灌装班班长",
    "occupation": "4-08-05-04",
    "unit_nature": "non_public",
    "trade_name": "无菌制剂灌装",
    "skill_certificate": "S000031011500",
    "expertise": "听泵音、看液面、测残量三步判断灌装状态，不停机就能找出偏差来自哪一个工位。",
    "mastery": "装量差异长期稳定在百分之一以内；换型调校一次成功，用时为同行的三分之一。",
    "leadership": "领衔班组创新小组，带教徒弟九名，其中三人成为技师。",
    "contribution": "改造加塞机构，一年减少停机一百四十小时，节约费用八十六万元。",
    "brief": BRIEF,
    "account": BRIEF,
    "punishment": "",
}


def answers(world: World) -> dict[str, Any]:
    """The whole form, private fields too."""
    return {**world.answers(), **WRITTEN}


def fill_section(page: Page, written: dict[str, Any]) -> list[str]:
    """Fill in every field the page shows, as one would by hand. Returns the keys of the fields."""
    keys: list[str] = page.locator("[data-answer]").evaluate_all("all => all.map(each => each.dataset.answer)")
    for key in keys:
        fill(page.locator(f'[data-answer="{key}"]'), key, written[key])
    return keys


def fill(box: Locator, key: str, value: Any) -> None:
    kind = box.get_attribute("data-kind")
    if kind == "flag":
        box.get_by_label("是" if value else "否", exact=True).check()
    elif kind == "choices":
        for each in value:
            box.locator(f'[value="{each}"]').check()
    elif kind == "table":
        for number, row in enumerate(value):
            if number:
                box.get_by_role("button", name="增加一行").click()
            for column, cell in row.items():
                type_in(box.locator(f"#{key}-{number}-{column}"), cell)
    elif box.is_visible():
        type_in(box.locator(f"#{key}"), value)


def type_in(control: Locator, value: Any) -> None:
    if control.evaluate("each => each.tagName") == "SELECT":
        control.select_option(str(value).lower() if isinstance(value, bool) else str(value))
    else:
        control.fill(str(value))


def upload(page: Page, kind: str, file: Path) -> None:
    """Choose a file for one kind of evidence and send it."""
    section = page.locator(f"section#{kind}")
    section.get_by_label("选择文件").set_input_files(file)
    section.get_by_role("button", name="上传").click()
    expect(page.locator(f"section#{kind} .word-ok")).to_contain_text("份")


def photo(folder: Path) -> Path:
    """A portrait's size and shape, with nobody in it."""
    file = folder / "photo.jpg"
    Image.new("RGB", (413, 579), (190, 205, 220)).save(file, "JPEG")
    return file


def scan(folder: Path, name: str) -> Path:
    """One page of paper."""
    file, written = folder / f"{name}.pdf", BytesIO()
    with pikepdf.new() as paper:
        paper.add_blank_page()
        paper.save(written)
    file.write_bytes(written.getvalue())
    return file


def scanned(certificate: Path) -> str:
    """What a telephone reads in the corner of the page."""
    subprocess.run(["pdftoppm", "-r", "150", "-png", certificate, certificate.with_suffix("")], check=True)
    picture = next(certificate.parent.glob(f"{certificate.stem}-*.png"))
    codes = zxingcpp.read_barcodes(Image.open(picture))
    return str(codes[0].text)
