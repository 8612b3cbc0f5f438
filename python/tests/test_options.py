"""Options."""

import re
import typing

import csdown
import pytest
from conftest import BODY, PAGE

NAMES = typing.get_type_hints(csdown.types.Options)


def literals(hint):
    """The texts that a type allows."""
    if typing.get_origin(hint) is typing.Literal:
        return set(typing.get_args(hint))
    return {value for part in typing.get_args(hint) for value in literals(part)}


def test_the_types_have_every_option():
    options = csdown.Converter().options
    assert set(NAMES) - set(options) == {"assets_url", "rule"}
    assert set(options) <= set(NAMES)
    assert set(options["limits"]) == set(typing.get_type_hints(csdown.types.Limits))


@pytest.mark.parametrize("name", [name for name in NAMES if literals(NAMES[name]) and name not in ("rule", "limits")])
def test_the_types_have_every_value(name):
    for value in literals(NAMES[name]):
        assert csdown.Converter(**{name: value}).options[name] == value
    with pytest.raises(ValueError) as raised:
        csdown.Converter(**{name: "no such value"})
    message = str(raised.value)
    assert message.startswith(f"option `{name}`: ")
    known = re.findall(r"`([a-z-]+)`", message.split("expected")[-1]) or message.split("one of ")[-1].split(", ")
    assert set(known) == literals(NAMES[name])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"hard_brake": 1}, "unknown option `hard_brake`; did you mean `hard_break`?"),
        ({"fom": 1}, "unknown option `fom`; did you mean `from_`?"),
        ({"max_bytes": 1}, 'unknown option `max_bytes`; did you mean `limits={"bytes": …}`?'),
        ({"limits": {"byte": 1}}, "option `limits`: unknown setting `byte`; did you mean `bytes`?"),
        ({"rule": [{"selektor": "p"}]}, "option `rule`: unknown setting `selektor`; did you mean `selector`?"),
        ({"url": "https://a.b"}, "`url` is not an option but an argument of `Converter.convert`"),
        ({"threads": 1}, "`threads` is not an option but an argument of `Converter.convert_many`"),
        ({"toc": "keep", "from": "html", "from_": "html"}, "option `from_` is given twice"),
    ],
)
def test_an_unknown_option_is_a_type_error(options, message):
    for call in (csdown.Converter, lambda **options: csdown.convert(PAGE, **options)):
        with pytest.raises(TypeError) as raised:
            call(**options)
        assert str(raised.value) == message


def test_the_error_for_any_other_name_lists_the_options():
    with pytest.raises(TypeError, match=r"the options are from_, front_matter, .*, rule$"):
        csdown.Converter(qqq=1)


@pytest.mark.parametrize(
    ("options", "parts"),
    [
        ({"hard_break": "x"}, ["`hard_break`", "`spaces` or `backslash`"]),
        ({"hard_break": None}, ["`hard_break`", "null"]),
        ({"front_matter": None}, ["`front_matter`", "yaml, toml, json or none"]),
        ({"front_matter": {"tittle": {"drop": True}}}, ["`tittle`", "did you mean `title`?"]),
        ({"limits": 5}, ["`limits`", "a table of limits"]),
        ({"limits": {"bytes": -1}}, ["`limits`", "`-1`"]),
        ({"limits": {"bytes": "1"}}, ["`limits`", '"1"']),
        ({"limits": {"depth": 1000}}, ["limits.depth", "1 to 500"]),
        ({"rule": {"name": "a"}}, ["`rule`", "sequence"]),
        ({"rule": [{"name": "a", "selector": "p >", "action": "drop"}]}, ["rule `a`", "`p >`"]),
        ({"rule": [{"name": "a", "selector": "p", "action": "x"}]}, ["`rule`", "`x`"]),
        ({"profile": "jekyll", "layout": "folder"}, ["layout", "Jekyll"]),
        ({"name": "{titel}"}, ["`name`", "did you mean `{title}`?"]),
        ({"toc": object()}, ["`toc`", "object"]),
    ],
)
def test_a_wrong_value_is_a_value_error_that_names_the_option(options, parts):
    with pytest.raises(ValueError) as raised:
        csdown.Converter(**options)
    assert all(part in str(raised.value) for part in parts), raised.value
    assert not isinstance(raised.value, csdown.ConversionError)


def test_options_change_the_markdown():
    page = "<div id=content_views><p class=ad>广告</p><p>一<br>二</p></div>"
    rule = [{"name": "ad", "selector": ".ad", "action": "drop"}, {"name": "h", "selector": "p", "action": {"heading": 2}}]
    assert csdown.convert(page, hard_break="backslash") == "广告\n\n一\\\n二\n"
    assert csdown.convert(page, rule=rule) == "## 一 二\n"
    front_matter = {"format": "toml", "my_key": 1, "title": {"case": "upper"}}
    assert csdown.convert(PAGE.replace("题", "a"), front_matter=front_matter).startswith('+++\ntitle = "A"\nmy_key = 1\n+++\n')
    with pytest.raises(csdown.ConversionError, match="bytes limit exceeded"):
        csdown.convert(page, limits={"bytes": 10})


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"hard-break": "backslash", "from": "html"},
        {"front_matter": {"format": "toml", "my_key": [1, 2.5, True], "tags": {"case": "lower"}}, "name": "{id}"},
        {"rule": [{"name": "h", "selector": "p", "action": {"heading": 2}}], "limits": {"depth": 10}, "assets_url": "/x"},
    ],
)
def test_the_options_of_a_converter_create_the_same_one(options):
    converter = csdown.Converter(**options)
    again = csdown.Converter(**converter.options)
    assert again.options == converter.options
    assert repr(again) == repr(converter) and repr(converter).startswith("Converter(")


def test_the_options_are_a_copy():
    converter = csdown.Converter()
    converter.options["limits"]["bytes"] = 1
    assert converter.convert(PAGE).record()["text"] == BODY
    assert repr(converter) == "Converter()" and "hard_break='backslash'" in repr(csdown.Converter(hard_break="backslash"))
