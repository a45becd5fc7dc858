"""One address for each client, however a proxy writes it."""

from types import SimpleNamespace

import pytest

from wheelbarrow.core.addresses import UNKNOWN, network_of


class TestNetworkOf:
    @pytest.mark.parametrize(
        ("written", "network"),
        [
            ("198.51.100.7", "198.51.100.7"),
            (" 198.51.100.7 ", "198.51.100.7"),
            ("198.51.100.7:5555", "198.51.100.7"),
            ('"198.51.100.7:5555"', "198.51.100.7"),
            ("::ffff:198.51.100.7", "198.51.100.7"),
            ("[::ffff:c633:6407]:80", "198.51.100.7"),
            ("2001:DB8::1", "2001:db8::"),
            ("2001:db8:0:1:2:3:4:5", "2001:db8:0:1::"),
            ("[2001:db8::1]", "2001:db8::"),
            ('"[2001:db8::1]:443"', "2001:db8::"),
            ("fe80::1%eth0", "fe80::"),
            ("", UNKNOWN),
            ("unix:", UNKNOWN),
            ("unknown", UNKNOWN),
            ("198.51.100", UNKNOWN),
            ("198.051.100.7", UNKNOWN),
            ("[]:443", UNKNOWN),
            ("٣.1.1.1", UNKNOWN),
            ("9" * 5000, UNKNOWN),
        ],
    )
    def test_reads_an_address_alike_from_either_side(self, settings, written, network):
        settings.TRUSTED_PROXIES = 1

        assert network_of(_request(written)) == network
        assert network_of(_request("", written)) == network

    @pytest.mark.parametrize(
        ("proxies", "forwarded", "network"),
        [
            (0, "198.51.100.7", "192.0.2.1"),
            (1, "", "192.0.2.1"),
            (1, "203.0.113.1, 198.51.100.7", "198.51.100.7"),
            (2, "203.0.113.1, 198.51.100.7", "203.0.113.1"),
            (3, "203.0.113.1, 198.51.100.7", "203.0.113.1"),
            # What a proxy could not name is counted as the proxy.
            (1, "203.0.113.1, unknown", "192.0.2.1"),
            (1, "203.0.113.1,", "192.0.2.1"),
        ],
    )
    def test_believes_as_many_proxies_as_are_named(self, settings, proxies, forwarded, network):
        settings.TRUSTED_PROXIES = proxies

        assert network_of(_request("192.0.2.1", forwarded)) == network


def _request(address, forwarded=None):
    headers = {} if forwarded is None else {"HTTP_X_FORWARDED_FOR": forwarded}
    return SimpleNamespace(META={"REMOTE_ADDR": address, **headers})
