"""Rules about the program's files: what import-linter cannot say."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import app

APP = Path(app.__file__).parent


def _name(path: Path) -> str:
    """The dotted name of a module of the program."""
    parts = ("app", *path.relative_to(APP).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(tree: ast.AST) -> Iterator[str]:
    """Whatever may be a module among the names that a file imports, wherever it does."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports are not used here"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield str(node.module)


def _makes_a_blueprint(tree: ast.AST) -> bool:
    calls = (node.func for node in ast.walk(tree) if isinstance(node, ast.Call))
    return any(
        (isinstance(called, ast.Name) and called.id == "Blueprint")
        or (isinstance(called, ast.Attribute) and called.attr == "Blueprint")
        for called in calls
    )


def _routes_imported(tree: ast.AST, own: str) -> set[str]:
    return {name for name in _imported(tree) if name.endswith("routes") and name != own}


FILES = {_name(path): ast.parse(path.read_text()) for path in sorted(APP.rglob("*.py"))}
ROUTES = [name for name in FILES if name.endswith("routes")]


@pytest.mark.parametrize("name", ROUTES)
def test_no_routes_file_imports_another(name: str) -> None:
    """What two of them need stands in a module of its own: `access` for what ends in 404."""
    assert _routes_imported(FILES[name], name) == set()


def test_every_file_with_a_blueprint_is_a_routes_file() -> None:
    made = [name for name, tree in FILES.items() if _makes_a_blueprint(tree)]
    assert made
    assert set(made) <= set(ROUTES)


@pytest.mark.parametrize(
    "source",
    [
        "from app.onboarding import routes",
        "from app.onboarding import routes as desk",
        "from app.onboarding.routes import step",
        "import app.onboarding.routes",
        "def late():\n    from app.onboarding.desk import site_routes",
    ],
)
def test_an_import_of_routes_is_found(source: str) -> None:
    assert _routes_imported(ast.parse(source), "app.onboarding.la_poste_routes")


@pytest.mark.parametrize(
    "source", ['Blueprint("x", __name__)', 'pages = flask.Blueprint("x", __name__)']
)
def test_a_blueprint_is_found(source: str) -> None:
    assert _makes_a_blueprint(ast.parse(source))
