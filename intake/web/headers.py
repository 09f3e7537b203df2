"""The headers that every answer carries, errors included, and the hosts that are answered at all."""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit, urlunsplit
from wsgiref.headers import Headers

from flask import Flask, Response, abort, current_app, request
from werkzeug.urls import iri_to_uri

from intake.web.work import runtime

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

View = TypeVar("View", bound=Callable[..., Any])

_NO_TWIN = frozenset({
    "public.show_thread", "public.show_thread_contact", "public.show_thread_wishes", "public.show_change_code",
    "public.show_burn_code", "public.leave_site",
})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": (
        "browsing-topics=(), camera=(), display-capture=(), geolocation=(), hid=(), microphone=(), "
        "midi=(), payment=(), serial=(), usb=(), web-share=()"
    ),
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_STRICT = tuple((name.lower(), (name, value)) for name, value in HEADERS.items())
_VARY = ("Vary", "Cookie, Accept-Language")
FOUND = "noarchive"
"""What search engines are told of a page that they may list: to keep no copy of it."""


def init_app(app: Flask) -> None:
    """Refuse unknown hosts before anything else, and dress every answer."""
    app.before_request(refuse_unknown_hosts)
    app.after_request(point_out)
    app.wsgi_app = dressed(app.wsgi_app)  # type: ignore[method-assign, assignment]


def host_name(host: str) -> str:
    """The host without its port, in lower case; an IPv6 address keeps its brackets."""
    return (host if host.endswith("]") else host.rpartition(":")[0] or host).lower()


def is_secure() -> bool:
    """Whether this request came to the address that the operator serves over TLS.

    The scheme is the operator's word (`base_url`), not a header's: a forwarded header can be forged.
    """
    base = urlsplit(runtime().settings.address)
    return base.scheme == "https" and host_name(request.host) == host_name(base.netloc)


def is_known_host() -> bool:
    """Whether the request names a loopback host, the onion service, or the operator's own address."""
    settings = runtime().settings
    name = host_name(request.host)
    base = urlsplit(settings.address)
    return (
        name in _LOOPBACK
        or (settings.onion_host != "" and name == settings.onion_host.lower())
        or (base.scheme == "https" and name == host_name(base.netloc))
    )


def refuse_unknown_hosts() -> None:
    """Plain http is for this machine and the onion service alone (DESIGN 5); anything else gets one clear line."""
    if not is_known_host():
        abort(Response("This address is not served here. Use the https address of the site.\n", 421,
                       mimetype="text/plain"))


def may_be_found(view: View) -> View:
    """Search engines may list the page of this view: it tells everybody the same, and asks nothing."""
    view.may_be_found = True  # type: ignore[attr-defined]
    return view


def dress_static(given: Headers, _path: str, _url: str) -> None:
    """The same for static files, which may be kept: their addresses change with their content."""
    for name, value in HEADERS.items():
        if name not in given:
            given[name] = value


def dressed(application: "WSGIApplication") -> "WSGIApplication":
    """The application, each of its answers with the strict headers; static files, which WhiteNoise serves, pass by.

    Around the application and not in it: a response's own headers check each name for each that is added.
    """

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, given: list[tuple[str, str]], *error: Any) -> Callable[[bytes], object]:
            named = {name.lower() for name, _ in given}
            kept = [each for each in given if each[0].lower() != "vary"] if "vary" in named else given
            strict = [each for name, each in _STRICT if name not in named]
            return start_response(status, [*kept, *strict, _VARY], *error)

        return application(environ, start)

    return answer


def point_out(response: Response) -> Response:
    """Say of a page that it may be found, or that it has a twin on the onion service."""
    if response.status_code == 200 and hasattr(_view(), "may_be_found"):
        response.headers["X-Robots-Tag"] = FOUND
    if _has_twin_on_onion(response):
        response.headers["Onion-Location"] = _onion_address()
    return response


def _view() -> Callable[..., Any] | None:
    return current_app.view_functions.get(request.endpoint or "")


def _has_twin_on_onion(response: Response) -> bool:
    """Whether Tor Browser may be told that this page has an onion address, too.

    It goes there by itself where somebody wished it: with a receipt on the page that would lose the code, and with an
    open conversation the session. So posts and the conversation are left alone, and so is somebody who is leaving.
    """
    return (
        runtime().settings.onion_host != "" and request.method == "GET" and request.blueprint == "public"
        and request.endpoint not in _NO_TWIN and response.status_code == 200
        and response.mimetype == "text/html" and is_secure()
    )


def _onion_address() -> str:
    asked = urlsplit(iri_to_uri(request.url))
    return urlunsplit(("http", runtime().settings.onion_host.lower(), asked.path, asked.query, ""))
