"""Whether bytes were decoded to Chinese at all: by how many of the characters are common."""

import re

from newsroom.text.words import fold_shapes

_COMMON = frozenset(
    "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所"
    "民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日"
    "那社义事平形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想"
    "已通并提直题党程展五果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指"
    "几九区强放决西被干做必战先回则任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权"
    "收证改清己美再采转更单风切打白教速花带安场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集"
    "温传土许步群广石记需段研界拉林律叫且究观越织装影算低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支"
    "般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属"
    "圆包火住调满县局照参红细引听该铁价严"
)
"""About the five hundred most frequent characters of modern Chinese, simplified."""
_FEWEST = 20
"""Chinese characters from which their share says something."""
_LEAST_SHARE = 0.2
"""Of the pages of the tests 60 in 100 characters and more are among the five hundred, of stretches
of eighty characters 40, in lists of names too. Of texts in other encodings that happen to be
readable as GB18030 it is 13 (Korean) or less."""
_WITHIN_WORD = re.compile("(?<=[A-Za-z])[\u3400-\u9fff]|[\u3400-\u9fff](?=[A-Za-z])")
_SAMPLE = 20_000


def common_share(text: str) -> tuple[int, float]:
    """Return how many Chinese characters the beginning of a text has, and the share of common ones.

    >>> common_share("法院在这里开了一个大会。")
    (11, 1.0)
    """
    chinese = [c for c in fold_shapes(text[:_SAMPLE]) if "\u3400" <= c <= "\u9fff"]
    share = sum(c in _COMMON for c in chinese) / len(chinese) if chinese else 0.0
    return len(chinese), round(share, 2)


def reads_as_chinese(text: str) -> bool:
    """Whether a decoded text can be Chinese. Few characters can always be, but not rare ones alone
    that stand within the words of another language.

    >>> reads_as_chinese("搶嫗抧曽嵸敾強偼嶐擔偺屵屻丄岞敾傪奐偒丄旐崘")
    False
    >>> reads_as_chinese("Z黵ich"), reads_as_chinese("file,date\\n榧.txt,2019-07-09")
    (False, True)
    """
    count, share = common_share(text)
    if count >= _FEWEST:
        return share >= _LEAST_SHARE
    return share > 0 or count == 0 or len(_WITHIN_WORD.findall(text[:_SAMPLE])) < count
