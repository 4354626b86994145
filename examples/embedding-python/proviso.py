"""Proviso from Python: one typed file over the library's interface in C, without other dependencies.

    from proviso import Path, Proviso, Text

    proviso = Proviso()
    result = proviso.check(Text(plan, "plan.json"), specs=["standard"])
    with proviso.gate(Path("mail.proviso"), root=".") as gate:
        decision = gate.decide("1", "send", {"to": "a@example.com"})

`PROVISO_LIBRARY` names the library where the system does not find it. Calls release Python's lock, so other
threads go on; every object can be used from every thread.
"""

from __future__ import annotations

import ctypes
import ctypes.util
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from types import TracebackType
from typing import Any, Literal, Union

ABI = 1

Json = Any
"""A value that the module `json` reads and writes."""


class Status(IntEnum):
    """The status of a call, as the exit status of the command."""

    PROVED = 0
    VIOLATED = 1
    UNUSABLE = 2
    UNDECIDED = 3


class Kind(str, Enum):
    """The decision of a gate."""

    ALLOW = "allow"
    DENY = "deny"
    ASK = "ask"


class ProvisoError(Exception):
    """A request, an input or a spec that cannot be used."""

    def __init__(self, diagnostics: Sequence[Mapping[str, Json]]) -> None:
        self.diagnostics = list(diagnostics)
        super().__init__("\n".join(str(d["message"]) for d in diagnostics) or "no memory for an answer")


@dataclass(frozen=True)
class Path:
    """A file below the root of the request."""

    path: str


@dataclass(frozen=True)
class Text:
    """A text in memory. The end of the name says what it is: `.proviso` for specs and worlds."""

    text: str
    name: str


File = Union[Path, Text]
Spec = Union[Path, Text, str]
"""A spec: a file, or the name of a pack such as "standard"."""


@dataclass(frozen=True)
class Result:
    """The result of a check: `proviso.result/1`."""

    status: Status
    json: Mapping[str, Json]

    @property
    def verdict(self) -> str:
        return str(self.json["verdict"])

    @property
    def properties(self) -> list[Mapping[str, Json]]:
        return list(self.json["properties"])

    @property
    def violated(self) -> list[Mapping[str, Json]]:
        """The violated properties, each with its runs under `violations`."""
        return [p for p in self.properties if p["verdict"] == "violated"]


@dataclass(frozen=True)
class Decision:
    """The decision about one call of a tool: `proviso.decision/1`."""

    kind: Kind
    reasons: list[str]
    properties: list[Mapping[str, Json]]
    assumptions: list[str]

    @property
    def allowed(self) -> bool:
        return self.kind is Kind.ALLOW

    @property
    def explanation(self) -> str:
        """The reasons for the model that proposed the call."""
        return "\n".join(self.reasons)


class Cancellation:
    """Ends the calls that have it, from any thread."""

    def __init__(self, proviso: Proviso) -> None:
        self._library = proviso._library
        self._pointer: int | None = self._library.proviso_cancellation_new()

    def cancel(self) -> None:
        self._library.proviso_cancel(self._pointer)

    def __del__(self) -> None:
        pointer, self._pointer = self._pointer, None
        self._library.proviso_cancellation_free(pointer)


class Proviso:
    """The library."""

    def __init__(self, library: str | None = None) -> None:
        found = library or os.environ.get("PROVISO_LIBRARY") or ctypes.util.find_library("proviso")
        if found is None:
            raise OSError("libproviso is not installed: set PROVISO_LIBRARY to its path")
        self._library = _declare(ctypes.CDLL(found))
        if self._library.proviso_abi() != ABI:
            raise OSError(f"{found}: this file is for version {ABI} of the interface")

    def version(self) -> Mapping[str, Json]:
        """The versions of the library and of the solver."""
        answer = ctypes.c_void_p()
        self._library.proviso_version(ctypes.byref(answer))
        version: Mapping[str, Json] = self._taken(answer)
        return version

    def check(
        self,
        input: File,
        *,
        specs: Sequence[Spec] = (),
        deadline: float | None = None,
        cancellation: Cancellation | None = None,
        **settings: Json,
    ) -> Result:
        """Checks a plan, a record of calls or a world.

        `deadline` is in seconds. The settings are those of the header: `root`, `graph`, `vars`, `strict`….
        Raises `ProvisoError` if something cannot be used. What is open at the deadline is undecided.
        """
        request = {"input": _file(input), "specs": [_spec(s) for s in specs], **settings}
        status, json = self._call(self._library.proviso_check, request, deadline, cancellation)
        return Result(status, json)

    def fix(
        self,
        input: File,
        *,
        specs: Sequence[Spec] = (),
        deadline: float | None = None,
        cancellation: Cancellation | None = None,
        **settings: Json,
    ) -> Mapping[str, Json]:
        """Searches repairs of what a plan violates: `proviso.repairs/1`."""
        request = {"input": _file(input), "specs": [_spec(s) for s in specs], **settings}
        repairs: Mapping[str, Json]
        _, repairs = self._call(self._library.proviso_fix, request, deadline, cancellation)
        return repairs

    def gate(
        self,
        world: Spec,
        *,
        specs: Sequence[Spec] = (),
        directory: str | None = None,
        **settings: Json,
    ) -> Gate:
        """Opens the gate of one session of an agent."""
        request = {"world": _spec(world), "specs": [_spec(s) for s in specs], **settings}
        if directory is not None:
            request["directory"] = directory
        return Gate(self, request)

    def cancellation(self) -> Cancellation:
        return Cancellation(self)

    def _call(
        self,
        function: Any,
        request: Mapping[str, Json],
        deadline: float | None,
        cancellation: Cancellation | None,
        *gate: int | None,
    ) -> tuple[Status, Json]:
        text = json.dumps(request).encode()
        answer = ctypes.c_void_p()
        code = function(
            *gate, text, len(text), _milliseconds(deadline),
            cancellation._pointer if cancellation else None, ctypes.byref(answer),
        )
        return self._checked(code, self._taken(answer))

    def _checked(self, code: int, answer: Json) -> tuple[Status, Json]:
        # A number that this file does not know is no proof.
        status = Status(code) if code in Status.__members__.values() else Status.UNUSABLE
        if status is Status.UNUSABLE or answer is None or "errors" in answer:
            raise ProvisoError((answer or {}).get("errors", []))
        return status, answer

    def _taken(self, answer: ctypes.c_void_p) -> Json:
        """The JSON of an answer, whose memory is given back."""
        if answer.value is None:
            return None
        try:
            return json.loads(ctypes.string_at(answer.value))
        finally:
            self._library.proviso_free(answer)


