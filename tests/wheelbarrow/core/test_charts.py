"""Bars in proportion."""

from django.template import Context, Template

from wheelbarrow.core.charts import LENGTH, Bar, draw


def html(tag, **context):
    return Template(f"{{% load charts %}}{{% {tag} %}}").render(Context(context))


class TestDraw:
    def test_measures_by_the_largest(self):
        drawn = draw([Bar("a", 10, overdue=5), Bar("b", 5)])

        assert [(row.length, row.overdue) for row in drawn] == [(LENGTH, 50), (50, 0)]

    def test_shows_a_little_of_what_is_little_and_nothing_of_nothing(self):
        drawn = draw([Bar("a", 100_000, overdue=1), Bar("b", 1), Bar("c", 0)])

        assert [(row.length, row.overdue) for row in drawn] == [(LENGTH, 1), (1, 0), (0, 0)]

    def test_takes_nothing_but_zeros(self):
        assert [row.length for row in draw([Bar("a", 0)])] == [0]
        assert draw([]) == []


class TestTags:
    def test_draw_numbers_as_the_picture_reads_them_in_any_language(self, settings):
        settings.USE_THOUSAND_SEPARATOR = True

        page = html("column_chart 'Weeks' bars 'weeks'", bars=[Bar(f"{n}", n, "/x/") for n in range(1, 200)])

        assert 'viewBox="0 0 1990 100"' in page
        assert 'x="1980"' in page

    def test_escape_what_people_type(self):
        page = html("row_chart 'Projects' bars 'Late'", bars=[Bar("<b>", 1, "/?a=1&b=2", note="<i>")])

        assert "<b>" not in page
        assert "<i>" not in page
        assert "/?a=1&amp;b=2" in page

    def test_have_each_number_as_text_too(self):
        page = html("column_chart 'Weeks' bars 'weeks'", bars=[Bar("week 1", 3, "/x/")])

        assert 'aria-label="week 1: 3"' in page
        assert '<th scope="row">week 1</th>' in page

    def test_have_a_text_for_no_rows(self):
        assert "Nothing yet" in html("row_chart 'Projects' bars", bars=[])
