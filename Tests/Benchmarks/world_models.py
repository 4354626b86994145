"""Writes models as worlds, and the same models for other model checkers.

`Restart` is a rolling restart: n plan steps stop and start replicas. The steps wait for each other along a
graph, happen at most once, and may fail. The question is how many replicas can be down at the same time.
The maximum is a maximum closure (Picard, "Maximal closure of a graph", Management Science 22, 1976), so the
answer of each instance is known.

The other models are classics of model checking: mutual exclusion, philosophers, two-phase commit.
"""

import argparse
import random

from counting_plan import Flow


class Restart:
    """Steps 2r (stop replica r) and 2r + 1 (start it again), each with the steps that it waits for."""

    def __init__(self, steps, seed, shape="random", width=4):
        self.n, self.replicas = steps, steps // 2
        self.needs = [[] for _ in range(steps)]
        for replica in range(self.replicas):
            self.needs[2 * replica + 1].append(2 * replica)
        draw = random.Random(seed)
        for later in range(self.replicas):
            for earlier in range(later):
                linked = {
                    "chain": lambda: earlier == later - 1,
                    "layered": lambda: earlier // width == later // width - 1,
                    "random": lambda: draw.random() < min(1.0, 3.0 / self.replicas),
                }[shape]()
                if linked:
                    self.needs[2 * later].append(2 * earlier + 1)

    def most_down(self):
        """The largest number of replicas that are down in some reachable state."""
        source, sink = self.n, self.n + 1
        flow = Flow(self.n + 2)
        for step in range(self.n):
            if step % 2 == 0:
                flow.edge(source, step, 1)
            else:
                flow.edge(step, sink, 1)
            for other in self.needs[step]:
                flow.edge(step, other, self.n)
        return self.replicas - flow.maximum(source, sink)

    def world(self, limit):
        out = [
            "world rolling_restart", "",
            "entity Replica {", "  after: [Replica]", "  var stopped: Bool = false", "  var started: Bool = false", "}", ""]
        for replica in range(self.replicas):
            after = ", ".join(f"r{step // 2}" for step in self.needs[2 * replica])
            out.append(f"object r{replica}: Replica {{ after: [{after}] }}")
        out += [
            "", "var down: Int = 0", "",
            "action stop(r: Replica) may fail {", "  requires not r.stopped",
            "  requires every other in r.after { other.started }", "  r.stopped = true", "  down += 1", "}", "",
            "action start(r: Replica) may fail {", "  requires r.stopped and not r.started", "  r.started = true",
            "  down -= 1", "}", "",
            f'invariant enough_up "At most {limit} replicas are down" {{', f"  down <= {limit}", "}"]
        return out

    def promela(self, limit):
        out = [f"byte down = 0; bool done[{self.n}];"]
        for step in range(self.n):
            ready = " && ".join(f"done[{other}]" for other in self.needs[step]) or "true"
            effect = f"down++; done[{step}] = true; assert(down <= {limit})" if step % 2 == 0 else f"down--; done[{step}] = true"
            out.append(f"active proctype s{step}() {{ atomic {{ {ready} -> if :: {effect} :: skip fi }} }}")
        return out

    def smv(self, limit):
        steps = range(self.n)
        out = ["MODULE main", "VAR"]
        out += [f"  d{i} : boolean; f{i} : boolean;" for i in steps]
        out += [f"  down : 0..{self.replicas};", "IVAR", f"  which : 0..{self.n - 1};", "  works : boolean;", "DEFINE"]
        for i in steps:
            ready = "".join(f" & d{other}" for other in self.needs[i])
            out.append(f"  go{i} := which = {i} & !d{i} & !f{i}{ready};")
        out.append("  stops := " + " | ".join(f"go{i}" for i in steps if i % 2 == 0) + ";")
        out.append("  starts := " + " | ".join(f"go{i}" for i in steps if i % 2 == 1) + ";")
        out.append("ASSIGN")
        for i in steps:
            out += [
                f"  init(d{i}) := FALSE; next(d{i}) := d{i} | (go{i} & works);",
                f"  init(f{i}) := FALSE; next(f{i}) := f{i} | (go{i} & !works);"]
        out += [
            "  init(down) := 0;",
            f"  next(down) := case stops & works & down < {self.replicas} : down + 1;",
            "    starts & works & down > 0 : down - 1; TRUE : down; esac;",
            f"INVARSPEC down <= {limit}"]
        return out

    def smt(self, limit):
        """Returns the down-closed sets over the reals, for solvers of linear arithmetic. This is not a model for
        a model checker, but the shortest formulation of the question."""
        out = ["(set-logic QF_LRA)"]
        for i in range(self.n):
            out.append(f"(declare-const x{i} Real) (assert (and (<= 0.0 x{i}) (<= x{i} 1.0)))")
            out += [f"(assert (<= x{i} x{other}))" for other in self.needs[i]]
        total = " ".join(f"x{2 * r} (- x{2 * r + 1})" for r in range(self.replicas))
        return out + [f"(assert (>= (+ {total}) {limit + 1}.0))", "(check-sat)"]

    def bit_vectors(self, limit):
        """Returns one run of n moves as one query, which shows the cost of unrolling."""
        n, bits, width = self.n, self.n.bit_length(), self.replicas.bit_length() + 1
        out = ["(set-logic QF_BV)"]
        out += [f"(define-fun d{i}_0 () Bool false) (define-fun f{i}_0 () Bool false)" for i in range(n)]
        for k in range(n):
            out.append(f"(declare-const which_{k} (_ BitVec {bits})) (declare-const works_{k} Bool)")
            for i in range(n):
                ready = " ".join(f"d{other}_{k}" for other in self.needs[i])
                out.append(
                    f"(define-fun g{i}_{k} () Bool (and (= which_{k} (_ bv{i} {bits})) (not d{i}_{k}) (not f{i}_{k}) {ready}))")
                for name, sign in (("d", f"works_{k}"), ("f", f"(not works_{k})")):
                    out.append(f"(declare-const {name}{i}_{k + 1} Bool)"
                               f" (assert (= {name}{i}_{k + 1} (or {name}{i}_{k} (and g{i}_{k} {sign}))))")
        parts = " ".join(
            f"(ite (and d{2 * r}_{n} (not d{2 * r + 1}_{n})) (_ bv1 {width}) (_ bv0 {width}))" for r in range(self.replicas))
        return out + [f"(assert (bvugt (bvadd {parts} (_ bv0 {width})) (_ bv{limit} {width})))", "(check-sat)"]


