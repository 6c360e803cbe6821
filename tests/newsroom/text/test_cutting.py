"""Both engines cut the same words, whatever the text is made of."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsroom.text import cutting
from newsroom.text.words import key_terms

CHECKOUT = Path(__file__).resolve().parents[3]
SEEDS = "".join(path.read_text("utf-8-sig") for path in sorted((CHECKOUT / "seeds").glob("*.txt")))
DICTIONARY = sorted(cutting.jieba().dt.FREQ)

han = st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FD5), min_size=1, max_size=8)
rare = st.text(
    st.one_of(
        st.characters(min_codepoint=0x3400, max_codepoint=0x4DBF),
        st.characters(min_codepoint=0x9FD6, max_codepoint=0x9FFF),
        st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF),
        st.characters(min_codepoint=0x20000, max_codepoint=0x323AF),
    ),
    min_size=1, max_size=3,
)  # fmt: skip
printed = st.builds(
    lambda start, length: SEEDS[start : start + length],
    st.integers(0, len(SEEDS) - 1), st.integers(1, 30),
)  # fmt: skip
number = st.from_regex(r"[0-9]{1,6}(\.[0-9]{1,4})?%?", fullmatch=True)
latin = st.text("abcXYZ0189+#&._%- \r\n\t", min_size=1, max_size=8)
marks = st.sampled_from(
    "，。、“”《》：；！？（）—…·,:;\"'()/０Ａ％．　🙂👩‍👧﹏ｱа가α\x1c\x85\u2028\u200b\ufeff"
)
pieces = st.one_of(
    han, printed, number, latin, marks, rare,
    st.sampled_from(DICTIONARY), st.characters(exclude_categories=[]),
)  # fmt: skip
texts = st.lists(pieces, max_size=12).map("".join)


@settings(max_examples=1500, deadline=None)
@given(texts)
@example("增长3.5%,达2-15人,A.B座148031c_0号,鿗鿹,C++与AT&T,1.2.3%,𠀀一㐀丁\ud800")
def test_the_fast_engine_cuts_what_jieba_cuts(text):
    assert cutting.cut(text) == cutting.jieba().lcut(text)


def test_the_seeds_are_cut_alike():
    for line in SEEDS.split("\n"):
        assert cutting.cut(line) == cutting.jieba().lcut(line)


def test_both_engines_know_the_same_words():
    knows = cutting.knows()
    parts = [SEEDS[place : place + length] for length in (1, 2, 3) for place in range(len(SEEDS))]

    assert all(
        bool(knows(word)) == bool(cutting.jieba().dt.FREQ.get(word))
        for word in [*DICTIONARY, *parts]
    )


@pytest.mark.parametrize(
    "text", ["一" * 200_000, "1" * 200_000 + "a", "一-" * 100_000, "㐀一" * 50_000]
)
def test_finding_the_stretches_for_jieba_takes_no_longer_than_the_text_is_long(text):
    started = time.perf_counter()

    cutting._stretches_for_jieba(text)

    assert time.perf_counter() - started < 2


def without_rjieba(code):
    """What a process without the fast engine prints."""
    hidden = f"import sys\nsys.modules['rjieba'] = None\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", hidden], cwd=CHECKOUT, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_jieba_steps_in_where_the_fast_engine_cannot_be_imported():
    text = "杭州市中级人民法院公开审理了此案,判决如下。"
    printed = without_rjieba(
        "from newsroom.text.words import cut, for_search, is_word, key_terms\n"
        f"words = cut({text!r})\n"
        "print(words, is_word('法院'), is_word('院审'), 'jieba' in sys.modules)\n"
        "print(for_search(words), key_terms(words, 3))"
    )

    words = cutting.cut(text)
    first, second = printed.split("\n")
    assert first == f"{words} True False True"
    assert second.endswith(str(key_terms(words, 3)))


def test_plain_text_with_numbers_loads_no_second_dictionary():
    done = subprocess.run(
        [
            sys.executable, "-c",
            "import sys\nfrom newsroom.text.words import cut, for_search, is_word, key_terms\n"
            "key_terms(for_search(cut('2019年7月,法院受理案件增长3.5%。')), 3), is_word('法院')\n"
            "print('jieba' in sys.modules)",
        ],
        cwd=CHECKOUT, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert done.stdout == "False\n"
