"""The contract of proviso.py, beside what its examples show."""
import threading

from proviso import Kind, Path, Proviso, ProvisoError, Status, Text

COUNTER = Text(
    """world counter
var a: Int = 0
var b: Int = 0
action more() { a += 1 }
action mix() { b = b + a * a % 7 }
invariant below "The sum never meets a strange number" { a * a + b * b != 123456789 }
""",
    "counter.proviso",
)


def raises(expected, text, work):
    try:
        work()
    except expected as error:
        assert text in str(error), str(error)
    else:
        raise AssertionError(f"no error: {text}")


proviso = Proviso()
assert proviso.version()["abi"] == 1
plan = Text('{"schema": "proviso.plan/1", "steps": [{"call": "send", "with": {"to": "x"}}]}', "plan.json")
result = proviso.check(plan, specs=[Path("mail.proviso")], root=".")
assert result.status is Status.VIOLATED and result.violated[0]["name"] == "mail_stays_inside"
assert proviso.fix(plan, specs=[Path("mail.proviso")], root=".")["schema"] == "proviso.repairs/1"
raises(ProvisoError, "no root folder", lambda: proviso.check(plan, specs=[Path("mail.proviso")]))
raises(ProvisoError, "strikt", lambda: proviso.check(plan, strikt=True))
raises(ProvisoError, "no pack", lambda: proviso.check(plan, specs=["nothing"]))
raises(ProvisoError, "there is no such file", lambda: proviso.gate(Path("absent.proviso"), root="."))
raises(OSError, "absent.so", lambda: Proviso("absent.so"))

assert proviso.check(COUNTER, deadline=0.2).status is Status.UNDECIDED
cancellation = proviso.cancellation()
results = []
worker = threading.Thread(
    target=lambda: results.append(proviso.check(COUNTER, cancellation=cancellation)))
worker.start()
cancellation.cancel()
worker.join(30)
assert results and results[0].status is Status.UNDECIDED

with proviso.gate(Path("mail.proviso"), root=".") as gate:
    kinds = []

    def decide(number):
        to = "a@example.com" if number % 2 else "a@example.org"
        decision = gate.decide(str(number), "send", {"to": to, "text": "Ünï\u2028"})
        kinds.append((number % 2, decision.kind))
        if decision.allowed:
            gate.outcome(str(number), "succeeded")

    threads = [threading.Thread(target=decide, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kinds) == sorted([(0, Kind.DENY), (1, Kind.ALLOW)] * 4), kinds
    gate.resume("earlier", "read_inbox", {}, outcome="succeeded")
    assert not gate.decide("earlier", "read_inbox", {}).allowed
    raises(ProvisoError, "outcome", lambda: gate.outcome("1", "done"))
raises(ValueError, "closed", lambda: gate.decide("9", "send", {}))
