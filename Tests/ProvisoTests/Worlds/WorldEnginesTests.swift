import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage
import Testing
import Z3

@testable import Proviso

/// The enumeration of states and the solver agree about ranges, numbered objects, conditions on the
/// start, shared statements and values before a step.
@Suite struct WorldEnginesTests {
  private static let worlds = [
    """
    world ring
    const N = 3
    entity Node { id: 1..N  next: Node  var best: 0..N = 0 }
    object node[i in 1..N]: Node { id: i, next: node[i % N + 1] }
    define take(n: Node, number: Int) { if number > n.best { n.best = number } }
    action begin(n: Node) { requires n.best == 0  do take(n, n.id) }
    action pass(n: Node) { let number = n.best  requires number > 0  do take(n.next, number) }
    invariant range "Range" { every n in Node { n.best in 0..N } }
    invariant wrong "Wrong" { every n in node { n.best < N } }
    invariant grows "Grows" { every n in node { whenever pass(n) happens { before.n.next.best <= n.next.best } } }
    possible all "All" { every n in Node { n.best == N } }
    """,
    """
    world limits
    const TOP = 4
    var low: 0..TOP
    var high: 0..TOP
    var now: Int in -1..TOP = 2
    start { low < high and low <= now and now <= high }
    action turn(to: 0..TOP) { requires low <= to and to <= high  now = to }
    action widen() returns more: 0..1 { requires high + more <= TOP  high += more }
    invariant between "Between" { low <= now and now <= high }
    invariant warm "Warm" { now > 0 }
    invariant step "Step" { every k in 0..TOP { whenever turn(k) happens { now - before.now < 4 } } }
    invariant far "Far" { every k in 0..TOP { whenever turn(k) happens { now - before.now < 2 } } }
    possible cold "Cold" { now == 0 and high == TOP }
    possible colder "Colder" { now < 0 }
    """,
    """
    world slots
    entity Slot { var used: Bool = false }
    object slot[1..3]: Slot
    var at: 1..3 = 1
    var count: 0..3 = 0
    action fill() {
      requires not slot[at].used
      slot[at].used = true
      count += 1
      at = if at == 3 then 1 else at + 1
    }
    action clear(n: 1..3) { requires slot[n].used  slot[n].used = false  count -= 1 }
    invariant counted "Counted" { count == count(s in Slot where s.used) }
    invariant room "Room" { count < 3 }
    possible back "Back" { at == 1 and count == 0 }
    """,
    """
    world post
    enum Message { ping, pong }
    entity Node { var seen: Set<Message> = []  var got: Map<Message, 0..1> = 0 }
    object a: Node
    object b: Node
    var inbox: [Message] at most 2 = []
    var known: Set<Node>
    action send(m: Message) { requires inbox.size() < 2  inbox = inbox.append(m) }
    action receive(n: Node) {
      requires inbox != []
      let m = inbox.first()
      requires n.got[m] < 1
      inbox = inbox.rest()
      n.seen = n.seen + [m]
      n.got[m] += 1
      known += [n]
    }
    action forget(these: Set<Node>) { requires these subset of known and these.size() == 1  known -= these }
    invariant seen "Seen" { every n in Node { every m in n.seen { n.got[m] > 0 } } }
    invariant wrong "Wrong" { every n in Node { n.seen.size() < 2 } }
    invariant covered "Covered" { every n in Node { n.seen == [] or n.seen subset of [ping] or pong in n.seen } }
    invariant order "Order" { every n in Node { whenever receive(n) happens { before.inbox.rest() == inbox and before.n.seen subset of n.seen } } }
    possible both "Both" { a.seen == [ping, pong] and inbox == [pong, ping] and known == [] }
    """,
    """
    world rising
    enum Place { low, high }
    var numbers: [0..3] at most 3 = [1]
    var last: Map<Place, 0..3>
    start { last[low] == 0 and last[high] == 3 }
    action grow() { requires numbers.size() < 3 and numbers[numbers.size() - 1] < 3  numbers = numbers.append(numbers[numbers.size() - 1] + 1) }
    action drop(p: Place) { requires numbers.size() > 1  last[p] = numbers.first()  numbers = numbers.rest() }
    invariant positive "Positive" { every k in numbers { k > 0 } }
    invariant short "Short" { not 3 in numbers }
    invariant sorted "Sorted" { numbers.size() < 2 or numbers[0] < numbers[1] }
    invariant above "Above" { last[low] < numbers.first() }
    possible dropped "Dropped" { last[high] == 2 and numbers == [3] }
    """,
    """
    world locks
    entity Process { var waits: Bool = false  var holds: Bool = false }
    object p[1..2]: Process
    action ask(q: Process) { requires not q.waits and not q.holds  q.waits = true }
    action enter(q: Process) strongly fair { requires q.waits and no r in Process where r.holds  q.waits = false  q.holds = true }
    action leave(q: Process) { requires q.holds  q.holds = false }
    action crash(q: Process) unfair { requires q.waits  q.waits = false }
    invariant one "One" { every q in Process { q.holds implies no r in Process where r != q and r.holds } }
    invariant served "Served" { every q in Process { q.waits leads to q.holds } }
    invariant gets "Gets" { every q in Process { q.waits leads to not q.waits } }
    invariant leaves "Leaves" { every q in Process { q.holds leads to not q.holds } }
    invariant rests "Rests" { eventually always { p[1].holds } }
    invariant busy "Busy" { eventually always { not p[1].holds or p[1].holds } }
    """,
  ]

  @Test(arguments: worlds)
  func agree(_ text: String) throws {
    let loader = SpecLoader(vocabularies: .supported) { (_) throws(SourceReadError) -> [UInt8] in
      throw SourceReadError("no such file")
    }
    let loaded = loader.load(path: "w.proviso", text: text)
    let spec = try #require(loaded.spec, "\(loaded.diagnostics)")
    let problem = try WorldProblem(spec, model: try #require(spec.world))
    let asked = problem.questions.map(\.asked)
    let limits = ExplorationLimits(depth: 8, seconds: 3_600)
    let whole = ExplicitSearch.run(problem.system, for: asked, limits: limits)
    #expect(whole.isExhaustive)
    let solved = SymbolicSearch(
      context: try Z3Context(), limits: limits
    )
    .run(problem.system, for: asked)
    var decided = 0
    for (number, question) in problem.questions.enumerated() where !question.isProbe {
      let name = spec.properties[question.property].name
      switch (whole.answers[number].verdict, solved.answers[number].verdict) {
      case (.holds, .holds), (.fails, .fails): decided += 1
      case (_, .undecided): break
      default:
        Issue.record(
          "\(name): \(whole.answers[number].verdict), but \(solved.answers[number].verdict)")
      }
      for run in solved.answers[number].runs {
        if case .undecided(let reason) = WorldReplay(problem).violation(run, for: question) {
          Issue.record("\(name): \(reason)")
        }
      }
    }
    #expect(decided > problem.questions.count / 3)
  }
}
