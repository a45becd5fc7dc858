"""Cells that know the head of their column."""

from django.utils.safestring import mark_safe

from tests.makers import make_work
from wheelbarrow.core.templatetags.cards import labelled


class TestLabelled:
    def test_names_each_cell_but_the_box_to_tick(self):
        cells = [mark_safe('<td class="action-checkbox">…</td>'), mark_safe('<th class="field-title">Dig</th>')]
        heads = [{"text": "tick", "class_attrib": ' class="action-checkbox-column"'}, {"text": "title"}]

        labelled_cells = labelled(cells, heads)

        assert labelled_cells == [cells[0], '<th data-label="Title" class="field-title">Dig</th>']

    def test_escapes_the_head(self):
        assert labelled([mark_safe("<td>1</td>")], [{"text": '"<b>'}]) == ['<td data-label="&quot;&lt;b&gt;">1</td>']

    def test_leaves_rows_as_safe_as_they_were(self, client, operator, ann):
        make_work(user=ann, title="<script>")
        client.force_login(operator)

        page = client.get("/admin/works/work/").content.decode()

        assert "&lt;script&gt;" in page
        assert 'data-label="Deadline"' in page
