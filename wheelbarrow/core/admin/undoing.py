"""The buttons by which an operator takes something back, and where they lead.

They belong to the form `undo` of every page, which names the page in its field `page`.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _


def undo_button(address: str, *, back: str = "", about: str = "") -> str:
    """Return a button that posts to `address`; `about` adds to its name for screen readers what it takes back.

    The view returns to the page `back`, else to the page with the button.
    """
    label = _("Undo")
    return format_html(
        '<button type="submit" class="undo" form="undo" formaction="{}"{}{}>{}</button>',
        address,
        format_html(' name="back" value="{}"', back) if back else "",
        format_html(' aria-label="{}"', f"{label}: {about}") if about else "",
        label,
    )


def redirect_back(request: HttpRequest, *, otherwise: str) -> HttpResponseRedirect:
    """Return to the page that the button names, or to the page `otherwise` if it names none of this site."""
    back = request.POST.get("back") or request.POST.get("page", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    return HttpResponseRedirect(back if back and is_ours else otherwise)
