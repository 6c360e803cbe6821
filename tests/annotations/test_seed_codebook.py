"""The codebook that the demonstration starts with."""

import hashlib
import json
import re
from pathlib import Path

import pytest
from django.utils.translation import override

from annotations.models import Label
from annotations.templatetags.codebook import with_names

SEED = Path(__file__).resolve().parents[2] / "seeds" / "codebook.json"
# Of the Chinese codebook as its authors gave it, written with sorted keys.
SOURCE_SHA256 = "1b1fa071799d08bc0672affaf0fa95af17da0b528175852fcbd27ad6f3317a6f"


@pytest.fixture(scope="module")
def book():
    return json.loads(SEED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def variables(book):
    return {variable["code"]: variable for variable in book["variables"]}


def test_the_chinese_texts_are_those_of_the_source_to_the_byte(book, variables):
    topic, sentiment = variables["topic"], variables["sentiment"]
    source = {
        "name": book["name_zh"],
        "unit": book["unit_zh"],
        "rules": [rule["zh"] for rule in topic["rules"] + book["rules"]],
        "topics": [
            {
                "id": label["code"],
                "name_zh": label["name_zh"],
                "name_en": label["name_en"],
                "definition": label["definition_zh"],
                "include": label["include_zh"],
                "exclude": label["exclude_zh"],
                "iptc": label["iptc"],
                "cues": label["cues"],
            }
            for label in topic["labels"]
        ],
        "tone": {
            "values": {label["code"]: label["definition_zh"] for label in sentiment["labels"]},
            "rules": [rule["zh"] for rule in sentiment["rules"]],
        },
    }

    written = json.dumps(source, ensure_ascii=False, sort_keys=True).encode()

    assert hashlib.sha256(written).hexdigest() == SOURCE_SHA256


def test_topic_takes_one_main_label_and_up_to_three_further_ones(variables):
    topic = variables["topic"]

    assert (topic["kind"], topic["further_max"], topic["required"]) == ("several", 3, True)
    assert [label["code"] for label in topic["labels"]] == [f"T{n:02}" for n in range(1, 15)]
    assert all(label["value"] is None and not label["beside_scale"] for label in topic["labels"])


def test_sentiment_is_a_scale_with_mixed_beside_it(variables):
    sentiment = variables["sentiment"]

    steps = {label["code"]: label["value"] for label in sentiment["labels"]}

    assert (sentiment["kind"], sentiment["further_max"]) == ("ordinal", 0)
    assert steps == {"positive": 1, "neutral": 0, "negative": -1, "mixed": None}
    assert [label["code"] for label in sentiment["labels"] if label["beside_scale"]] == ["mixed"]


def test_every_label_has_a_key_of_its_own(variables):
    keys = {
        code: "".join(label["key"] for label in variable["labels"])
        for code, variable in variables.items()
    }

    assert keys == {"topic": "QWERTASDFGZXCV", "sentiment": "1234"}


def test_every_chinese_text_has_an_english_one_and_the_other_way_round(book):
    def check(piece, where):
        if isinstance(piece, list):
            for index, each in enumerate(piece):
                check(each, f"{where}[{index}]")
        if isinstance(piece, dict):
            for field, text in piece.items():
                twin = {"zh": "en", "en": "zh"}.get(field[-2:])
                if twin and field[-3:-2] in ("", "_"):
                    assert bool(text) == bool(piece[field[:-2] + twin]), f"{where}.{field}"
                check(text, f"{where}.{field}")

    check(book, "codebook")


def test_english_rules_of_exclusion_name_the_same_topics_as_the_chinese_ones(variables):
    def named(text):
        return re.findall(r"T\d\d", text)

    for label in variables["topic"]["labels"]:
        assert named(label["exclude_en"]) == named(label["exclude_zh"]), label["code"]


def test_nobody_meets_chinese_characters_in_english_texts_except_where_they_are_quoted(book):
    english = [
        text
        for variable in book["variables"]
        for piece in [variable, *variable["rules"], *variable["labels"]]
        for field, text in piece.items()
        if (field == "en" or field.endswith("_en")) and isinstance(text, str)
    ]

    with_chinese = [text for text in english if re.search(r"[\u4e00-\u9fff]", text)]

    assert with_chinese == [
        "Directive language (要 “should”, 必须 “must”, 进一步 “further”) is neutral."
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh-hans", "为“中性”。"), ("en", "“must”, 进一步 “further”) is neutral.")],
)
def test_a_rule_is_shown_with_the_names_of_labels_in_the_language_of_the_reader(
    variables, language, said
):
    sentiment = variables["sentiment"]
    labels = [
        Label(code=one["code"], name_zh=one["name_zh"], name_en=one["name_en"])
        for one in sentiment["labels"]
    ]

    with override(language):
        shown = [with_names(rule, labels) for rule in sentiment["rules"]]

    assert sum(text.endswith(said) for text in shown) == 1
    assert language == "en" or not re.search("[a-z]{4}", "".join(shown))


def test_a_code_with_a_figure_is_shown_by_name_in_english_too_and_other_words_stay():
    labels = [Label(code="T01", name_zh="甲", name_en="One"), Label(code="mixed", name_en="Both")]
    rule = {"zh": "归T01或 mixed。", "en": "A mixed bag is T01."}

    with override("en"):
        assert with_names(rule, labels) == "A mixed bag is “One”."
        assert with_names(rule, []) == "A mixed bag is T01."
