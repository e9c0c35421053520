"""Makes what is generated of the clients from kith's OpenAPI document: models and methods for Python, types for
TypeScript. `cargo xtask clients` runs it; with --check nothing is written, and a difference is an error."""

import argparse
import difflib
import json
import keyword
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

HERE = Path(__file__).resolve().parent
MODELS = Path("python/kith/models.py")
OPERATIONS = Path("python/kith/_operations.py")
SCHEMA = Path("typescript/src/schema.ts")

SAYS = "Generated from kith's OpenAPI document by `cargo xtask clients`: change the document, not this file."
SIMPLE = {"string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None"}

HEAD = f'''"""{SAYS}"""

from collections.abc import Mapping, Sequence
from typing import Any, Literal, TypeVar

from . import models
from .answer import Answer, quoted

T = TypeVar("T")


class Operations:
    """A method for each operation and each action of the API. What is left out is the server's default."""

    def _call(
        self,
        method: str,
        path: str,
        data: type[T],
        *,
        query: Mapping[str, Any] | None = None,
        body: Mapping[str, Any] | None = None,
        content: bytes | None = None,
        content_type: str | None = None,
        idempotency_key: str | None = None,
    ) -> Answer[T]:
        raise NotImplementedError
'''


def run(*command: object) -> None:
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} failed: {done.stdout}{done.stderr}")


def annotation(schema: dict) -> str:
    """The Python type that an argument of this schema takes."""
    if "enum" in schema:
        return f"Literal[{', '.join(json.dumps(value) for value in schema['enum'])}]"
    if "const" in schema:
        return f"Literal[{json.dumps(schema['const'])}]"
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else [kind for kind in kinds if kind != "null"]
    if kinds == ["array"]:
        return f"Sequence[{annotation(schema.get('items', {}))}]"
    if kinds == ["object"] or "$ref" in schema:
        return "Mapping[str, Any]"
    if kinds and all(kind in SIMPLE for kind in kinds):
        return " | ".join(SIMPLE[kind] for kind in kinds)
    return "Any"


class Method:
    """One method, gathered and then written."""

    def __init__(self, name: str, summary: str, description: str, method: str, path: str) -> None:
        self.name, self.method, self.path = name, method.upper(), path
        self.says = [summary, description]
        self.positional: list[str] = []
        self.required: list[str] = []
        self.optional: list[str] = []
        self.sent: list[str] = []

    def take(self, name: str, schema: dict, required: bool) -> str:
        """An argument by keyword; the answer is its name in Python."""
        python = name.replace("-", "_")
        python += "_" if keyword.iskeyword(python) else ""
        kind = annotation(schema)
        if required:
            self.required.append(f"{python}: {kind}")
        else:
            self.optional.append(f"{python}: {kind if kind == 'Any' else kind + ' | None'} = None")
        if schema.get("description"):
            self.says.append(f"`{python}`: {schema['description']}")
        return python

    def take_all(self, schema: dict) -> str:
        """An argument for each property; the answer is the expression of the object."""
        needed = schema.get("required", [])
        pairs = [(name, self.take(name, one, name in needed)) for name, one in schema.get("properties", {}).items()]
        return "{" + ", ".join(f'"{name}": {python}' for name, python in pairs) + "}"

    def write(self, data: str) -> str:
        named = self.required + self.optional
        arguments = ["self", *self.positional, *(["*", *named] if named else [])]
        parts = [part.replace("\\", "\\\\").strip() for part in self.says if part]
        says = "\n\n".join(textwrap.fill(part, 98, break_long_words=False, break_on_hyphens=False) for part in parts)
        says = textwrap.indent(says, " " * 8).lstrip()
        sent = "".join(f", {one}" for one in self.sent)
        return (
            f"\n    def {self.name}({', '.join(arguments)}) -> Answer[{data}]:\n"
            f'        """{says}"""\n'
            f"        return self._call({json.dumps(self.method)}, {self.path}, {data}{sent})\n"
        )


def data_type(response: dict, schemas: dict) -> str:
    """The type of `data` in an answer."""
    if "$ref" in response:
        response = schemas[response["$ref"].rpartition("/")[2]]
    reference = response.get("properties", {}).get("data", {}).get("$ref")
    return f"models.{reference.rpartition('/')[2]}" if reference else "dict[str, Any]"


def key_of(method: Method, operation: dict) -> None:
    if any(one["name"] == "idempotency-key" for one in operation.get("parameters", [])):
        method.optional.append("idempotency_key: str | None = None")
        method.sent.append("idempotency_key=idempotency_key")


def actions(path: str, operation: dict, requests: list, schemas: dict) -> list[str]:
    """A method for each action of a route."""
    written = []
    for name in (one["$ref"].rpartition("/")[2] for one in requests):
        request, action = schemas[name], schemas[name]["properties"]["action"]
        method = Method(action["const"], action.get("description", ""), request.get("description", ""), "post", json.dumps(path))
        fields = [f'"action": {json.dumps(action["const"])}']
        if "account_id" in request["properties"]:
            method.positional.append("account_id: str")
            fields.append('"account_id": account_id')
        fields.append(f'"params": {method.take_all(request["properties"].get("params", {}))}')
        method.sent.append("body={" + ", ".join(fields) + "}")
        key_of(method, operation)
        written.append(method.write(data_type(schemas[name.removesuffix("Request") + "Response"], schemas)))
    return written


