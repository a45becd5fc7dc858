"""A crawler that operates every control of every page it can reach, in a browser, as one user and in one language.

Pages are grouped by kind: the address with each id replaced by {id} and only the names of the query. A kind is opened
a bounded number of times; a control (a submit, a button, a summary, an action of an admin list) is operated once for
each kind of page that shows it: a form as it is shown, and where it has empty fields a second time with these filled
in; if that is refused, once more without what was refused. Controls that remove rows come after the others, those that end the session last.
"""

import re
from collections import Counter, defaultdict
from typing import NamedTuple
from urllib.parse import urldefrag, urlsplit

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as NothingHappened

from tests.journeys.controls import (
    CLOSE_OTHERS,
    CONTROLS,
    FILL_FORM,
    MARK_PAGE,
    READ_PAGE,
    WORDS,
    Press,
    key_of,
    kind_of,
    rank,
)
from tests.journeys.watch import Watch

# Links that lead to other sites on purpose.
OFF_SITE = re.compile(r"https://(docs\.djangoproject\.com|swagger\.io|github\.com)/")
# Swagger UI, whose hundreds of controls are not ours.
LIBRARY = re.compile(r"^/api/docs/")
# What a person cannot avoid by filling in a form differently.
NEVER = {403, 404, 405, 410, 415}
# What a Korean page may have in Latin letters alone.
NAMES = re.compile(
    r"Wheelbarrow|Todoist|.*\.csv|[A-Z/_ ]+|json|csv|markdown|[/#:{].*|.*@.*|English|UTC.*|Example|[a-z-]+"
)
# How long to wait for a request that a control sends, for its answer on a busy machine, and until a control can be
# pressed, in milliseconds.
SENDS, ANSWERS, PRESSES = 6_000, 60_000, 10_000


class Place(NamedTuple):
    """Where a control is shown: a page, the controls to press there first, whether a row was missing, and to whom."""

    url: str
    trail: tuple[Press, ...]
    is_missing: bool
    is_logged_in: bool