class Gate:
    """Decides about the calls of tools in one session, one after the other."""

    def __init__(self, proviso: Proviso, request: Mapping[str, Json]) -> None:
        self._proviso = proviso
        self._library = proviso._library
        self._pointer: int | None = None
        text = json.dumps(request).encode()
        answer = ctypes.c_void_p()
        pointer = self._library.proviso_gate_open(text, len(text), 0, None, ctypes.byref(answer))
        opened = proviso._taken(answer)
        if pointer is None:
            raise ProvisoError((opened or {}).get("errors", []))
        self._pointer = pointer
        self.not_judged: list[str] = list(opened["not_judged"])
        """The properties that only a finished session could break."""

    def decide(
        self,
        id: str,
        tool: str,
        arguments: Mapping[str, Json],
        *,
        directory: str | None = None,
        deadline: float | None = None,
        cancellation: Cancellation | None = None,
    ) -> Decision:
        """Whether a call may happen now. A call that is not denied is part of the session: say what became of
        it with `outcome`."""
        request = {"id": id, "tool": tool, "arguments": arguments, "directory": directory}
        _, answer = self._proviso._call(
            self._library.proviso_gate_decide, request, deadline, cancellation, self._open()
        )
        return Decision(
            Kind(answer["decision"]), answer["reasons"], answer["properties"], answer["assumptions"]
        )

    def outcome(self, id: str, outcome: Literal["succeeded", "failed", "refused"]) -> None:
        """Says what became of a call that was not denied."""
        self._tell(self._library.proviso_gate_outcome, {"id": id, "outcome": outcome})

    def resume(
        self,
        id: str,
        tool: str,
        arguments: Mapping[str, Json],
        *,
        outcome: Literal["succeeded", "failed", "refused"] | None = None,
        asked: bool = False,
        directory: str | None = None,
    ) -> None:
        """Takes a call into the session that was let through before, for example by another process."""
        self._tell(
            self._library.proviso_gate_resume,
            {
                "id": id, "tool": tool, "arguments": arguments, "directory": directory,
                "outcome": outcome, "asked": asked,
            },
        )

    def close(self) -> None:
        pointer, self._pointer = self._pointer, None
        self._library.proviso_gate_close(pointer)

    def __enter__(self) -> Gate:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_pointer", None) is not None:
            self.close()

    def _open(self) -> int:
        if self._pointer is None:
            raise ValueError("the gate is closed")
        return self._pointer

    def _tell(self, function: Any, request: Mapping[str, Json]) -> None:
        text = json.dumps(request).encode()
        answer = ctypes.c_void_p()
        code = function(self._open(), text, len(text), ctypes.byref(answer))
        self._proviso._checked(code, self._proviso._taken(answer))


def _file(file: File) -> Json:
    if isinstance(file, Path):
        return {"path": file.path}
    return {"text": file.text, "name": file.name}


def _spec(spec: Spec) -> Json:
    return spec if isinstance(spec, str) else _file(spec)


def _milliseconds(seconds: float | None) -> int:
    return 0 if seconds is None else max(1, round(seconds * 1000))


def _declare(library: ctypes.CDLL) -> ctypes.CDLL:
    """Gives the functions their types, so that no pointer is cut to the size of an int."""
    answer = ctypes.POINTER(ctypes.c_void_p)
    request = [ctypes.c_char_p, ctypes.c_size_t]
    bounds = [ctypes.c_int64, ctypes.c_void_p]
    pointer = ctypes.c_void_p
    functions: list[tuple[str, Any, list[Any]]] = [
        ("abi", ctypes.c_int, []),
        ("version", ctypes.c_int, [answer]),
        ("free", None, [pointer]),
        ("check", ctypes.c_int, [*request, *bounds, answer]),
        ("fix", ctypes.c_int, [*request, *bounds, answer]),
        ("cancellation_new", pointer, []),
        ("cancel", None, [pointer]),
        ("cancellation_free", None, [pointer]),
        ("gate_open", pointer, [*request, *bounds, answer]),
        ("gate_decide", ctypes.c_int, [pointer, *request, *bounds, answer]),
        ("gate_outcome", ctypes.c_int, [pointer, *request, answer]),
        ("gate_resume", ctypes.c_int, [pointer, *request, answer]),
        ("gate_close", None, [pointer]),
    ]
    for name, result, arguments in functions:
        function = getattr(library, f"proviso_{name}")
        function.restype = result
        function.argtypes = arguments
    return library
