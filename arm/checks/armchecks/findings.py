"""What a check has to say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong: the check that found it, where, and what."""

    check: str
    where: str
    what: str

    def __str__(self):
        return f"{self.check}: {self.where}: {self.what}"
