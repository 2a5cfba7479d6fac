"""A small browser over real HTTP, without JavaScript: cookies, forms and their hidden fields."""

import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import CookieJar

Fields = list[tuple[str, str]]


@dataclass
class HtmlForm:
    """A form of a page: where it goes, and its fields with the values they have."""

    action: str
    method: str
    fields: Fields = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)
    buttons: Fields = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[HtmlForm] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(HtmlForm(values.get("action", ""), values.get("method", "get").lower()))
        if not self.forms:
            return
        form, name = self.forms[-1], values.get("name", "")
        kind = values.get("type", "text")
        if tag == "button" and name:
            form.buttons.append((name, values.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select:
            form.choices.setdefault(self._select, []).append(values.get("value", ""))
        elif tag == "input" and kind == "hidden":
            form.fields.append((name, values.get("value", "")))
        elif tag == "input" and kind in ("radio", "checkbox"):
            form.choices.setdefault(name, []).append(values.get("value", ""))
        elif tag in ("input", "textarea") and kind not in ("submit", "image"):
            form.texts.append(name)


@dataclass
class Page:
    """An answer of the server, as the browser shows it."""

    url: str
    status: int
    text: str

    def form(self, action: str) -> HtmlForm:
        """Return the first form whose action contains a text."""
        parser = _Forms()
        parser.feed(self.text)
        for form in parser.forms:
            if action in (form.action or self.url):
                return form
        raise AssertionError(f"{self.url} has no form for {action!r}: {[form.action for form in parser.forms]}")


class Browser:
    """One person at one browser."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.cookies = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address, path)))

    def post(self, path: str, fields: Fields) -> Page:
        data = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.address, path), data))

    def send(self, page: Page, form: HtmlForm, *more: tuple[str, str]) -> Page:
        return self.post(urllib.parse.urljoin(page.url, form.action), [*form.fields, *more])

    def register(self, name: str, password: str = "correct horse") -> Page:
        page = self.get("/register")
        return self.send(page, page.form("register"), ("username", name), ("password", password))

    def give_up(self, page: Page) -> tuple[str, Page]:
        """Answer the question of a page as one who does not know; return the answer's key and the page after it."""
        form = page.form("/study")
        key = dict(form.fields)["key"]
        if ("show", "1") in form.buttons:
            back = self.send(page, form, ("show", "1"))
            return key, self.send(back, back.form("/study"), ("rating", "1"))
        return key, self.send(page, form, ("give_up", "1"))

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=20) as response:
                return Page(response.url, response.status, response.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Page(error.url or "", error.code, error.read().decode())
