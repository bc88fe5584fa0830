"""Pages from outside docs/, and links to them.

Links are written as the repository needs them, so that they work where the files are read: ../images/README.md from a page of docs/.
The site has some of those files as pages; a link to any other one becomes its text and its path. A link to a file that is not there
is a warning, which --strict makes an error.
"""

import logging
import posixpath
import re
from pathlib import Path

from mkdocs.structure.files import File

LOG = logging.getLogger("mkdocs.hooks.repository_files")

# In the repository → in the site.
PAGES = {
    "SECURITY.md": "report-a-weakness.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "images/README.md": "runner-images.md",
}
FENCE = re.compile(r"^\s*```")
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")


def on_config(config):
    """Names the pages from outside as the site does, and lists every decision."""
    decisions = sorted(path.name for path in Path(config.docs_dir, "adr").glob("[0-9]*.md"))
    config.nav = _nav(config.nav, decisions)
    index = Path(config.docs_dir, "adr/README.md").read_text(encoding="utf-8")
    for name in decisions:
        if f"({name})" not in index:
            LOG.warning("docs/adr/README.md has no row for %s", name)
    return config


def _nav(entry, decisions):
    if isinstance(entry, dict):
        return {title: _nav(below, decisions) for title, below in entry.items()}
    if isinstance(entry, list):
        below = [[f"adr/{name}" for name in decisions] if one == "adr/*" else [_nav(one, decisions)] for one in entry]
        return [one for ones in below for one in ones]
    return PAGES.get(entry, entry)


def on_files(files, config):
    """Adds the pages from outside."""
    root = Path(config.config_file_path).parent
    for source, page in PAGES.items():
        text = (root / source).read_text(encoding="utf-8")
        files.append(File.generated(config, page, content=_linked(text, source, page, root)))
    return files


def on_page_markdown(markdown, page, config, files):
    """Leads links that leave docs/ to the site's pages, or says where the file is."""
    if page.file.src_uri in PAGES.values():
        return markdown
    source = "docs/" + page.file.src_uri
    return _linked(markdown, source, page.file.src_uri, Path(config.config_file_path).parent)


def _linked(text, source, page, root):
    lines, fenced = [], False
    for line in text.split("\n"):
        if FENCE.match(line):
            fenced = not fenced
        lines.append(line if fenced else LINK.sub(lambda link: _link(link, source, page, root), line))
    return "\n".join(lines)


def _link(link, source, page, root):
    image, text, address = link.groups()
    path, _, anchor = address.partition("#")
    if not path or re.match(r"[a-z]+:", address):
        return link.group(0)
    target = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
    here = posixpath.dirname(page)
    if target in PAGES:
        target = PAGES[target]
    elif target.startswith("docs/"):
        target = target.removeprefix("docs/")
    elif (root / target).exists():
        return text if target in text else f"{text} (`{target}`)"
    else:
        LOG.warning("%s links to %s, which is not there", source, address)
        return link.group(0)
    return f"{image}[{text}]({posixpath.relpath(target, here or '.')}{'#' + anchor if anchor else ''})"
