"""The answers for static files."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from wheelbarrow.core.static_files import StaticFiles

STYLE = "p {}\n" * 100


@pytest.fixture
def ask(settings, tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "one.css").write_text(STYLE)
    (tmp_path / "a" / "b" / "one.css.gz").write_bytes(gzip.compress(STYLE.encode()))
    settings.DEBUG = settings.WHITENOISE_USE_FINDERS = False
    settings.STATIC_ROOT, settings.STATIC_URL = str(tmp_path), "/static/"
    middleware = StaticFiles(lambda request: HttpResponse("no file", status=404))

    def answer(path, **headers):
        response = middleware(RequestFactory().get(path, **headers))
        return response.status_code, response.getvalue(), response.headers

    return answer


class TestStaticFiles:
    def test_are_served_each_time_with_their_type(self, ask):
        for _time in range(2):
            status, content, headers = ask("/static/a/b/one.css")

            assert (status, content) == (200, STYLE.encode())
            assert headers["Content-Type"] == 'text/css; charset="utf-8"'

    def test_are_served_to_two_who_ask_first(self, ask, monkeypatch):
        inner, prepare = [], StaticFiles.add_file_to_dictionary

        def prepare_slowly(self, url, path, stat_cache=None):
            if not inner:
                inner.append(None)
                inner.append(ask("/static/a/b/one.css")[0])
            prepare(self, url, path, stat_cache=stat_cache)

        monkeypatch.setattr(StaticFiles, "add_file_to_dictionary", prepare_slowly)

        assert ask("/static/a/b/one.css")[0] == 200
        assert inner == [None, 200]

    def test_are_compressed_for_those_who_accept_it(self, ask):
        _status, content, headers = ask("/static/a/b/one.css", HTTP_ACCEPT_ENCODING="gzip")

        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(content) == STYLE.encode()

    @pytest.mark.parametrize(
        "path",
        ["/static/", "/static/a/", "/static/a/b/two.css", "/static/a/b/one.css.gz", "/static/../one.css", "/one.css"],
    )
    def test_are_nothing_else(self, ask, path):
        assert ask(path)[:2] == (404, b"no file")
