"""The most expensive bodies cost little processor time at every endpoint, and their answers are short.

PROVE=1 sends each body to each endpoint; else those that only a parser reads are sent to one.
"""

import json
from functools import partial
from time import process_time

import pytest
from django.conf import settings

from tests.conftest import PROVE, client_of
from tests.wheelbarrow.core.api.endpoints import ENDPOINTS, MAKERS, PUBLIC

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
LARGEST = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
# In units of _reference(), which is 18 ms where 50 ms is the goal for anonymous requests.
TIMES = 3
DEPTHS = (0, 7, 14, 21, 28)
LONGEST_ANSWER = 16 * 1024

LISTS = ("ids", "skipped_on", "extra_on", "weekdays", "scopes")
TEXTS = (
    "title",
    "name",
    "content",
    "email",
    "password",
    "rule",
    "time_zone",
    "token",
    "refresh",
    "uid",
    "new_password",
)
# What most endpoints need before they look at the rest.
NEEDED = {"title": "Dig", "rule": "FREQ=DAILY", "action": "finish"}


def _parts(number):
    part = '--b\r\nContent-Disposition: form-data; name="a{}"\r\n\r\n\r\n'
    return "".join(part.format(index) for index in range(number)) + "--b--\r\n"


def _lists(item, number):
    share = number // len(LISTS)
    return {**NEEDED, **{name: [item] * share for name in LISTS}, "repeats": {"frequency": [item] * share}}


def _texts(text):
    return {**NEEDED, **dict.fromkeys(TEXTS, text)}


def _body(value):
    return json.dumps(value, ensure_ascii=False).encode()


# Read by serializers, so at each endpoint in another way.
BODIES = {
    "names": (_body({f"a{number}": 0 for number in range(80_000)}), JSON),
    "wrong items": (_body(_lists("x", 150_000)), JSON),
    "long texts": (_body(_texts("a " * 30_000)), JSON),
    # Canonical order of combining marks takes quadratic time: a text's length must be checked before its form.
    "marks": (_body(_texts("e" + "\u0301\u0323" * 10_000)), JSON),
}

# Read by a parser, by what all serializers derive from, or by the serializers of some.
OTHERS = {
    "long names": (_body({"a" * 90_000 + str(number): 0 for number in range(11)}), JSON),
    "form names": ("&".join(f"a{number}=" for number in range(1900)).encode(), FORM),
    "form items": ("&".join(f"ids[{number}]=x" for number in range(1900)).encode(), FORM),
    "parts": (_parts(190).encode(), PARTS),
    "empty items": (_body(_lists({}, 150_000)), JSON),
    "wrong days": (_body(_lists("2020-13-01", 60_000)), JSON),
    "right ids": (_body({"ids": list(range(1, 120_000)), "action": "finish"}), JSON),
    "deep lists": (b"[" * LARGEST, JSON),
    "deep objects": (b'{"a":' * (LARGEST // 5), JSON),
    "deep value": (b'{"data":' + b"[" * 1000 + b"]" * 1000 + b"}", JSON),
    "one name": (b"{" + b",".join([b'"title":""'] * 90_000) + b"}", JSON),
    "digits": (b'{"position":' + b"9" * (LARGEST - 20) + b"}", JSON),
    "one text": (_body({**NEEDED, "title": "a" * 1_000_000, "email": "a@" * 500}), JSON),
    "long rule": (_body({**NEEDED, "rule": "FREQ=DAILY;BYMONTHDAY=" + ",".join(["1"] * 400_000)}), JSON),
    "many form names": ("&".join(f"a{number}=" for number in range(100_000)).encode(), FORM),
    "form text": (b"title=" + b"%ff" * 87_000, FORM),
    "long form text": (b"title=" + b"%ff" * 349_000, FORM),
    "many parts": (_parts(17_000).encode(), PARTS),
    "parts without a name": (b"--b\r\n\r\n\r\n" * 100_000 + b"--b--\r\n", PARTS),
}


FOR_ALL = ("POST /api/v1/auth/register/", "POST /api/v1/recurring-works/", "POST /api/v1/works/bulk/")


def _bodies(endpoint):
    return BODIES | OTHERS if PROVE or str(endpoint) in FOR_ALL else BODIES


def _seconds(ask):
    """The answer and its processor time."""
    began = process_time()
    answer = ask()
    return answer, process_time() - began


def _reference():
    """Processor seconds that this machine needs now to read 1 MiB of JSON and write it."""
    return _seconds(lambda: json.dumps(json.loads(BODIES["wrong items"][0])))[1]


def _deeper(ask, frames):
    """Ask from so many frames further down the stack."""
    return _deeper(ask, frames - 1) if frames else ask()


def _cost(ask, *, most):
    """The answer and its cost in units of `most`; beyond it, the lowest of five, each beside a reference of its moment.

    Each is measured at another depth of the stack: CPython 3.11 keeps frames in chunks, and a call that is the first of
    a chunk allocates and frees it each time. A loop of 1,900 such calls took 45 ms, and 6 ms eight frames further down.
    """
    answer, seconds = _seconds(ask)
    cost = seconds / most
    for frames in DEPTHS:
        if cost > 1:
            cost = min(cost, _seconds(partial(_deeper, ask, frames))[1] / (TIMES * _reference()))
    return answer, cost


@pytest.mark.alike
def test_worst_bodies_are_bounded_at_every_endpoint(ann, anonymous):
    api, rows = client_of(ann), {noun: make(ann, "Ann's") for noun, make in MAKERS.items()}
    most, expensive = TIMES * min(_reference() for _each in range(3)), []
    for endpoint in ENDPOINTS:
        if not endpoint.takes_body:
            continue
        client = anonymous if endpoint.path in PUBLIC else api
        for name, (body, content_type) in _bodies(endpoint).items():
            assert len(body) <= LARGEST, name
            ask = partial(client.generic, endpoint.method, endpoint.address(rows.get(endpoint.noun)))
            answer, cost = _cost(partial(ask, body, content_type), most=most)
            if cost > 1 or len(answer.content) > LONGEST_ANSWER or answer.status_code >= 500:
                expensive.append((str(endpoint), name, answer.status_code, round(cost, 2), len(answer.content)))

    assert expensive == []
