"""Authors as a person types them, one a line: with commas, or with blanks around a known role."""

from newsroom.text.byline_words import LEAD, ROLES
from newsroom.text.bylines import CreditReading, read_byline

MOST_VALUES = 3  # name, role, organisation


def read_credit_line(line: str) -> list[CreditReading] | None:
    """Return the people of a line; none for an empty one, None for one that cannot be read.

    Commas stand between name, role and organisation. Without one, a role that is known divides
    the line, or it is read as the byline that it is; everything else is a name.

    >>> read_credit_line("张三丰 通讯员")
    [CreditReading(name='张三丰', role='通讯员', organisation=None)]
    >>> read_credit_line("张三丰, 主持人, 某台") == read_credit_line("张三丰，主持人，某台，")
    True
    >>> [person.name for person in read_credit_line("本报记者 王一平 通讯员 李强") or ()]
    ['王一平', '李强']
    >>> read_credit_line("李 文,")
    [CreditReading(name='李 文', role=None, organisation=None)]
    """
    values = [value.strip() for value in line.replace("，", ",").split(",")]
    if not any(values):
        return []
    if len(values) == 1:
        return _without_commas(values[0])
    while len(values) > MOST_VALUES and not values[-1]:
        values.pop()
    if len(values) > MOST_VALUES or not values[0]:
        return None
    name, role, organisation = [*values, "", ""][:MOST_VALUES]
    return [CreditReading(name, role or None, organisation or None)]


def _without_commas(line: str) -> list[CreditReading]:
    if LEAD.match(line) and (people := read_byline(line)):
        return people
    words = line.split()
    for place, word in enumerate(words):
        name = " ".join(words[:place])
        # 摄 and 文 are roles only behind a whole name: 李 文 is a name of two characters.
        if word in ROLES and len(name) >= len("张三") and (len(word) > 1 or word == words[-1]):
            return [CreditReading(name, word, " ".join(words[place + 1 :]) or None)]
    return [CreditReading(line, None, None)]


def credit_line(name: str, role: str = "", organisation: str = "") -> str:
    """Return a person as `read_credit_line` reads them, with no comma more than that needs.

    >>> credit_line("李尖"), credit_line("李三", "", "某报"), credit_line("张三丰 通讯员")
    ('李尖', '李三, , 某报', '张三丰 通讯员,')
    """
    values = [name, role, organisation]
    while values and not values[-1]:
        values.pop()
    line = ", ".join(values)
    plain = [CreditReading(name, role or None, organisation or None)]
    return line if read_credit_line(line) == plain else f"{line},"
