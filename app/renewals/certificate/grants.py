"""Whether a text allots anything: a refusal, a reservation, an invoice name ranges as well. Pure."""

import re
import unicodedata
from collections.abc import Iterator

# All words are compared without accents, a typographic apostrophe being a plain one.
# What La Poste says of a range that it gives: « nous vous attribuons », « plage attribuée ».
_GIVEN = re.compile(
    r"(?<!etre )\b(?:attribu(?:e|ee|es|ees|ons)|allou(?:e|ee|es|ees|ons)|octroy(?:e|ee|es|ees|ons)"
    r"|accord(?:e|ee|es|ees|ons)|affect(?:e|ee|es|ees|ons)|assign(?:ed|e|ee|es|ees|ons)|allotted|allocated|granted"
    r"|mis(?:e|es)? a (?:votre )?disposition|mettons a (?:votre )?disposition|vous disposez)\b"
    r"|\bdemande\b[^.\n]{0,60}\b(?:acceptee|validee|approuvee)\b",
    re.IGNORECASE,
)
# The act by its name, which may as well be asked for, promised or charged for.
_ALLOTMENT = re.compile(
    r"\b(?:attribution|allocation|octroi|assignment|allotment)s?\b|\b(?:attribu|allou|octroy)\w+",
    re.IGNORECASE,
)
# A title: « Certificat », « Objet : Certificat de plage »; in running text the word grants nothing.
_CERTIFICATE = re.compile(
    r"^(?:\W|objet|sujet|subject|tr|fw|fwd|re|votre)*certificat\b", re.IGNORECASE
)
_LONGEST_TITLE = 70
# By which the allotment is only wished for, promised or explained by; it neither grants nor refuses.
_WISHED = re.compile(
    r"\b(?:demand\w*|sollicit\w*|obten\w+|recevr\w+|parvien\w+|enverr\w+|suivra|requete|formulaire"
    r"|attendez|attente|remplissez|pour (?:toute|chaque)|frais|redevance|conditions)\b",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\bn[e']|\b(?:pas|non|sans|aucune?s?|jamais|refus\w*|rejet\w*|impossib\w*|annul\w*|suspend\w*|retire\w*"
    r"|provisoir\w*|sous reserve\w*|sera|seront|serait|seraient|pourra\w*|not|cannot|refused|will be)\b",
    re.IGNORECASE,
)
# Wherever it stands, it speaks of a refusal or of something that is not decided.
_UNDECIDED = re.compile(
    r"\bpre-?\s?reserv\w*|\bregret\w*|\bmalheureusement\b|\bne (?:pouvons|pourrons|sommes pas en mesure)\b"
    r"|\bn'avons (?:pas|pu)\b|\bproforma\b|\bpro forma\b|\ben attente de (?:validation|confirmation|signature|paiement)"
    r"|\bdemande\b[^.\n]{0,50}\b(?:refus\w*|rejet\w*|irrecevable|incomplete|annulee|n'a pas|n'a pu|ne peut)"
    r"|\b(?:attribution|certificat|plages?|numeros?) (?:definitive?s? )?(?:suivra|parviendra|vous parviendra)",
    re.IGNORECASE,
)
_ANOTHER_PAPER = re.compile(
    r"^\W*(?:objet *: *)?(?:(?:votre|extrait de|duplicata de) )?(?:facture|avoir|devis|bordereau|bon de commande"
    r"|notice|mode d'emploi|instructions?|guide|comment|refus|reservation|demande d|releve|conditions generales"
    r"|accuse de reception)\b",
    re.IGNORECASE,
)
_TITLE_LINES = 6
_SENTENCE_END = re.compile(r"[.;!?](?=\s|$)")
# A line this long runs on below; a shorter one ends there, whatever its last character.
_FULL_LINE = 45


def grants(text: str) -> bool:
    """Whether a tidied text allots a range in words, and nothing near them takes it back."""
    plain = _plain(text)
    if _UNDECIDED.search(plain) or _is_another_paper(plain):
        return False
    sentences = list(_sentences(plain))
    if any(_DENIED.search(_near(one)) for one in sentences):
        return False
    named = any(_ALLOTMENT.search(one) and not _WISHED.search(one) for one in sentences)
    return named or bool(_GIVEN.search(plain)) or any(map(_is_title, plain.split("\n")))


def _plain(text: str) -> str:
    bare = re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text))
    return bare.replace("\u2019", "'")


def _sentences(text: str) -> Iterator[str]:
    """The sentences; a full line runs on below, a short one ends."""
    sentence = ""
    for line in text.split("\n"):
        *ended, rest = _SENTENCE_END.split(line)
        for part in ended:
            yield f"{sentence} {part}"
            sentence = ""
        sentence = f"{sentence} {rest}"
        if len(line) < _FULL_LINE:
            yield sentence
            sentence = ""
    yield sentence


def _near(sentence: str) -> str:
    """What stands around the words of allotment in their sentence."""
    return " ".join(
        sentence[max(0, match.start() - 80) : match.end() + 40]
        for words in (_GIVEN, _ALLOTMENT)
        for match in words.finditer(sentence)
    )


def _is_title(line: str) -> bool:
    return (
        len(line) <= _LONGEST_TITLE
        and bool(_CERTIFICATE.match(line))
        and not (_DENIED.search(line) or _WISHED.search(line))
    )


def _is_another_paper(text: str) -> bool:
    titles = (line for line in text.split("\n")[:_TITLE_LINES] if len(line) <= _LONGEST_TITLE)
    return any(map(_ANOTHER_PAPER.match, titles))
