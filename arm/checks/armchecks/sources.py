"""The files that are checked, read from a checkout."""

import json
import pathlib
from dataclasses import dataclass

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[3]


@dataclass
class Sources:
    """Everything that the checks look at; tests change one thing in it and look whether it is found."""

    template: dict
    parameters: dict
    fleet: dict
    formulas: dict
    text: str
    dockerfiles: dict
    compose: str

    @property
    def values(self):
        """The values of the parameters file."""
        return {name: given.get("value") for name, given in self.parameters.get("parameters", {}).items()}


def read(root=ROOT):
    arm = root / "arm"
    text = (arm / "azuredeploy.json").read_text()
    return Sources(
        template=json.loads(text),
        parameters=json.loads((arm / "azuredeploy.parameters.json").read_text()),
        fleet=yaml.safe_load((root / "examples/mayfly.yml").read_text()),
        formulas={path.stem: path.read_text() for path in (arm / "formulas").glob("*.txt")},
        text=text,
        dockerfiles={path.name: path.read_text() for path in (arm / "docker").glob("*Dockerfile")},
        compose=(root / "docker-compose.temporal.yml").read_text(),
    )
