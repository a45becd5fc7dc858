"""The palette of labels, as theme.css has it."""

import re
from pathlib import Path

import pytest

from works.choices import Colour
from works.services.labels import least_used

CSS = Path(__file__).parents[2] / "wheelbarrow/static/wheelbarrow/theme.css"
VALUES = dict(re.findall(r"--([a-z-]+): light-dark\(([^)]+)\);", CSS.read_text()))
BACKGROUNDS = ("paper", "card", "soft")
# WCAG 2.2, 1.4.3: of text in the usual size.
AA = 4.5


def luminance(colour):
    """WCAG 2.2, relative luminance."""
    digits = colour.removeprefix("#")
    digits = digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def values(name, theme):
    return [part.strip() for part in VALUES[name].split(",")][theme]


class TestPalette:
    def test_has_twelve_colours_with_a_value_for_each_theme(self):
        assert len(Colour) == 12
        assert {name.removeprefix("label-") for name in VALUES if name.startswith("label-")} == set(Colour.values)
        for theme in (0, 1):
            assert len({values(f"label-{colour}", theme) for colour in Colour.values}) == 12

    @pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
    @pytest.mark.parametrize("colour", Colour.values)
    def test_is_readable_on_every_background(self, colour, theme):
        for background in BACKGROUNDS:
            assert contrast(values(f"label-{colour}", theme), values(background, theme)) >= AA

    def test_has_a_class_for_each_colour(self):
        for colour in Colour.values:
            assert f".label.{colour} {{ color: var(--label-{colour}); }}" in CSS.read_text()


class TestLeastUsed:
    def test_is_the_first_of_those_that_are_used_least(self):
        assert least_used([]) == Colour.RED
        assert least_used([*Colour.values, "red", "orange"]) == Colour.AMBER