def plain(path: str, verb: str, operation: dict, answer: dict, schemas: dict) -> str:
    """The method of a route of its own."""
    method = Method(operation["operationId"], operation.get("summary", ""), operation.get("description", ""), verb, "")
    query = []
    for one in operation.get("parameters", []):
        if one["in"] == "path":
            method.positional.append(f"{one['name']}: {annotation(one['schema'])}")
        elif one["in"] == "query":
            schema = {"description": one.get("description"), **one["schema"]}
            query.append((one["name"], method.take(one["name"], schema, one.get("required", False))))
    method.path = f'f"{path.replace("{", "{quoted(")}"'.replace("}", ")}") if "{" in path else json.dumps(path)
    if query:
        method.sent.append("query={" + ", ".join(f'"{name}": {python}' for name, python in query) + "}")
    content = operation.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        body = content["application/json"]["schema"]
        if "$ref" in body:
            body = schemas[body["$ref"].rpartition("/")[2]]
        method.sent.append(f"body={method.take_all(body)}")
    elif content:
        kinds = [kind for kind in content if kind != "multipart/form-data"]
        method.positional.append("content: bytes")
        method.required.append(f"content_type: {annotation({'enum': kinds})}")
        method.sent += ["content=content", "content_type=content_type"]
    key_of(method, operation)
    return method.write(data_type(answer, schemas))


def operations(document: dict) -> str:
    """The module with a method for each operation that takes a key and answers JSON."""
    schemas, written = document["components"]["schemas"], []
    for path, routes in document["paths"].items():
        for verb, operation in routes.items():
            if verb not in ("get", "post", "put", "patch", "delete") or operation.get("security") == []:
                continue
            good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
            answer = good[0].get("content", {}).get("application/json", {}).get("schema") if good else None
            if answer is None:
                continue
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
            requests = [one for one in body.get("oneOf", []) if one.get("$ref", "").endswith("Request")]
            if requests:
                written += actions(path, operation, requests, schemas)
            else:
                written.append(plain(path, verb, operation, answer, schemas))
    return HEAD + "".join(written)


def generate(document: Path, into: Path, node: Path, node_modules: Path) -> None:
    text = document.read_text()
    source = into / "openapi.json"
    source.write_text(text)
    for path in (MODELS, OPERATIONS, SCHEMA):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
    tools = Path(sys.executable).parent
    run(
        *(tools / "datamodel-codegen", "--input", source, "--input-file-type", "openapi", "--output", into / MODELS),
        *("--output-model-type", "pydantic_v2.BaseModel", "--target-python-version", "3.10", "--openapi-scopes", "schemas"),
        *("--custom-file-header", f'"""{SAYS}"""', "--use-schema-description", "--use-field-description"),
        *("--enum-field-as-literal", "all", "--use-union-operator", "--use-standard-collections", "--use-annotated"),
        *("--extra-fields", "ignore", "--collapse-root-models", "--use-double-quotes", "--no-formatters", "--disable-warnings"),
    )
    (into / OPERATIONS).write_text(operations(json.loads(text)))
    for path in (MODELS, OPERATIONS):
        run(tools / "ruff", "check", "--isolated", "--quiet", "--fix", "--select", "F401,I", into / path)
        run(tools / "ruff", "format", "--isolated", "--quiet", "--line-length", "110", into / path)
    types = node_modules / "openapi-typescript/bin/cli.js"
    run(node, types, source, "--output", into / SCHEMA, "--default-non-nullable=false", "--alphabetize=false")
    (into / SCHEMA).write_text(f"// {SAYS}\n" + (into / SCHEMA).read_text())


def main() -> None:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--document", type=Path, required=True, help="the file that `kith openapi` wrote")
    words.add_argument("--node", type=Path, required=True, help="the program node")
    words.add_argument("--node-modules", type=Path, required=True, help="the folder with openapi-typescript")
    words.add_argument("--check", action="store_true", help="write nothing; a difference is an error")
    asked = words.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        generate(asked.document, Path(folder), asked.node, asked.node_modules)
        differs = False
        for path in (MODELS, OPERATIONS, SCHEMA):
            made, kept = (Path(folder) / path).read_text(), HERE / path
            before = kept.read_text() if kept.exists() else ""
            if made == before:
                continue
            differs = True
            if asked.check:
                lines = difflib.unified_diff(before.splitlines(), made.splitlines(), "kept", "made", lineterm="", n=1)
                print(f"clients/{path} is not what this version generates:", *list(lines)[:40], sep="\n")
            else:
                shutil.copyfile(Path(folder) / path, kept)
                print(f"wrote clients/{path}")
    if asked.check and differs:
        sys.exit("run: cargo xtask clients")


if __name__ == "__main__":
    main()