def peterson(_size):
    """Two processes, two flags and a turn (G. L. Peterson, 1981)."""
    world = """world peterson

enum Place { idle, want, wait, critical }

entity Process { var state: Place = idle  var flag: Bool = false }
object first: Process
object second: Process
var turn: Process = first

define other(p: Process) = if p == first then second else first

action ask(p: Process) { requires p.state == idle  p.state = want  p.flag = true }
action yield(p: Process) { requires p.state == want  p.state = wait  turn = other(p) }
action enter(p: Process) {
  requires p.state == wait and (not other(p).flag or turn == p)
  p.state = critical
}
action leave(p: Process) { requires p.state == critical  p.state = idle  p.flag = false }

invariant exclusion "Never both" { not (first.state == critical and second.state == critical) }
"""
    promela = """bool flag[2]; byte turn, crit;
active [2] proctype P() { byte me = _pid; byte you = 1 - _pid;
  do :: flag[me] = true; turn = you; (!flag[you] || turn == me);
        crit++; assert(crit == 1); crit--; flag[me] = false od }
"""
    smv = ["MODULE main", "VAR pc0 : {idle, want, wait, crit}; pc1 : {idle, want, wait, crit};",
           "  flag0 : boolean; flag1 : boolean; turn : 0..1;", "IVAR who : 0..1;", "ASSIGN",
           "  init(flag0) := FALSE; init(flag1) := FALSE; init(turn) := 0;"]
    for me, you in ((0, 1), (1, 0)):
        smv += [f"  init(pc{me}) := idle;",
                f"  next(pc{me}) := case who = {me} & pc{me} = idle : want; who = {me} & pc{me} = want : wait;",
                f"    who = {me} & pc{me} = wait & (!flag{you} | turn = {me}) : crit;",
                f"    who = {me} & pc{me} = crit : idle; TRUE : pc{me}; esac;",
                f"  next(flag{me}) := case who = {me} & pc{me} = idle : TRUE;",
                f"    who = {me} & pc{me} = crit : FALSE; TRUE : flag{me}; esac;"]
    smv += ["  next(turn) := case who = 0 & pc0 = want : 1; who = 1 & pc1 = want : 0; TRUE : turn; esac;",
            "INVARSPEC !(pc0 = crit & pc1 = crit)"]
    return world, promela, "\n".join(smv) + "\n"


