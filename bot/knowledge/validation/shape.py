"""Shape: one object of the file becomes a typed record, or the problems of its fields."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from rapidfuzz import fuzz, process

from bot.knowledge.records import TABLES, Record
from bot.knowledge.validation.paths import Path, field_path, value_at
from bot.knowledge.validation.problem import Problem, shown
from bot.knowledge.values import EARLIEST_YEAR, LATEST_YEAR
from bot.language import Language

#: Which text says what would be accepted, by pydantic's type of error.
_FIXES = {
    "missing": "knowledge.fix.missing",
    "moment": "knowledge.fix.moment",
    "instant": "knowledge.fix.instant",
    "day": "knowledge.fix.day",
    "year": "knowledge.fix.year",
    "time_of_day": "knowledge.fix.time-of-day",
    "country": "knowledge.fix.country",
    "text": "knowledge.fix.text",
    "text_language": "knowledge.fix.text-language",
    "session_mixed": "knowledge.fix.session-mixed",
    "session_order": "knowledge.fix.ends-before-start",
    "due": "knowledge.fix.due",
    "string_type": "knowledge.fix.string",
    "bool_type": "knowledge.fix.bool",
    "int_type": "knowledge.fix.whole-number",
    "float_type": "knowledge.fix.number",
    "finite_number": "knowledge.fix.number",
    "tuple_type": "knowledge.fix.list",
    "dict_type": "knowledge.fix.object",
    "model_type": "knowledge.fix.object",
    "greater_than": "knowledge.fix.more-than",
    "greater_than_equal": "knowledge.fix.at-least",
    "less_than_equal": "knowledge.fix.at-most",
}

#: Errors of an object that are really about one of its fields.
_REALLY_ABOUT = {"session_mixed": "end", "session_order": "end"}


def shape(
    table: str, id: str, value: Any, context: Mapping[str, Any]
) -> tuple[Record | None, list[Problem]]:
    """The record, or None and its problems."""
    if not isinstance(value, dict):
        return None, [Problem(f"{table}[{id}]", "", shown(value), "knowledge.fix.object")]
    try:
        if "id" not in value:
            return TABLES[table].model_validate({**value, "id": id}, context=dict(context)), []
        TABLES[table].model_validate({**value, "id": id}, context=dict(context))
    except ValidationError as refused:
        problems = [_problem(table, id, value, error) for error in refused.errors()]
    else:
        problems = []
    if "id" in value:
        problems.append(
            Problem(f"{table}[{id}]", "id", shown(value["id"]), "knowledge.fix.id-inside")
        )
    return None, problems


def closest(written: object, known: list[str] | tuple[str, ...]) -> str | None:
    """The one of the known names that was probably meant."""
    found = process.extractOne(str(written)[:80], known, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else None


def _problem(table: str, id: str, value: dict[str, Any], error: ErrorDetails) -> Problem:
    kind, path = error["type"], error["loc"]
    if kind in _REALLY_ABOUT:
        path = (*path, _REALLY_ABOUT[kind])
    found = "" if kind == "missing" else shown(value_at(value, path))
    fix_key, values = _fix(kind, TABLES[table], path, error.get("ctx", {}), found)
    return Problem(f"{table}[{id}]", field_path(path), found, fix_key, values)


def _fix(
    kind: str, record: type[Record], path: Path, ctx: Mapping[str, Any], found: str
) -> tuple[str, Mapping[str, object]]:
    if kind == "extra_forbidden":
        allowed = tuple(_names(_model_at(record, path[:-1])))
        if near := closest(path[-1], allowed):
            return "knowledge.fix.unknown-field-near", {"near": near, "allowed": allowed}
        return "knowledge.fix.unknown-field", {"allowed": allowed}
    if kind in {"literal_error", "enum"}:
        allowed = tuple(part.strip("' ") for part in str(ctx["expected"]).split(","))
        allowed = tuple(part for each in allowed for part in each.replace("' or '", ",").split(","))
        if near := closest(found.strip('"'), allowed):
            return "knowledge.fix.one-of-near", {"near": near, "allowed": allowed}
        return "knowledge.fix.one-of", {"allowed": allowed}
    values: dict[str, object] = {}
    if kind in {"less_than_equal", "greater_than_equal"} and path[-1] in {"latitude", "longitude"}:
        return "knowledge.fix.coordinates", {}
    if kind in {"greater_than", "greater_than_equal", "less_than_equal"}:
        values["limit"] = ctx.get("gt", ctx.get("ge", ctx.get("le")))
    elif kind == "year":
        values.update(earliest=EARLIEST_YEAR, latest=LATEST_YEAR)
    elif kind == "text_language":
        values["allowed"] = tuple(Language)
    return _FIXES.get(kind, "knowledge.fix.other"), values


def _names(model: type[BaseModel]) -> Iterator[str]:
    """The fields of a model as they are written in the file."""
    for name, info in model.model_fields.items():
        if name != "id" or not issubclass(model, Record):
            yield info.alias or name


def _model_at(model: type[BaseModel], path: Path) -> type[BaseModel]:
    """The model of the object at a path."""
    for part in path:
        if isinstance(part, int) or part not in {*_names(model), *model.model_fields}:
            continue
        name = next(n for n, f in model.model_fields.items() if part in (n, f.alias))
        model = next(_models_in(model.model_fields[name].annotation), model)
    return model


def _models_in(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models that a field's type speaks of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
