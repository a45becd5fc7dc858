"""Keys of rows."""

from works.exchange.keys import LONGEST_KEY, key_of


class TestKeyOf:
    def test_is_readable_while_it_is_short(self):
        assert key_of("a ", 7, None) == "a/7/"

    def test_is_bounded_and_the_same_each_time(self):
        assert key_of("a" * 10**6) == key_of("a" * 10**6)
        assert key_of("a" * 10**6) != key_of("a" * 10**6 + "b")
        assert len(key_of("a" * 10**6)) <= LONGEST_KEY
