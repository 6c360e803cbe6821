"""Words that a text holds are found as surely as by looking for each of them."""

from hypothesis import given, settings
from hypothesis import strategies as st

from newsroom.text.held_words import FixedWords

WORDS = ["中秋", "国庆", "平安夜", "安夜", "平安", "党的十八大", "3·15", "𠀀一"]


@settings(max_examples=500, deadline=None)
@given(st.text(alphabet="中秋国庆平安夜党的十八大3·15𠀀一 \n", max_size=30))
def test_the_words_are_those_that_a_search_for_each_finds(text):
    found = FixedWords(WORDS).held_by(text)

    assert found == {word for word in WORDS if word in text}
