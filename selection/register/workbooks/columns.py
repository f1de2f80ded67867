"""The columns of the workbook for past honours: what the template holds, what is read, what is written back."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Column:
    """One column. ``also``: other headings people use for it; ``width`` in characters."""

    key: str
    heading: str
    width: int
    is_required: bool = False
    also: tuple[str, ...] = ()
    hint: str = ""


COLUMNS = (
    Column("name", "姓名", 12, True, ("名字",), "与身份证一致"),
    Column("id_number", "身份证号", 22, False, ("身份证号码", "公民身份号码"), "有则填，这一列请设为文本格式"),
    Column("sex", "性别", 6, False, (), "男或女"),
    Column("unit", "工作单位", 36, True, ("单位", "单位名称", "所在单位"), "获得荣誉时的单位全称"),
    Column("occupation", "职业（工种）", 18, False, ("职业", "工种", "职业(工种)"), ""),
    Column("title", "荣誉称号", 22, True, ("称号", "荣誉名称"), "如 上海工匠"),
    Column("year", "年度", 8, True, ("批次年度", "届次", "年份"), "四位数字，如 2019"),
    Column("named_on", "授予日期", 14, False, ("命名日期", "表彰日期"), "如 2019-09-19"),
    Column("basis", "授予方式", 12, False, (), "评选、竞赛授予或外部授予；不填为评选"),
    Column("source", "依据", 36, True, ("来源", "文号", "依据（文号）"), "文号，或公布这份名单的网页、报纸"),
    Column("person", "人员编号", 12, False, (), "册上人员的编号；确定是新人的填“新人”"),
)
VERDICT, FINDINGS = "检查结论", "检查说明"
"""Two columns added to a workbook that was checked; they are not read again."""

BY_HEADING = {heading: each for each in COLUMNS for heading in (each.heading, *each.also)}