def philosophers(n):
    """Each philosopher takes the left fork, then the right fork, and puts both back. All can hold one fork."""
    world = ["world philosophers", "", "enum Hand { thinking, one, eating }", "",
             "entity Philosopher { left: Philosopher  right: Philosopher  var state: Hand = thinking }", ""]
    world += [f"object p{i}: Philosopher {{ left: p{(i - 1) % n}, right: p{(i + 1) % n} }}" for i in range(n)]
    world += ["", "define taken(p: Philosopher) = p.state != thinking or p.left.state == eating", "",
              "action take_left(p: Philosopher) { requires p.state == thinking and not taken(p)  p.state = one }",
              "action take_right(p: Philosopher) { requires p.state == one and not taken(p.right)  p.state = eating }",
              "action put_back(p: Philosopher) { requires p.state == eating  p.state = thinking }", "",
              'invariant somebody_can_eat "Not everyone waits for a fork" {',
              "  some p in Philosopher { p.state != one }", "}"]
    promela = [f"#define N {n}", "bool fork[N]; byte one;", "active [N] proctype phil() {",
               "  do :: atomic { !fork[_pid] -> fork[_pid] = true; one++; assert(one < N) };",
               "        atomic { !fork[(_pid + 1) % N] -> fork[(_pid + 1) % N] = true; one-- };",
               "        atomic { fork[_pid] = false; fork[(_pid + 1) % N] = false } od }"]
    smv = ["MODULE main", "VAR " + " ".join(f"p{i} : {{think, one, eat}};" for i in range(n)),
           f"IVAR who : 0..{n - 1};", "DEFINE"]
    smv += [f"  busy{i} := p{i} != think | p{(i - 1) % n} = eat;" for i in range(n)]
    smv.append("ASSIGN")
    for i in range(n):
        smv += [f"  init(p{i}) := think;",
                f"  next(p{i}) := case who = {i} & p{i} = think & !busy{i} : one;",
                f"    who = {i} & p{i} = one & !busy{(i + 1) % n} : eat; who = {i} & p{i} = eat : think; TRUE : p{i}; esac;"]
    smv.append("INVARSPEC !(" + " & ".join(f"p{i} = one" for i in range(n)) + ")")
    return tuple("\n".join(lines) + "\n" for lines in (world, promela, smv))


