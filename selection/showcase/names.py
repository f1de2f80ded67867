"""Names nobody chose: surnames and given names put together by chance, never one that stands in the register."""

from collections.abc import Collection
from random import Random

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许邓韩冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔"
    "钟谭陆汪范金石廖贾夏韦方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严武戴莫孔向汤郁奚浦瞿陈李张王沈顾陆"
)
COMPOUND = ("欧阳", "诸葛", "司徒", "上官", "东方")
MEN = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌浩宇凯健俊帆成林峰国栋建志文海东亮昊哲翰铭睿晨旭岩松柏川岳航舟恒毅诚朗渊"
WOMEN = "芳娜敏静丽艳娟霞秀燕玲桂丹萍红玉兰芬莉雪梅琳倩颖洁慧婷雯怡佳璐瑶蕾薇岚菁茜蓉馨宁沁悦澜妍舒禾韵青霏棠"
MIDDLE = "志文建国永春家德承光立正思天云晓子一启嘉宏景学明世少仁佩素若书雨秋季孟仲安怀知行守"


class Names:
    """Gives each name once."""

    def __init__(self, chance: Random, taken: Collection[str]) -> None:
        self._chance = chance
        self._taken = set(taken)

    def next(self, *, is_male: bool) -> str:
        """A name nobody here and nobody in ``taken`` has."""
        while (name := self._drawn(is_male)) in self._taken:
            pass
        self._taken.add(name)
        return name

    def _drawn(self, is_male: bool) -> str:
        chance = self._chance
        surname = chance.choice(COMPOUND) if chance.random() < 0.01 else chance.choice(SURNAMES)
        last = chance.choice(MEN if is_male else WOMEN)
        return surname + last if chance.random() < 0.15 else surname + chance.choice(MIDDLE) + last
