"""The language of the page: French is the source, English a complete catalogue.

Everything shown to a person passes through the functions of this module, so that French
typography (apostrophes, no-break spaces) is applied in one place and never typed by hand.
"""

import re
from contextlib import AbstractContextManager
from typing import Any, cast

import flask_babel
from flask import Flask, has_request_context, request, session
from flask_babel import LazyString, get_locale
from flask_login import current_user

LANGUAGES = ("fr", "en")
# Whose dates and hours a language writes: at a French counter 23/11 is a day in November.
LOCALES = {"fr": "fr", "en": "en_GB"}
SESSION_KEY = "language"  # what someone who is signed out has chosen
NO_BREAK = "\u00a0"
NARROW_NO_BREAK = "\u202f"

_DOUBLE = re.compile(r" (?=[:»])|(?<=«) ")
_NARROW = re.compile(r" (?=[;?!€]|%(?!\())")


def typographic(text: str, language: str) -> str:
    """Put the apostrophes and, in French, the no-break spaces that a typesetter would."""
    text = text.replace("'", "’")
    if language != "fr":
        return text
    return _NARROW.sub(NARROW_NO_BREAK, _DOUBLE.sub(NO_BREAK, text))


def gettext(source: str, **values: Any) -> str:
    """Translate a French source string into the language of the page."""
    return _filled(_sentence(source), values)


def ngettext(singular: str, plural: str, num: int, **values: Any) -> str:
    """As `gettext`, for a string that counts: `num` chooses the form and fills `%(num)s`."""
    return _filled(_counted(singular, plural, num), {"num": num, **values})


def lazy_gettext(source: str, **values: Any) -> LazyString:
    """As `gettext`, translated when it is shown: for labels made when a module is read."""
    return LazyString(gettext, source, **values)


def language() -> str:
    """`fr` or `en`: the language in force."""
    locale = get_locale()
    return locale.language if locale else LANGUAGES[0]


def in_language(chosen: str) -> AbstractContextManager[None]:
    """Within it everything is written in this language: for a mail, or a page of paper."""
    return cast(AbstractContextManager[None], flask_babel.force_locale(LOCALES[chosen]))


def init_app(app: Flask) -> None:
    """Choose the language by account, then browser, and teach the templates to translate."""
    flask_babel.Babel(
        app,
        default_locale=LANGUAGES[0],
        default_timezone="Europe/Paris",
        locale_selector=lambda: LOCALES[_preferred()],
    )
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(_sentence, _counted, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.globals["language"] = language


def _sentence(source: str) -> str:
    """The translation, its places still to be filled: Jinja does that itself, and escapes."""
    return typographic(flask_babel.get_domain().get_translations().gettext(source), language())


def _counted(singular: str, plural: str, num: int) -> str:
    if language() == LANGUAGES[0]:  # the source counts in French, where none is singular
        return typographic(singular if abs(num) < 2 else plural, language())
    translations = flask_babel.get_domain().get_translations()
    return typographic(translations.ngettext(singular, plural, num), language())


def _filled(text: str, values: dict[str, Any]) -> str:
    return text % values if values else text


def _preferred() -> str:
    if not has_request_context():
        return LANGUAGES[0]
    if current_user.is_authenticated:
        return str(current_user.language)
    if session.get(SESSION_KEY) in LANGUAGES:
        return str(session[SESSION_KEY])
    return request.accept_languages.best_match(LANGUAGES) or LANGUAGES[0]
