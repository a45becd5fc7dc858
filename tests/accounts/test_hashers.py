"""The real list of wheelbarrow.settings: tests/settings.py has a weak one for speed."""

from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.test import override_settings

from wheelbarrow import settings as real

with_the_real_list = override_settings(PASSWORD_HASHERS=real.PASSWORD_HASHERS)


class TestThePreferredHasher:
    @with_the_real_list
    def test_is_argon2id_with_owasps_parameters(self):
        kept = make_password("correct horse battery")

        _empty, variety, version, costs, _salt, _hash = kept.removeprefix("argon2").split("$")
        assert (variety, version, costs) == ("argon2id", "v=19", "m=19456,t=2,p=1")

    @with_the_real_list
    def test_knows_the_password_again(self):
        kept = make_password("correct horse battery")

        assert check_password("correct horse battery", kept)
        assert not check_password("correct horse batterie", kept)

    @with_the_real_list
    def test_takes_over_from_djangos_own(self):
        kept = make_password("correct horse battery", hasher="pbkdf2_sha256")
        renewed = []

        known = check_password("correct horse battery", kept, setter=lambda raw: renewed.append(make_password(raw)))

        assert known
        assert identify_hasher(renewed[0]).algorithm == "argon2"
