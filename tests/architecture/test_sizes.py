"""Nothing grows beyond what one person can hold in mind (DESIGN 3)."""

import ast
from collections.abc import Iterable, Iterator
from pathlib import Path

from intake.paths import MIGRATIONS, TEMPLATES

ROOT = Path(__file__).resolve().parents[2]
MODULE, FUNCTION, VIEW, TEMPLATE, TEST = 400, 40, 15, 120, 500
HTTP_METHODS = {"get", "post", "put", "patch", "delete", "route"}

MODULES = sorted((ROOT / "intake").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    """A path as a test's name."""
    return str(path.relative_to(ROOT))


def too_long(paths: Iterable[Path], limit: int) -> dict[str, int]:
    """The files with more than `limit` lines."""
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in paths}
    return {name: length for name, length in lengths.items() if length > limit}


def functions(module: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a module, inner ones too."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """How long a function is, from `def` to its end, its docstring left out."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    docstring = (first.end_lineno or first.lineno) - first.lineno + 1 if documented else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - docstring


def is_view(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function answers a route: it is decorated with `@blueprint.get(...)` or the like."""
    calls = [decorator.func for decorator in function.decorator_list if isinstance(decorator, ast.Call)]
    return any(isinstance(call, ast.Attribute) and call.attr in HTTP_METHODS for call in calls)


def test_modules_are_short() -> None:
    assert too_long([*MODULES, *MIGRATIONS.rglob("*.py")], MODULE) == {}


def test_functions_are_short() -> None:
    lengths = {f"{name_of(module)}:{each.name}": body_lines(each) for module in MODULES for each in functions(module)}
    assert {name: length for name, length in lengths.items() if length >= FUNCTION} == {}


def test_views_are_shorter_still() -> None:
    views = [each for module in (ROOT / "intake/web").rglob("*.py") for each in functions(module) if is_view(each)]
    assert views
    assert [f"{view.name}: {body_lines(view)}" for view in views if body_lines(view) > VIEW] == []


def test_templates_are_short() -> None:
    assert too_long(TEMPLATES.rglob("*.html"), TEMPLATE - 1) == {}


def test_test_files_are_short() -> None:
    assert too_long(TESTS, TEST - 1) == {}
