"""Parsing mails: well-formed, malformed and hostile ones."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.mail.html_text import text_of_html
from app.mail.parts import MOST_PARTS
from app.mail.reading import ReadMail, UnreadableMail, key_of, read_mail
from tests.mail.letter_box import bounce, reply

OURS = "<1@sillage.test>"
HEAD = b"From: Alice <alice@alma.test>\r\nMessage-ID: <a@b>\r\nIn-Reply-To: <1@sillage.test>\r\n"


def test_a_plain_reply_is_read() -> None:
    read = read_mail(reply(OURS, "Alice@Alma.test", "Été à Lyon", Message_ID="<x@y>").as_bytes())
    assert read.sender == "alice@alma.test"
    assert read.answers == (OURS,)
    assert read.text == "Été à Lyon"
    assert (read.is_automatic, read.bounce, read.attachments) == (False, None, ())


def test_the_text_is_taken_where_there_is_html_too() -> None:
    mail = reply(OURS, "alice@alma.test", "En texte")
    mail.add_alternative("<p>En HTML</p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "En texte"


def test_html_is_read_where_the_text_is_empty() -> None:
    mail = reply(OURS, "alice@alma.test", " \n")
    mail.add_alternative("<p>En HTML</p>", subtype="html")
    assert read_mail(mail.as_bytes()).text == "En HTML"


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>Un</p><p>Deux</p>", "Un\n\nDeux"),
        ("Un<br>Deux<br/>Trois", "Un\nDeux\nTrois"),
        ("<div>Un &lt;b&gt;</div><div>Deux&nbsp;!</div>", "Un <b>\nDeux !"),
        ("<title>x</title><style>p{}</style>Un<script>x</script>", "Un"),
        ("Un<blockquote>Deux<br>Trois</blockquote>Quatre", "Un\n> Deux\n> Trois\nQuatre"),
        ("<table><tr><td>Un</td></tr><tr><td>Deux</td></tr></table>", "Un\nDeux"),
        ("Un <b>deux</p></div></blockquote>trois", "Un deux\n\ntrois"),
        ("<" * 50_000, "<" * 50_000),
    ],
)
def test_html_becomes_text(html: str, text: str) -> None:
    assert text_of_html(html) == text


@pytest.mark.parametrize(
    ("charset", "body", "text"),
    [
        ("utf-8", "Été".encode(), "Été"),
        ("iso-8859-1", "Été".encode("latin-1"), "Été"),
        ("utf-8", "Été".encode("latin-1"), "Été"),  # the wrong one is claimed
        ("klingon", "Été".encode(), "Été"),
        ("us-ascii", "Été".encode("cp1252"), "Été"),
        ("utf-16", b"a", "a"),
        ("utf-8", b"a\x00b\x1b[31m\x81", "a b [31m"),
    ],
)
def test_a_wrong_charset_loses_no_letter(charset: str, body: bytes, text: str) -> None:
    raw = HEAD + f"Content-Type: text/plain; charset={charset}\r\n\r\n".encode() + body
    assert read_mail(raw).text.rstrip("\ufffd ") == text


@pytest.mark.parametrize(
    "claimed",
    [
        b"From: eve@elsewhere.test\r\nFrom: alice@alma.test\r\n",
        b"From: alice@alma.test, eve@elsewhere.test\r\n",
        b"From: undisclosed:;\r\n",
        b"From: Alice\r\n",
        b"From: <alice@alma.test\x00>\r\n",
        b"From: \xff\xfe@alma.test\r\n",
        b"From: " + b"a" * 5_000 + b"@alma.test\r\n",
        b"",
    ],
)
def test_whoever_is_not_one_address_is_nobody(claimed: bytes) -> None:
    assert read_mail(claimed + b"Subject: x\r\n\r\nLyon").sender is None


@pytest.mark.parametrize(
    "claimed",
    [
        b'From: "alice@alma.test" <eve@elsewhere.test>\r\n',
        b"From: =?utf-8?q?alice=40alma=2Etest?= <eve@elsewhere.test>\r\n",
        b"From: =?utf-8?q?Alice_=3Calice=40alma=2Etest=3E?= <eve@elsewhere.test>\r\n",
        b"From: eve@elsewhere.test\r\nReply-To: alice@alma.test\r\nSender: alice@alma.test\r\n",
    ],
)
def test_a_name_that_looks_like_an_address_is_a_name(claimed: bytes) -> None:
    assert read_mail(claimed + b"\r\nLyon").sender == "eve@elsewhere.test"


def test_a_mail_is_known_again_by_its_id_and_else_by_all_of_it() -> None:
    one, two = (b"From: a@b.fr\r\nMessage-ID: <1@x>\r\n\r\n" + body for body in (b"1", b"2"))
    assert key_of(one) == key_of(two)
    none, other = (b"From: a@b.fr\r\nSubject: x\r\n\r\n" + body for body in (b"1", b"2"))
    assert key_of(none) == key_of(none) != key_of(other)
    assert len({key_of(one), key_of(none), key_of(other), key_of(b"")}) == 4
    assert key_of(b"Message-ID: nonsense\r\n\r\n1") != key_of(b"Message-ID: nonsense\r\n\r\n2")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff" * 1_000,
        HEAD + b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nunfinished',
        HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%=",
        HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\r\n!!!",
        HEAD + b"Content-Type: ///\r\nContent-Disposition: ;;;filename*=x'y'%ff\r\n\r\nx",
        HEAD + b"Subject: =?utf-8?b?%%%?= =?klingon?q?=ff?=\r\n\r\nx",
        HEAD + b"X: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nx",
        HEAD + b"References: " + b"<a@b> " * 100_000 + b"\r\n\r\nx",
        b"From: " + b"(" * 5_000 + b"\r\n\r\nx",
        HEAD + b"\r\n" + b"> x\r\n" * 100_000,
        HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote>" * 100_000 + b"x",
        HEAD + b"\r\n" + b"Le 1:11 " * 20_000,
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(raw: bytes) -> None:
    assert isinstance(read_mail(raw), ReadMail)


def test_ten_megabytes_are_read() -> None:
    mail = reply(OURS, "alice@alma.test", "Lyon")
    mail.add_attachment(bytes(10_000_000), maintype="application", subtype="pdf", filename="a.pdf")
    read = read_mail(mail.as_bytes())
    assert (read.text, len(read.attachments[0].data)) == ("Lyon", 10_000_000)


@pytest.mark.parametrize("depth", [20, 5_000])
def test_boxes_in_boxes_are_opened_or_left(depth: int) -> None:
    raw = HEAD + b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n)
        for n in range(depth)
    )
    try:
        assert read_mail(raw + b"\r\nLyon").text in {"Lyon", ""}
    except UnreadableMail:
        assert depth == 5_000


def test_more_parts_than_anybody_writes_are_left() -> None:
    part = b"--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"
    raw = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * (MOST_PARTS + 1)
    with pytest.raises(UnreadableMail):
        read_mail(raw)


def test_a_mail_within_a_mail_is_a_file_and_says_nothing() -> None:
    mail = reply(OURS, "alice@alma.test", "Voir ci-joint")
    inner = EmailMessage()
    inner["From"], inner["In-Reply-To"] = "claire@sendcloud.test", "<other@sillage.test>"
    inner.set_content("Pas de moi")
    mail.add_attachment(inner)
    read = read_mail(mail.as_bytes())
    assert (read.sender, read.text, read.answers) == ("alice@alma.test", "Voir ci-joint", (OURS,))
    assert [file.name for file in read.attachments] == ["message.eml"]


def test_the_logo_of_a_signature_is_no_document_but_a_photo_is() -> None:
    mail = reply(OURS, "alice@alma.test", html='Lyon <img src="cid:logo">')
    for data, cid in ((b"x" * 900, "<logo>"), (b"x" * 90_000, "<photo>")):
        mail.add_related(data, "image", "png", cid=cid, filename=f"{cid.strip('<>')}.png")
    read = read_mail(mail.as_bytes())
    assert [file.name for file in read.attachments] == ["photo.png"]


def test_a_header_with_line_breaks_stays_one_line() -> None:
    raw = HEAD + b"Subject: =?utf-8?q?a=0D=0ABcc=3A_eve=40x=2Etest?=\r\n"
    raw += b'Content-Disposition: attachment; filename="=?utf-8?q?a=0D=0Ab.pdf?="\r\n\r\nx'
    assert [file.name for file in read_mail(raw).attachments] == ["a b.pdf"]


@pytest.mark.parametrize("status", ["5.1.1", "5.0.0", "5.7.26"])
def test_a_report_that_says_never_is_a_bounce(status: str) -> None:
    read = read_mail(bounce(OURS, "alice@alma.test", status).as_bytes())
    assert read.bounce and read.bounce.message_ids == (OURS,)


def test_a_bounce_may_enclose_the_whole_mail() -> None:
    raw = bounce(OURS, "alice@alma.test").as_bytes()
    whole = raw.replace(b"text/rfc822-headers", b"message/rfc822")
    read = read_mail(whole)
    assert read.bounce and read.bounce.message_ids == (OURS,)


@pytest.mark.parametrize(
    ("status", "action"), [("4.4.1", "delayed"), ("2.0.0", "delivered"), ("nonsense", "failed")]
)
def test_any_other_report_is_not(status: str, action: str) -> None:
    read = read_mail(bounce(OURS, "alice@alma.test", status, action).as_bytes())
    assert read.bounce is None and read.is_automatic


@given(st.binary(max_size=400), st.sampled_from([b"", HEAD, HEAD + b"\r\n"]))
def test_any_bytes_are_a_mail_or_unreadable(tail: bytes, head: bytes) -> None:
    try:
        read = read_mail(head + tail)
    except UnreadableMail:
        return
    read.text.encode()
    assert "\x00" not in read.text
