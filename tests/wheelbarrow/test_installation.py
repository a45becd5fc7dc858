"""What browsers keep of the pages."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders

from wheelbarrow import installation


class TestManifest:
    def test_describes_an_app_that_browsers_install(self, client, db):
        answer = client.get("/manifest.webmanifest")

        described = answer.json()
        assert answer.headers["Content-Type"] == "application/manifest+json"
        assert (described["start_url"], described["scope"], described["display"]) == ("/today/", "/", "standalone")
        assert {(icon["sizes"], icon["purpose"]) for icon in described["icons"]} == {
            ("192x192", "any"),
            ("512x512", "any"),
            ("512x512", "maskable"),
        }

    def test_names_icons_that_are_there_in_their_size(self, client, db):
        for icon in client.get("/manifest.webmanifest").json()["icons"]:
            data = Path(finders.find(icon["src"].removeprefix(settings.STATIC_URL))).read_bytes()
            width, height = int.from_bytes(data[16:20]), int.from_bytes(data[20:24])
            assert f"{width}x{height}" == icon["sizes"]

    def test_is_in_the_language_of_the_browser(self, client, db):
        described = client.get("/manifest.webmanifest", headers={"accept-language": "ko"}).json()

        assert described["lang"] == "ko"
        assert described["shortcuts"][0]["name"] == "오늘"

    def test_is_named_by_every_page(self, client, ann):
        assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/").content.decode()
        client.force_login(ann)
        assert 'rel="manifest" href="/manifest.webmanifest"' in client.get("/today/").content.decode()

    def test_asks_nothing_of_the_database(self, client, django_assert_num_queries, db):
        with django_assert_num_queries(0):
            client.get("/manifest.webmanifest")


class TestServiceWorker:
    def test_is_a_script_for_the_whole_site_that_browsers_ask_for_again(self, client, db):
        answer = client.get("/sw.js")

        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == "no-cache"

    def test_keeps_static_files_and_the_page_without_a_network_alone(self, client, db):
        script = client.get("/sw.js").content.decode()

        kept = json.loads("[" + re.search(r"addAll\(\[(.*?)\]\)", script)[1].replace("OFFLINE", '"/offline/"') + "]")
        assert kept[0] == "/offline/"
        assert all(path.startswith(settings.STATIC_URL) for path in kept[1:])
        # The only other place that stores is below the condition on static files.
        assert script.count(".put(") == 1
        assert re.search(r"startsWith\(STATIC\)\) \{\s+event\.respondWith\(keep\(request\)\)", script)

    def test_names_files_that_are_there(self):
        assert all(finders.find(name) for name in installation.KEPT)

    def test_has_another_cache_when_a_file_or_the_version_changes(self, client, db, settings):
        before = re.search(r"wheelbarrow-[0-9a-f]+", client.get("/sw.js").content.decode())[0]
        settings.VERSION = "9.9.9"

        assert before not in client.get("/sw.js").content.decode()


class TestOffline:
    @pytest.mark.parametrize("language", ["en", "ko"])
    def test_knows_nothing_of_the_person(self, client, ann, ben, language, django_assert_num_queries):
        ann.name, ann.time_zone, ann.language = "Secret", "Mars/Olympus", language
        ann.save()
        client.force_login(ann)

        page = client.get("/offline/").content.decode()
        client.logout()

        assert "Secret" not in page
        assert "Mars/Olympus" not in page
        assert ann.email not in page
        assert f'<html lang="{language}">' in page


class TestFavicon:
    def test_leads_to_the_icon(self, client):
        answer = client.get("/favicon.ico")

        assert (answer.status_code, finders.find(answer.url.removeprefix(settings.STATIC_URL)) is None) == (302, False)
