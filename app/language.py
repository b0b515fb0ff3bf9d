"""Translation: source strings are French, English is a complete catalogue.

Every text shown to a person passes through this module, which also applies typography
(apostrophes, French no-break spaces), so that nobody types it by hand.
"""

import re
from contextlib import AbstractContextManager
from typing import Any, cast

import flask_babel
from flask import Flask, has_request_context, request, session
from flask_babel import LazyString, get_locale
from flask_login import current_user

LANGUAGES = ("fr", "en")
# British English, because 23/11 must be a day in November at a French counter.
LOCALES = {"fr": "fr", "en": "en_GB"}
SESSION_KEY = "language"  # the choice of somebody who is signed out
NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

_DOUBLE = re.compile(r" (?=[:»])|(?<=«) ")
_NARROW = re.compile(r" (?=[;?!€]|%(?!\())")


def typographic(text: str, language: str) -> str:
    """Return the text with curly apostrophes and, in French, with no-break spaces."""
    text = text.replace("'", "’")
    if language != "fr":
        return text
    return _NARROW.sub(NARROW_NO_BREAK, _DOUBLE.sub(NO_BREAK, text))


def gettext(source: str, **values: Any) -> str:
    """Translate a French source string into the language of the page."""
    return _interpolate(_translate(source), values)


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """As `gettext`, for a string with a plural: `num` selects the form and fills `%(num)s`."""
    return _interpolate(_translate_plural(singular, plural, num), {"num": num, **values})


def lazy_gettext(source: str, **values: Any) -> LazyString:
    """As `gettext`, but translated when it is shown: for strings at module level."""
    return LazyString(gettext, source, **values)


def language() -> str:
    """Return the current language, `fr` or `en`."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def in_language(chosen: str) -> AbstractContextManager[None]:
    """Return a context in which this language is current, for a mail or a printed page."""
    return cast(AbstractContextManager[None], flask_babel.force_locale(LOCALES[chosen]))


def init_app(app: Flask) -> None:
    """Choose the language by account, session or browser, and add translation to templates."""
    flask_babel.Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone="Europe/Paris",
        locale_selector=lambda: LOCALES[_preferred_language()],
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_translate, _translate_plural, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["language"] = language


def _translate(source: str) -> str:
    """Return the translation without its values: Jinja interpolates them itself, escaped."""
    return typographic(flask_babel.get_domain().get_translations().gettext(source), language())


def _translate_plural(singular: str, plural: str, num: int) -> str:
    if language() == LANGUAGES[0]:  # French uses the singular for 0 as well
        return typographic(singular if abs(num) < 2 else plural, language())
    translations = flask_babel.get_domain().get_translations()
    return typographic(translations.ngettext(singular, plural, num), language())


def _interpolate(text: str, values: dict[str, Any]) -> str:
    return text % values if values else text


def _preferred_language() -> str:
    if not has_request_context():
        return LANGUAGES[0]
    if current_user.is_authenticated:
        return str(current_user.language)
    if session.get(SESSION_KEY) in LANGUAGES:
        return str(session[SESSION_KEY])
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
