"""A file that cannot be read as a certificate, and why. Pure."""

from app.mail.parts import Attachment
from app.ranges.findings import Finding, FindingKind


class UnreadableCertificate(Exception):
    """The file says nothing; `finding` says why, `picture` is what a person can look at instead."""

    def __init__(self, kind: FindingKind, picture: Attachment | None = None) -> None:
        super().__init__(str(kind))
        self.finding = Finding(kind)
        self.picture = picture

    @property
    def is_picture(self) -> bool:
        """Whether a person can read what the program cannot: a scan, a photo."""
        return self.finding.kind in (FindingKind.NO_TEXT, FindingKind.PHOTO)