class Crawler:
    """Opens pages from `entries` on, and those `within` that are linked. Where every control works, its watch has no findings.

    `inspect` gets each kind of page once; `between` is called after each press, and does what another process would do.
    """

    def __init__(
        self,
        context,
        *,
        log_in,
        entries,
        language,
        within,
        instances=2,
        links=20,
        presses=10_000,
        inspect=lambda page, kind: None,
        between=lambda: None,
    ):
        self.context, self.log_in, self.entries, self.within = context, log_in, entries, re.compile(within)
        self.language, self.instances, self.links, self.presses = language, instances, links, presses
        self.inspect, self.between = inspect, between
        self.watch, self.page, self.counts = Watch(context), context.new_page(), Counter()
        self.linked, self.kinds, self.times, self.queue = set(), set(), Counter(), []
        self.places, self.labels, self.todo, self.gone = defaultdict(list), {}, [], []
        self.fresh, self.texts = "", set()
        context.set_default_timeout(ANSWERS)

    def run(self):
        """Open every page, then operate every control and open the pages it leads to."""
        self.log_in(self.page)
        self.watch.base = self.base = "{0.scheme}://{0.netloc}".format(urlsplit(self.page.url))
        self.queue = [(f"{self.base}{path}", "") for path in self.entries]
        self._open_all()
        while self.todo and self.counts["controls"] < self.presses:
            self.todo.sort(key=rank)
            self._operate(press := self.todo.pop(0))
            self.between()
            self._open_all()
            if rank(press) == 3:
                break
        return self

    def _is_logged_in(self):
        return any(cookie["name"] == "sessionid" for cookie in self.context.cookies())

    def _open_all(self):
        while self.queue:
            self._open(*self.queue.pop(0))

    def _open(self, url, origin):
        """Open a page that a link on `origin` leads to; without origin its address was typed, and may take no GET."""
        kind = kind_of(url)
        self.fresh = ""
        self.watch.begin(f"{kind} from {origin or 'a typed address'}")
        try:
            self.page.goto(url)
        except Error as error:
            if "Download is starting" not in error.message:
                self.watch.find(error.message.splitlines()[0])
            return
        if origin and self.watch.answers and self.watch.answers[-1].status >= 400:
            self.watch.find(f"the link answers {self.watch.answers[-1].status}")
        seen = self._read(url, ())
        if not origin and not seen["isHtml"]:
            self.watch.find("no page")
        self.fresh = url
        for press in [press for press in self.todo if " summary " in press.key]:
            self.todo.remove(press)
            self._operate(press)
        if kind not in self.kinds:
            self.kinds.add(kind)
            self.inspect(self.page, kind)

    def _read(self, url, trail):
        """Note the links and the controls of the page that is open."""
        self.counts["pages"] += bool(self.watch.answers)
        seen, kind = self.page.evaluate(READ_PAGE, [CONTROLS, WORDS]), kind_of(url)
        if not seen["isHtml"]:
            return seen
        links = {urldefrag(link)[0]: text for link, text in seen["links"]}
        if not any(link.startswith(self.base) and link != urldefrag(url)[0] for link in links):
            self.watch.find("dead end: no link leads away")
        if LIBRARY.match(kind):
            return seen
        self._check_language(seen)
        for link, text in links.items():
            self._follow(link, text, kind)
        for control in seen["controls"]:
            key, is_missing = key_of(control, url), bool(self.watch.answers) and self.watch.answers[-1].status == 404
            if key not in self.places and len(trail) < 3:
                # Log-in forms are filled in by log_in; another account may have another language.
                fills = control["blanks"] and not re.search("/(login|signup)/", key)
                self.todo += [Press(key), Press(key, fills=True)] if fills else [Press(key)]
                self.labels[key] = control["text"]
            self.places[key].append(Place(url, trail, is_missing, self._is_logged_in()))
        return seen

    def _check_language(self, seen):
        """A page is in the language of its user, and no heading, label or button of a Korean one is in English."""
        if not self._is_logged_in():
            return
        if seen["language"] != self.language:
            self.watch.find(f"is in the language {seen['language']!r}")
        for text in set(seen["texts"]) - self.texts if self.language == "ko" else ():
            self.texts.add(text)
            if re.search("[a-z]{2}", text) and not re.search("[가-힣]", text) and not NAMES.fullmatch(text):
                self.watch.find(f"“{text}” is in English")

    def _follow(self, url, text, kind):
        """Queue a link. Of a kind that was opened often enough only the status is looked at."""
        if not url.startswith(f"{self.base}/"):
            if url.startswith("http") and not OFF_SITE.match(url):
                self.watch.find(f"leads to another site: {url}")
            return
        to = kind_of(url)
        combines = "?" in kind and "?" in to and kind.split("?")[0] == to.split("?")[0]
        if url in self.linked or combines or "_popup" in url:
            return
        self.linked.add(url)
        self.times[to] += 1
        self.counts["links"] += 1
        # A page with another query is opened once less. The pages of another interface are crawled by another user.
        if self.within.match(to) and self.times[to] <= self.instances - ("?" in to) and "format=" not in url:
            self.queue.append((url, f"“{text}” on {kind}"))
        elif self.times[to] <= self.links:
            status = self.context.request.get(url).status
            if status >= 400:
                self.watch.find(f"the link “{text}” to {to} answers {status}")

    def _operate(self, press):
        """Press the control on the first page that still shows it; what removes rows on the last."""
        places = self.places[press.key]
        places = (places if rank(press) == 0 else places[::-1])[:5]
        for place in [*places, *self._of_other_rows(places[0])]:
            if "cancel" in press.key:
                self.page.goto(self.base)  # where its script goes back to
            if not self._go_to(place):
                continue
            if all(self._press(step, place.url) for step in (*place.trail, press)):
                self._judge((*place.trail, press), place.url)
                return
        self.gone.append(press.key)

    def _of_other_rows(self, place):
        """The same page of other rows that links have named: those of the pages that were opened may be gone by now."""
        own = re.search(r"(?<=/)\d+(?=/)", place.url)
        if own is None:
            return []
        before, after = place.url[: own.start()], place.url[own.end() :]
        named = {row[1] for url in self.linked if (row := re.match(rf"{re.escape(before)}(\d+)/", url))}
        return [place._replace(url=f"{before}{row}{after}") for row in sorted(named - {own[0]})[:10]]

    def _go_to(self, place):
        """Open the page, unless it is open and unchanged, as it was first seen; False where its row is gone since."""
        if self.fresh == place.url:
            return True
        if place.is_logged_in and not self._is_logged_in():
            self.log_in(self.page)
        if not place.is_logged_in:
            self.context.clear_cookies()
        return self.page.goto(place.url).status != 404 or place.is_missing

    def _press(self, press, url):
        """Press the control and wait for what follows; False where the page does not show it."""
        how = " corrected" * press.corrects or " filled in" * press.fills
        self.watch.begin(f"{kind_of(url)} [{self.labels[press.key]}]{how}")
        controls = self.page.evaluate(READ_PAGE, [CONTROLS, WORDS])["controls"]
        control = next((control for control in controls if key_of(control, url) == press.key), None)
        if control is None:
            return False
        if press.fills:
            control["isValid"] = self.page.evaluate(FILL_FORM, [CONTROLS, control["index"], WORDS, press.corrects])
        self.page.evaluate(MARK_PAGE)
        try:
            self._click(control)
            if control["submits"] and control["isValid"]:
                self._wait_for_another_page()
            self.page.wait_for_load_state()
        except NothingHappened as error:
            if not self.watch.answers:
                self.watch.find(f"nothing happened: {error.message.splitlines()[-1].strip()[:150]}")
        self.fresh = url if control["tag"] == "summary" else ""
        return True

    def _wait_for_another_page(self):
        """Wait until the page has been replaced; it is not where the answer is a file."""
        replaced = self.page.locator("html:not([data-old])")
        try:
            replaced.wait_for(state="attached", timeout=SENDS)
        except NothingHappened:
            if self.watch.asked == 0:
                raise
            if not self.watch.answers:
                replaced.wait_for(state="attached", timeout=ANSWERS)

    def _click(self, control):
        element = self.page.locator(CONTROLS).nth(control["index"])
        if control["isOption"]:
            self.page.locator("input.action-select").last.check()
            self.page.locator(".actions select[name=action]").first.select_option(control["value"])
            element = self.page.locator(".actions [type=submit]").first
        element.evaluate(CLOSE_OTHERS)
        element.click(timeout=PRESSES)

    def _judge(self, trail, before):
        """Look at what the press on the page `before` has led to. The first control that only this page shows is pressed here and now."""
        self.counts["controls"] += 1
        for popup in self.context.pages[1:]:
            popup.wait_for_load_state()
            popup.close()
        for answer in self.watch.answers:
            if answer.status in NEVER:
                self.watch.find(f"{answer.method} {answer.path} answers {answer.status}")
        known, url, answers = len(self.todo), self.page.url, self.watch.answers
        # What a script has put into the same page, without a request or over a part of it, is found there alone.
        if answers and answers[-1].method == "GET" and url != before:
            trail = ()
        seen = self._read(url, trail)
        refused = [answer.status for answer in answers if 400 <= answer.status < 500]
        if refused and not (seen["isHtml"] and seen["forms"] and seen["complains"]):
            self.watch.find(f"refused with {refused[0]} without the form and a message")
        # A service may refuse what a form has let pass.
        if refused and trail and trail[-1].fills and sum(step.corrects for step in trail) < 2:
            press = trail[-1]._replace(corrects=True)
        elif len(self.todo) > known:
            press = self.todo.pop(known)
        else:
            return
        if self._press(press, url):
            self._judge((*trail, press), url)
