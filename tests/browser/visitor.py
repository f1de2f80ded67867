"""Somebody at a browser of his own. Every page he is shown can be looked at; what is wrong with it is written down."""

from re import Pattern
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT  # type: ignore[import-untyped]
from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Response, ViewportSize, expect

from tests.browser.house import PASSWORD
from tests.browsers import Browser as TestBrowser

DESK: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
ANSWERED = "Failed to load resource: the server responded with a status of 4"
"""A refusal is an answer; the browser calls it an error all the same."""

AXE = """whole => axe.run(whole ? document : {include: window.fresh}, {resultTypes: ['violations'], preload: false})"""
seen: set[tuple[str, str]] = set()
"""Pages that have been looked at in this run: the same page of the same form is looked at once."""

shapes: set[str] = set()
"""How the elements of the pages that axe has read are built."""

SHAPES = """known => {
    const points = ['for', 'aria-labelledby', 'aria-describedby', 'aria-controls', 'list'];
    const kinds = ['type', 'role', 'scope', 'lang', 'tabindex', 'required', 'disabled', 'autocomplete'];
    const skips = ['class', 'value', 'action', 'method', 'novalidate', 'maxlength', 'rows', 'step', 'min', 'max'];
    const touched = 'A BUTTON INPUT LABEL SELECT SUMMARY TEXTAREA'.split(' ');
    const twice = id => document.querySelectorAll(`[id="${CSS.escape(id)}"]`).length > 1;
    const value = ({name, value}) =>
        name === 'id' ? twice(value) :
        points.includes(name) ? value.split(' ').every(each => document.getElementById(each)) :
        kinds.includes(name) || name.startsWith('aria-') && name !== 'aria-label' ? value :
        value.trim() !== '';
    const ground = node => {
        const colour = getComputedStyle(node).backgroundColor;
        return colour !== 'rgba(0, 0, 0, 0)' || !node.parentElement ? colour : ground(node.parentElement);
    };
    const written = node => {
        if (![...node.childNodes].some(each => each.nodeType === Node.TEXT_NODE && each.data.trim())) return '';
        const style = getComputedStyle(node);
        return `text ${style.color} on ${ground(node)} ${style.fontSize} ${style.fontWeight}`;
    };
    const shape = node => [node.parentElement.tagName, node.tagName, written(node), node.childElementCount > 0,
        touched.includes(node.tagName) ? node.className.replace(/\\bm[a-z]?-[0-9]/g, '').trim() : '',
        ...[...node.attributes].filter(each => !skips.includes(each.name))
            .map(each => `${each.name}=${value(each)}`).sort()].join(' ');
    const outline = [...document.querySelectorAll('header, nav, main, footer, h1, h2, h3, h4, h5, h6')]
        .map(each => each.tagName).filter((each, place, all) => each !== all[place - 1]).join(' ');
    const elements = [...document.querySelectorAll('body *')].map(each => [shape(each), each]);
    const found = new Map([[outline, null], ...elements]);
    known.forEach(each => found.delete(each));
    window.fresh = [...found.values()].filter(each => each);
    return [[...found.keys()], found.has(outline)];
}"""
"""How each element of a page is built: itself, where it stands, whether what it points at is there, in what colours
its text is written; and the order of headings and landmarks. What is written, and how often, is nobody's concern here.
Answers what is not known, and whether that order is new; leaves the new elements in ``window.fresh``.
"""


class Visitor:
    """One browser context with one open page; ``complaints`` is what nobody should have to read."""

    def __init__(self, browser: Browser, address: str, *, looks: bool) -> None:
        self.address, self.looks = address, looks
        self.complaints: list[str] = []
        self.context = browser.new_context(
            viewport=DESK, locale="zh-CN", timezone_id="Asia/Shanghai", base_url=address, accept_downloads=True
        )
        self.context.set_default_timeout(20_000)
        self.page = self.tab()

    def tab(self) -> Page:
        """A further window of the same browser."""
        page = self.context.new_page()
        page.on("pageerror", lambda error: self._complain(page, str(error)))
        page.on("console", lambda said: self._hear(page, said))
        page.on("response", lambda answer: self._answered(page, answer))
        return page

    def leave(self) -> None:
        self.context.close()

    def sign_in(self, account: str) -> "Visitor":
        """At the counter, with account and password."""
        self.go("/sign-in")
        self.page.get_by_label("账号").fill(account)
        self.page.get_by_label("密码").fill(PASSWORD)
        self.press("登录")
        expect(self.page).not_to_have_url(f"{self.address}/sign-in")
        return self

    def take_over(self, browser: TestBrowser) -> "Visitor":
        """Be whoever a browser without a window has signed in as."""
        if cookie := browser.get_cookie("session"):
            self.context.add_cookies([{"name": "session", "value": cookie.value, "url": self.address}])
        return self

    def go(self, path: str) -> None:
        self.page.goto(path)

    def press(self, name: str, *, within: Locator | None = None) -> None:
        """Press a button that leads to another page."""
        self._lead((within or self.page).get_by_role("button", name=name, exact=True))

    def follow(self, name: str | Pattern[str], *, within: Locator | None = None) -> None:
        """Follow a link to another page."""
        self._lead((within or self.page).get_by_role("link", name=name, exact=True).first)

    def _lead(self, what: Locator) -> None:
        with self.page.expect_navigation():
            what.click()

    def reads(self, text: str) -> None:
        """The page says this."""
        expect(self.page.locator("main")).to_contain_text(text)

    @property
    def text(self) -> str:
        return self.page.locator("body").inner_text()

    def look(self) -> "Visitor":
        """Look at the page as on a desk and as on a telephone: nothing sticks out, axe finds nothing."""
        key = (_shape(self.page.url), self.page.locator("h1").first.inner_text())
        if self.looks and key not in seen:
            seen.add(key)
            self.look_closely()
        return self

    def look_closely(self) -> None:
        """The same, whether or not it was looked at before; axe reads what it has not read elsewhere."""
        page = self.page
        new, is_new_order = page.evaluate(SHAPES, [*shapes])
        if new:
            page.evaluate(f"() => {{ {AXE_SCRIPT} }}")
        for size in (PHONE, DESK):
            page.set_viewport_size(size)
            width = page.evaluate("document.documentElement.scrollWidth")
            if width > size["width"]:
                self._complain(page, f"{width} px wide on {size['width']} px")
            for found in page.evaluate(AXE, is_new_order)["violations"] if new else ():
                self._complain(page, f"{size['width']} px: {_told(found)}")
        shapes.update(new)

    def _complain(self, page: Page, what: str) -> None:
        self.complaints.append(f"{urlsplit(page.url).path}: {what}")

    def _hear(self, page: Page, said: ConsoleMessage) -> None:
        if said.type in ("error", "warning") and not said.text.startswith(ANSWERED):
            self._complain(page, said.text)

    def _answered(self, page: Page, answer: Response) -> None:
        if answer.status >= 500 or (answer.status == 404 and answer.request.resource_type != "document"):
            self._complain(page, f"{answer.status} {answer.url}")


def _shape(url: str) -> str:
    """The address without the numbers in it."""
    return "/".join("0" if part.isdigit() else part for part in urlsplit(url).path.split("/"))


def _told(found: dict[str, Any]) -> str:
    return f"{found['id']} at {'; '.join(' '.join(node['target']) for node in found['nodes'][:3])}"
