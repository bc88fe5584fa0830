"""python -m armchecks check | import | parameters; see docs/azure.md."""

import argparse
import json
import pathlib
import sys

import yaml

from . import everything, images, scanner
from .evaluation import Evaluation
from .scenarios import evaluations
from .shape import TYPES
from .sources import ROOT, read


def main():
    options = parser().parse_args()
    sys.exit({"check": check, "import": print_imports, "parameters": print_parameters}[options.command](options))


def parser():
    """What the command line may say; the tests read the walk-through of docs/azure.md with it."""
    parser = argparse.ArgumentParser(prog="python -m armchecks", description="Checks the Azure template, and fills it in.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="everything that a machine without Azure can check")
    for name, text in (
        ("import", "print the az acr import line of every image that runs"),
        ("parameters", "write a parameters file with the fleet of mayfly.yml"),
    ):
        command = commands.add_parser(name, help=text)
        command.add_argument("--fleet", type=pathlib.Path, default=ROOT / "examples/mayfly.yml", help="a mayfly.yml")
        command.add_argument("--parameters", type=pathlib.Path, default=ROOT / "arm/azuredeploy.parameters.json")
        command.add_argument("--set", action="append", default=[], metavar="NAME=VALUE", help="another value of a parameter")
        if name == "parameters":
            command.add_argument("--output", type=pathlib.Path, required=True, help="the file; may be the one that is read")
        if name == "import":
            command.add_argument("--services", required=True, help="where the images of gateway and worker were pushed to")
    return parser


def check(_):
    sources = read()
    findings = everything.check(sources)
    findings += scanner.check(sources, evaluations(sources))
    for finding in findings:
        print(finding)
    print(f"{len(findings)} findings")
    return 1 if findings else 0


def filled(options, **more):
    """The parameters file with the fleet, these values, and above all those that the command line says."""
    parameters = json.loads(options.parameters.read_text())
    parameters["parameters"]["fleet"] = {"value": yaml.safe_load(options.fleet.read_text())}
    parameters["parameters"] |= {name: {"value": value} for name, value in more.items()}
    declared = read().template["parameters"]
    for one in options.set:
        name, _, text = one.partition("=")
        parameters["parameters"][name] = {"value": typed(name, text, declared)}
    return parameters


def typed(name, text, declared):
    """The text as the type that the template declares: poolSuffix=2 is a text, maxNodes=2 a number."""
    if name not in declared:
        sys.exit(f"--set {name}: the template has no such parameter")
    kind = declared[name]["type"].lower()
    if kind in ("string", "securestring"):
        return text
    try:
        value = json.loads(text)
    except ValueError:
        value = None
    wanted = TYPES[kind]
    if not isinstance(value, wanted) or isinstance(value, bool) != (wanted is bool):
        sys.exit(f"--set {name}: {text!r} is no {kind}; write it as JSON does")
    return value


def print_parameters(options):
    options.output.write_text(json.dumps(filled(options), indent=2) + "\n")


def print_imports(options):
    # What runs once everything is switched on; a pool that exists already needs its images as well, one that serves nothing does not.
    parameters = filled(options, deployServices=True, create_UbuntuBatchPool=True, create_WindowsBatchPool=True)
    fleet = parameters["parameters"]["fleet"]["value"]
    fleet["pools"] = [pool for pool in fleet["pools"] if not pool.get("retired")]
    evaluation = Evaluation(read().template, {name: one["value"] for name, one in parameters["parameters"].items()})
    for path, message in evaluation.errors:
        print(f"{path}: {message}", file=sys.stderr)
    for line in images.import_lines(evaluation, options.services):
        print(line)
    return 1 if evaluation.errors else 0


if __name__ == "__main__":
    main()
