"""The pages on Azure and the README against what there is: links, commands, files and parameters that they name."""

import json
import re
import shlex
import urllib.parse

import pytest

from armchecks.__main__ import parser
from armchecks.sources import ROOT

PAGES = (ROOT / "docs/azure.md", ROOT / "docs/azure-network.md")
CONSOLE = (ROOT / "docs/console.md").read_text()
WALK_THROUGH = "".join(page.read_text() for page in PAGES)
README = (ROOT / "README.md").read_text()
RAW = "https://raw.githubusercontent.com/OWNER/REPOSITORY/main/"

# The az commands that the docs use, with the options that they may have; as in the source of azure-cli 2.91.0, and for the firewall
# in the tests of the extension azure-firewall.
GROUP = "--resource-group"
OUTPUT = {"--query", "--output"}
AZ = {
    "provider register": {"--namespace", "--wait"},
    "acr create": {GROUP, "--name", "--sku"},
    "acr login": {"--name"},
    "network vnet show": {GROUP, "--name", *OUTPUT},
    "network vnet peering create": {
        *(GROUP, "--vnet-name", "--name", "--remote-vnet", "--allow-vnet-access", "--allow-forwarded-traffic", "--allow-gateway-transit")
    },
    "network private-dns link vnet create": {GROUP, "--zone-name", "--name", "--virtual-network", "--registration-enabled"},
    "network firewall policy rule-collection-group create": {GROUP, "--policy-name", "--name", "--priority"},
    "network firewall policy rule-collection-group collection add-filter-collection": {
        *(GROUP, "--policy-name", "--rule-collection-group-name", "--name", "--collection-priority", "--action", "--rule-name"),
        *("--rule-type", "--protocols", "--source-addresses", "--target-fqdns"),
    },
    "group create": {"--name", "--location"},
    "group delete": {"--name"},
    "deployment group what-if": {GROUP, "--template-file", "--parameters"},
    "deployment group create": {GROUP, "--template-file", "--parameters"},
    "deployment group show": {GROUP, "--name", *OUTPUT},
    "identity show": {GROUP, "--name", *OUTPUT},
    "keyvault recover": set(),
    "containerapp create": {
        *(GROUP, "--environment", "--name", "--user-assigned", "--registry-server", "--registry-identity", "--image"),
        *("--command", "--args", "--env-vars", "--min-replicas", "--max-replicas"),
    },
    "containerapp exec": {GROUP, "--name", "--command"},
    "containerapp delete": {GROUP, "--name"},
    "containerapp revision restart": set(),
    "account show": OUTPUT,
    "ad app create": {"--display-name", "--sign-in-audience", "--web-redirect-uris", "--app-roles", *OUTPUT},
    "ad app credential reset": {"--id", "--display-name", "--append", *OUTPUT},
    "ad sp create": {"--id"},
    "batch account login": {GROUP, "--name"},
    "batch pool supported-images list": set(),
    "batch pool delete": {"--pool-id"},
    "batch pool autoscale enable": {"--pool-id", "--auto-scale-formula"},
    "batch node delete": set(),
    "batch task list": {"--job-id"},
}


def commands(program, pages=WALK_THROUGH):
    """Every command of this program in blocks and in backticks, as words; a line that ends in \\ goes on."""
    blocks = re.findall(r"^```sh\n(.*?)^```", pages, re.MULTILINE | re.DOTALL)
    blocks = [re.sub(r"<<'JSON'.*?^JSON$", "", block, flags=re.MULTILINE | re.DOTALL) for block in blocks]
    lines = [line for block in blocks for line in block.replace("\\\n", " ").splitlines()]
    lines += re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"^```.*?^```", "", pages, flags=re.MULTILINE | re.DOTALL))
    for line in lines:
        for command in re.findall(rf"(?:^|\$\(|; |\s{{2,}}){program} [^;)>&]*", line.split(" # ")[0]):
            words = shlex.split(command.strip().removeprefix("$("), comments=True)
            yield [word for word in words if word != "…"][1:]


