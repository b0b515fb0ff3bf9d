"""What an attacker puts into a field, into a file, or in place of a whole request."""

MARK = "<script>alert(1)</script>"
INJECTED = "X-Injected"

Value = bytes | tuple[bytes, ...]
VALUES: dict[str, Value] = {
    "nothing": b"",
    "spaces": b" \t\r\n ",
    "NUL": b"a\0b",
    "only NUL": b"\0",
    "100 kB": b"A" * 100_000,
    "100 kB of accents": "é".encode() * 50_000,
    "invalid UTF-8": b"\xff\xfe\x80\xc3\x28",
    "a lone surrogate": b"\xed\xa0\x80",
    "Latin-1": "Hélène".encode("latin-1"),
    "emoji": "👩‍👩‍👧‍👦 🏴‍☠️ Æ".encode(),
    "right to left": "\u202eמשה \u2066abc\u2069 محمد".encode(),
    "stacked accents": ("Z" + "\u0301\u0336\u0489" * 60).encode(),
    "byte order mark": "\ufeffabc\u200b\u00ad".encode(),
    "SQL": b"'; DROP TABLE label; --",
    "SQL, always true": b"1' OR '1'='1",
    "LIKE": b"%_%\\",
    "HTML": f"\"'>{MARK}".encode(),
    "a link": b"javascript:alert(1)",
    "a template": b"{{ 7 * 7 }}${7*7}{% raw %}#{7*7}",
    "a format": b"%s%n%(read)s%d{0}{read}",
    "path traversal": b"../../../../etc/passwd\0.csv",
    "another path": b"..\\..\\windows\\win.ini",
    "header injection": f"a\r\n{INJECTED}: yes\r\nBcc: eve@evil.test".encode(),
    "another site": b"//evil.test/%2F..",
    "a formula": b"=cmd|' /C calc'!A0",
    "zero": b"0",
    "negative": b"-1",
    "beyond 32 bits": b"2147483648",
    "beyond 64 bits": b"18446744073709551616",
    "5000 digits": b"9" * 5_000,
    "a fraction": b"1.5",
    "an exponent": b"1e400",
    "not a number": b"NaN",
    "Arabic digits": "٢٠٢٦".encode(),
    "superscript digits": "²³".encode(),
    "wide digits": "１２３４".encode(),
    "day zero": b"0000-00-00",
    "the last day": b"9999-12-31",
    "no such day": b"2026-02-30",
    "half an address": b"a@" + b"b" * 300,
    "an address of a machine": b"a@[127.0.0.1]",
    "an address in quotes": b'"a b"@evil.test',
    "a NIL UUID": b"00000000-0000-0000-0000-000000000000",
    "JSON": b'{"$ne": null}',
    "an array": (b"1", b"2", b"x"),
    "6 000 numbers": tuple(b"%d" % n for n in range(1, 6_001)),
    "40 000 numbers": tuple(b"%d" % n for n in range(1, 40_001)),
}
# Whole requests, whatever the form: content type and body.
BODIES: dict[str, tuple[str, bytes]] = {
    "JSON": ("application/json", b'{"email": ["a"]}'),
    "broken JSON": ("application/json", b"{"),
    "no type": ("", b"\0\xff"),
    "multipart without boundary": ("multipart/form-data", b"--x\r\n\r\n"),
    "broken multipart": ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: a"),
    "2 000 parts": (
        "multipart/form-data; boundary=x",
        b"".join(
            b'--x\r\nContent-Disposition: form-data; name="a%d"\r\n\r\n1\r\n' % n
            for n in range(2_000)
        )
        + b"--x--\r\n",
    ),
    "only separators": ("application/x-www-form-urlencoded", b"&=&;=&&=%&%zz=%"),
    "2 MB": ("application/x-www-form-urlencoded", b"a=" + b"A" * 2_000_000),
    "11 MB": ("application/octet-stream", b"A" * 11_000_000),
}
HEADER = "Référence;Nom;Adresse;Code postal;Ville;Poids (g)\n".encode()
ORDERS = HEADER + "CMD-1;Zoé Lefèvre;8 rue de l'Église;33000;Bordeaux;120\n".encode()
