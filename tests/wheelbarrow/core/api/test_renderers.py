"""How answers are written."""

import json
from collections import namedtuple
from datetime import UTC, date, datetime, time, timedelta, timezone
from itertools import product
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from rest_framework import renderers, serializers

from wheelbarrow.core.api.renderers import JSONRenderer

Link = namedtuple("Link", ["id", "name"])


def rendered(data, **asked):
    return JSONRenderer().render(data, **asked)


class Shown(serializers.Serializer):
    """Serialize a day, a time and an instant with DRF."""

    day, clock, instant = serializers.DateField(), serializers.TimeField(), serializers.DateTimeField()


class TestJSONRenderer:
    def test_writes_utf_8_without_spaces(self):
        assert rendered({"name": "정원", "list": [1, None, True]}) == '{"name":"정원","list":[1,null,true]}'.encode()

    def test_writes_nothing_for_no_content(self):
        assert rendered(None) == b""

    def test_writes_a_lazy_text_in_the_active_language(self):
        lazy = {"title": gettext_lazy("Not found"), "list": [gettext_lazy("Not found")]}

        with translation.override("ko"):
            korean = json.loads(rendered(lazy))
        with translation.override("en"):
            english = json.loads(rendered(lazy))

        assert english == {"title": "Not found", "list": ["Not found"]}
        assert "Not found" not in {korean["title"], *korean["list"]}

    def test_writes_a_named_tuple_as_a_list(self):
        assert rendered([Link(1, "Garden"), (2, "Beds")]) == b'[[1,"Garden"],[2,"Beds"]]'

    def test_indents_only_on_request(self):
        for asked in ({"renderer_context": {"indent": 2}}, {"accepted_media_type": "application/json; indent=4"}):
            assert rendered({"id": 1, "list": [1]}, **asked).decode().count("\n") >= 4
        assert b"\n" not in rendered({"id": 1}, accepted_media_type="application/json", renderer_context={})

    def test_writes_days_times_and_instants_as_drf_does(self):
        days = [date(1, 1, 1), date(2026, 9, 2), date(9999, 12, 31)]
        times = [time(0, 0), time(17, 30), time(9, 0, 5), time(23, 59, 59, 999_999)]
        instants = [
            datetime(2026, 9, 2, 9, 0, tzinfo=UTC),
            datetime(2026, 9, 2, 9, 0, 0, 7, tzinfo=UTC),
            datetime(2026, 9, 2, 9, 0, tzinfo=ZoneInfo("UTC")),
        ]
        for day, clock, instant in product(days, times, instants):
            row = {"day": day, "clock": clock, "instant": instant}

            assert json.loads(rendered(row)) == json.loads(renderers.JSONRenderer().render(Shown(row).data))

    def test_writes_an_instant_of_another_zone_with_its_offset(self):
        instant = datetime(2026, 9, 2, 18, 0, tzinfo=timezone(timedelta(hours=9)))

        assert datetime.fromisoformat(json.loads(rendered(instant))) == instant

    def test_writes_a_lone_surrogate_in_ascii(self):
        written = rendered({"errors": {"\ud800": [gettext_lazy("Not found")], "list": (1, Link(2, "x"))}})

        assert written.isascii()
        assert json.loads(written)["errors"] == {"\ud800": ["Not found"], "list": [1, [2, "x"]]}

    def test_writes_numbers_of_any_size(self):
        assert json.loads(rendered({"big": 2**70, "small": -(2**63)})) == {"big": 2**70, "small": -(2**63)}

    def test_raises_for_what_is_no_json(self):
        with pytest.raises(TypeError):
            rendered({"what": object()})


class TestAnAnswer:
    def test_is_indented_for_who_asks(self, api):
        answer = api.get("/api/v1/works/", headers={"accept": "application/json; indent=2"})

        assert answer.json()["count"] == 0
        assert answer.content.count(b"\n") >= 4

    def test_that_repeats_a_lone_surrogate_can_be_read(self, api):
        refused = api.generic("POST", "/api/v1/works/", rb'{"title": "Dig", "\ud800": 1}', "application/json")

        assert refused.status_code == 400
        assert "\ud800" in refused.json()["errors"]