@pytest.mark.parametrize("name", ["Deploy to Azure", "Visualize"])
def test_the_links_of_the_readme_lead_to_the_template(name):
    address = re.search(rf"\[{name}\]\((https://[^)]*)\)", README).group(1)

    start, _, quoted = re.match(r"(https://[^/]+/#(create/Microsoft\.Template/uri/|/\?load=))(.*)", address).groups()
    template = urllib.parse.unquote(quoted)
    assert start == {
        "Deploy to Azure": "https://portal.azure.com/#create/Microsoft.Template/uri/",
        "Visualize": "https://armviz.io/#/?load=",
    }[name]
    assert quoted == urllib.parse.quote(template, safe="")
    assert template.startswith(RAW)
    assert "$schema" in json.loads((ROOT / template.removeprefix(RAW)).read_text())


def test_the_readme_says_what_to_put_in_place_of_the_owner():
    assert "replace `OWNER` and `REPOSITORY`" in README


def test_our_own_commands_are_such_as_the_docs_say(sources):
    seen = list(commands("armchecks"))

    for words in seen:
        options = parser().parse_args([*words, *needed(words)])
        for value in getattr(options, "set", []):
            assert value.partition("=")[0] in sources.template["parameters"]
    assert {words[0] for words in seen} == {"check", "import", "parameters"}


def needed(words):
    """In a sentence a command stands for itself, without what it cannot do without."""
    return {"import": ["--services", "x"], "parameters": ["--output", "x"]}.get(words[0], [])


def test_the_commands_of_azure_are_such_as_there_are():
    seen = set()
    for words in commands("az", WALK_THROUGH + CONSOLE):
        name = " ".join(words[: next((at for at, word in enumerate(words) if word.startswith("-")), len(words))])
        options = {word for word in words if word.startswith("--")}
        assert name in AZ or name == "acr import" and not options, words
        assert options <= AZ.get(name, set()), words
        seen.add(name)

    assert set(AZ) <= seen


def test_a_deployment_is_given_parameters_that_there_are(sources):
    deployments = [words for words in commands("az") if "--template-file" in words]

    written = set(re.findall(r"(?:--output|>) (target/\S+\.json)", WALK_THROUGH))
    assert len(deployments) == 4
    for words in deployments:
        assert (ROOT / words[words.index("--template-file") + 1]).read_text() == sources.text
        for value in words[words.index("--parameters") + 1 :]:
            name, _, given = value.partition("=")
            assert value.removeprefix("@") in written or given in ("true", "false") and name in sources.template["parameters"], value


def test_the_secrets_that_the_docs_write_are_secure_parameters(sources):
    file = json.loads(re.search(r"<<'JSON'\n(.*?)^JSON$", WALK_THROUGH, re.MULTILINE | re.DOTALL).group(1))

    assert {sources.template["parameters"][name]["type"] for name in file["parameters"]} == {"secureString"}


def test_every_image_that_the_docs_build_has_its_dockerfile(sources):
    names = re.search(r"for image in ([\w ]+); do\s+# and ([\w, -]+) with selfHosted", WALK_THROUGH).groups()

    built = {f"{name}.Dockerfile" for name in re.findall(r"[\w-]+", " ".join(names))}
    assert built == set(sources.dockerfiles)


def test_the_runner_images_that_the_docs_build_are_those_of_the_fleet(sources):
    versions, image = re.search(r"for version in ([\d. ]+); do\n\s+runner=(\S+)", WALK_THROUGH).groups()

    built = {image.replace("$version", version) for version in versions.split()}
    assert built == {pool["image"] for pool in sources.fleet["pools"] if not pool.get("retired")}


def test_every_provider_of_the_template_is_registered(sources):
    registered = re.search(r"for namespace in ([\w ]+);", WALK_THROUGH).group(1).split()

    used = {one["type"].split("/")[0].removeprefix("Microsoft.") for one in sources.template["resources"]}
    assert registered == sorted(used | {"ContainerService"})


def test_every_file_and_section_that_the_docs_link_to_is_there():
    headings = {path: sections(path) for path in (ROOT / "README.md", *PAGES)}
    for path in headings:
        for link in re.findall(r"\]\((?!https?:)([^)]+)\)", path.read_text()):
            file, _, section = link.partition("#")
            target = (path.parent / file).resolve() if file else path
            assert target.exists(), link
            assert not section or section in headings.get(target, sections(target)), link


def sections(path):
    """The anchors that GitHub makes of headings."""
    titles = re.findall(r"^#+ (.*)$", path.read_text(), re.MULTILINE) if path.is_file() else []
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
