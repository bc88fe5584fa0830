"""The images of gateway, worker and Temporal: pinned, not as root, and able to run with a file system that is read-only."""

import re

from .findings import Finding

WANTED = {"gateway.Dockerfile", "worker.Dockerfile", "temporal.Dockerfile", "temporal-admin.Dockerfile"}


def check(sources):
    for name in sorted(WANTED - set(sources.dockerfiles)):
        yield Finding("dockerfiles", name, "is missing")
    for name, text in sources.dockerfiles.items():
        lines = [line.strip() for line in text.replace("\\\n", " ").splitlines() if line.strip() and not line.strip().startswith("#")]
        yield from _lines(name, lines)


def _lines(name, lines):
    stages = {match.group(1) for line in lines if (match := re.search(r"^FROM .* AS (\S+)$", line, re.IGNORECASE))}
    for line in lines:
        word, _, rest = line.partition(" ")
        image = rest.split(" ")[0]
        if word == "FROM" and image not in stages and not re.search(r":[^:/]*\d", image):
            yield Finding("dockerfiles", name, f"{image} needs a version")
        if word == "ADD":
            yield Finding("dockerfiles", name, "COPY does, and fetches nothing")
        if word in ("ENV", "ARG") and re.search(r"TOKEN|SECRET|PASSWORD|_KEY", rest):
            yield Finding("dockerfiles", name, f"{rest.split('=')[0]}: no secret belongs in an image")
        if word == "VOLUME":
            yield Finding("dockerfiles", name, "a volume is a place to write that nobody asked for")
        if "--chown" in rest or re.search(r"chmod .*[67]7|chmod .*a\+w", rest):
            yield Finding("dockerfiles", name, "the user that runs may write nothing of the image")
    users = [line.split()[1] for line in lines if line.startswith("USER ")]
    last = max((at for at, line in enumerate(lines) if line.startswith("FROM ")), default=0)
    if not any(line.startswith("USER ") for line in lines[last:]) or not re.fullmatch(r"[1-9]\d*(:\d+)?", users[-1]):
        yield Finding("dockerfiles", name, "must end as a user who is not root, by number")
    if "java" in " ".join(lines[last:]) and "java.io.tmpdir=/tmp" not in " ".join(lines[last:]):
        yield Finding("dockerfiles", name, "must say where it may write: -Djava.io.tmpdir=/tmp")
