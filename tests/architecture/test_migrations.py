"""Migrations have names, and there is one for every change of a model."""

import re

import pytest
from django.core.management import call_command

from tests.architecture.source import PACKAGES, ROOT


class TestMigrations:
    def test_are_named_by_what_they_do(self):
        names = [
            path.stem
            for package in PACKAGES
            for path in (ROOT / package.replace(".", "/") / "migrations").glob("0*.py")
        ]

        nameless = [name for name in names if "_auto_" in name or not re.fullmatch(r"\d{4}_[a-z][a-z0-9_]*", name)]

        assert names
        assert nameless == []

    @pytest.mark.django_db
    def test_agree_with_the_models(self, capsys):
        call_command("makemigrations", check=True, dry_run=True)

        assert "No changes detected" in capsys.readouterr().out