def two_phase(n):
    """Two-phase commit of n resource managers (Gray and Lamport, "Consensus on transaction commit", 2006)."""
    world = """world two_phase_commit

enum ManagerState { working, prepared, committed, aborted }
enum Decision { open, commit, abort }

entity Manager { var state: ManagerState = working  var sent: Bool = false  var heard: Bool = false }
""" + "".join(f"object m{i}: Manager\n" for i in range(n)) + """
var decision: Decision = open

action prepare(m: Manager) { requires m.state == working  m.state = prepared  m.sent = true }
action give_up(m: Manager) { requires m.state == working  m.state = aborted }
action hear(m: Manager) { requires decision == open and m.sent  m.heard = true }
action commit_all() { requires decision == open  requires every m in Manager { m.heard }  decision = commit }
action abort_all() { requires decision == open  decision = abort }
action obey_commit(m: Manager) { requires decision == commit  m.state = committed }
action obey_abort(m: Manager) { requires decision == abort  m.state = aborted }

invariant consistent "No manager commits while another aborts" {
  not ((some a in Manager { a.state == committed }) and (some b in Manager { b.state == aborted }))
}
"""
    promela = [f"#define N {n}", "mtype = { working, prepared, committed, aborted, start };",
               "mtype rm[N]; mtype tm; bool msgP[N], tmP[N], msgC, msgA; byte nc, na;",
               "init { byte i; d_step { tm = start; i = 0; do :: i < N -> rm[i] = working; i++ :: else -> break od; i = 0 }",
               "  do",
               "  :: atomic { tm == start && " + " && ".join(f"tmP[{i}]" for i in range(n)) + " -> tm = committed; msgC = true }",
               "  :: atomic { tm == start -> tm = aborted; msgA = true }"]
    for i in range(n):
        promela += [f"  :: atomic {{ tm == start && msgP[{i}] && !tmP[{i}] -> tmP[{i}] = true }}",
                    f"  :: atomic {{ rm[{i}] == working -> rm[{i}] = prepared; msgP[{i}] = true }}",
                    f"  :: atomic {{ rm[{i}] == working -> rm[{i}] = aborted; na = 1; assert(!nc) }}",
                    f"  :: atomic {{ msgC && rm[{i}] != committed -> rm[{i}] = committed; nc = 1; assert(!na) }}",
                    f"  :: atomic {{ msgA && rm[{i}] != aborted -> rm[{i}] = aborted; na = 1; assert(!nc) }}"]
    promela.append("  od }")
    smv = ["MODULE main", "VAR tm : {start, committed, aborted};"]
    smv += [f"  r{i} : {{working, prepared, committed, aborted}}; mP{i} : boolean; tP{i} : boolean;" for i in range(n)]
    smv += [f"IVAR who : 0..{n}; act : 0..3;", "DEFINE",
            f"  commit := who = {n} & act = 0 & tm = start & " + " & ".join(f"tP{i}" for i in range(n)) + ";",
            f"  abort := who = {n} & act = 1 & tm = start;", "ASSIGN",
            "  init(tm) := start; next(tm) := case commit : committed; abort : aborted; TRUE : tm; esac;"]
    for i in range(n):
        smv += [f"  init(r{i}) := working; init(mP{i}) := FALSE; init(tP{i}) := FALSE;",
                f"  next(r{i}) := case who = {i} & act = 0 & r{i} = working : prepared;",
                f"    who = {i} & act = 1 & r{i} = working : aborted; who = {i} & act = 2 & tm = committed : committed;",
                f"    who = {i} & act = 2 & tm = aborted : aborted; TRUE : r{i}; esac;",
                f"  next(mP{i}) := mP{i} | (who = {i} & act = 0 & r{i} = working);",
                f"  next(tP{i}) := tP{i} | (who = {i} & act = 3 & tm = start & mP{i});"]
    some = lambda value: "(" + " | ".join(f"r{i} = {value}" for i in range(n)) + ")"
    smv.append(f"INVARSPEC !({some('committed')} & {some('aborted')})")
    return world, "\n".join(promela) + "\n", "\n".join(smv) + "\n"


def ranked_two_phase(n):
    """The world of two-phase commit in which each manager has a rank, so that no two can stand for each other."""
    world = two_phase(n)[0].replace("entity Manager { ", "entity Manager { rank: Int  ")
    for i in range(n):
        world = world.replace(f"object m{i}: Manager\n", f"object m{i}: Manager {{ rank: {i} }}\n")
    return world.replace("b.state == aborted }", f"b.state == aborted and b.rank < {n} }}")


CLASSICS = {"peterson": peterson, "philosophers": philosophers, "two-phase": two_phase}
FORMATS = {
    "world": Restart.world, "promela": Restart.promela, "smv": Restart.smv, "smt": Restart.smt,
    "bit-vectors": Restart.bit_vectors}

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", choices=["restart", *CLASSICS])
    parser.add_argument("--size", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--shape", choices=["random", "layered", "chain"], default="random")
    parser.add_argument("--bound", choices=["safe", "unsafe"], default="safe")
    parser.add_argument("--format", choices=list(FORMATS), default="world")
    given = parser.parse_args()
    if given.model == "restart":
        plan = Restart(given.size, given.seed, given.shape)
        print("\n".join(FORMATS[given.format](plan, plan.most_down() - (given.bound == "unsafe"))))
    else:
        texts = dict(zip(("world", "promela", "smv"), CLASSICS[given.model](given.size)))
        print(texts[given.format], end="")
