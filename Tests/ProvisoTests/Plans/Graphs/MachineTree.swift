/// A state machine in the tests' own form. It is small enough that the tests can take every run.
struct MachineTree {
  struct Retrier: Hashable {
    let error: String
    let most: Int
  }

  struct Catcher: Hashable {
    let error: String
    let next: String
  }

  enum Kind {
    /// A call. `ask` stores its answer at `$.x` or `$.y`.
    case task(String, keeps: String?)
    case choice(String, next: String, otherwise: String?)
    case parallel([Machine])
    case map(Machine, isOneByOne: Bool)
    case pass, succeed, fail
  }

  struct State {
    let name: String
    let kind: Kind
    let next: String?
    let retriers: [Retrier]
    let catchers: [Catcher]
  }

  struct Machine {
    let start: String
    let states: [State]
  }

  static let all = "States.ALL"

  let machine: Machine

  /// The states of this machine and of all machines inside it, by name.
  var states: [String: State] {
    var out: [String: State] = [:]
    func collect(_ machine: Machine) {
      for state in machine.states {
        out[state.name] = state
        switch state.kind {
        case .parallel(let branches): branches.forEach(collect)
        case .map(let inner, _): collect(inner)
        default: break
        }
      }
    }
    collect(machine)
    return out
  }

  // MARK: - Text

  var json: String { Self.json(machine) }

  private static func json(_ machine: Machine) -> String {
    let states = machine.states.map { "\"\($0.name)\": \(json($0))" }
    return "{\"StartAt\": \"\(machine.start)\", \"States\": {\(states.joined(separator: ",\n"))}}"
  }

  private static func json(_ state: State) -> String {
    var fields: [String] = []
    var hasNext = true
    switch state.kind {
    case .task(let tool, let keeps):
      fields = [
        "\"Type\": \"Task\"", "\"Resource\": \"arn:aws:lambda:x:1:function:\(tool)\"",
        "\"ResultPath\": \(keeps.map { "\"$.\($0)\"" } ?? "null")",
      ]
    case .choice(let variable, let next, let otherwise):
      fields = [
        "\"Type\": \"Choice\"",
        "\"Choices\": [{\"Variable\": \"$.\(variable).yes\", \"BooleanEquals\": true, \"Next\": \"\(next)\"}]",
      ]
      if let otherwise { fields.append("\"Default\": \"\(otherwise)\"") }
      hasNext = false
    case .parallel(let branches):
      fields = [
        "\"Type\": \"Parallel\"", "\"ResultPath\": null",
        "\"Branches\": [\(branches.map(json).joined(separator: ", "))]",
      ]
    case .map(let inner, let isOneByOne):
      fields = [
        "\"Type\": \"Map\"", "\"ResultPath\": null", "\"ItemProcessor\": \(json(inner))",
        "\"MaxConcurrency\": \(isOneByOne ? 1 : 0)",
      ]
    case .pass: fields = ["\"Type\": \"Pass\""]
    case .succeed:
      fields = ["\"Type\": \"Succeed\""]
      hasNext = false
    case .fail:
      fields = ["\"Type\": \"Fail\""]
      hasNext = false
    }
    if hasNext { fields.append(state.next.map { "\"Next\": \"\($0)\"" } ?? "\"End\": true") }
    if !state.retriers.isEmpty {
      let retriers = state.retriers.map {
        "{\"ErrorEquals\": [\"\($0.error)\"], \"MaxAttempts\": \($0.most)}"
      }
      fields.append("\"Retry\": [\(retriers.joined(separator: ", "))]")
    }
    if !state.catchers.isEmpty {
      let catchers = state.catchers.map {
        "{\"ErrorEquals\": [\"\($0.error)\"], \"ResultPath\": \"$.error\", \"Next\": \"\($0.next)\"}"
      }
      fields.append("\"Catch\": [\(catchers.joined(separator: ", "))]")
    }
    return "{\(fields.joined(separator: ", "))}"
  }
}

/// Generates random state machines.
struct MachineGenerator {
  private var random: SeededNumbers
  private var count = 0
  private var tasks = 0

  init(seed: UInt64) { random = SeededNumbers(seed: seed) }

  mutating func tree() -> MachineTree {
    MachineTree(machine: machine(depth: 0))
  }

  private mutating func machine(depth: Int) -> MachineTree.Machine {
    let length = random.number(depth == 0 ? 3...5 : 1...2)
    let names = (0..<length).map { _ -> String in
      count += 1
      return "S\(count)"
    }
    let states = names.indices.map { state(names, $0, depth: depth) }
    return Self.reachable(MachineTree.Machine(start: names[0], states: states))
  }

  private mutating func state(
    _ names: [String], _ index: Int, depth: Int
  ) -> MachineTree.State {
    func later(_ generator: inout Self) -> String? {
      if generator.random.chance(of: 0.08) { return generator.random.element(of: names) }
      let rest = names.dropFirst(index + 1)
      return rest.isEmpty || generator.random.chance(of: 0.1)
        ? nil
        : generator.random.chance(of: 0.75) ? rest.first : generator.random.element(of: Array(rest))
    }
    let kind: MachineTree.Kind
    switch random.number(0...13) {
    case 0...3: kind = task()
    case 4, 5: kind = .task("ask", keeps: random.element(of: ["x", "y"]))
    case 6, 7, 8:
      if let next = later(&self) {
        kind = .choice(random.element(of: ["x", "y"]), next: next, otherwise: later(&self))
      } else {
        kind = .pass
      }
    case 9, 10:
      kind =
        depth < 2
        ? .parallel((0..<2).map { _ in machine(depth: depth + 1) }) : task()
    case 11:
      kind =
        depth < 1
        ? .map(machine(depth: depth + 1), isOneByOne: random.chance(of: 0.6)) : task()
    case 12: kind = random.chance(of: 0.5) ? .succeed : .fail
    default: kind = .pass
    }
    var retriers: [MachineTree.Retrier] = []
    var catchers: [MachineTree.Catcher] = []
    switch kind {
    case .task, .parallel, .map:
      if random.chance(of: 0.25) {
        let error = random.chance(of: 0.5) ? MachineTree.all : "R"
        retriers = [.init(error: error, most: random.number(0...2))]
      }
      for error in ["A", "B", MachineTree.all] where random.chance(of: 0.3) {
        if let next = later(&self) { catchers.append(.init(error: error, next: next)) }
      }
    default: break
    }
    return MachineTree.State(
      name: names[index], kind: kind, next: later(&self), retriers: retriers, catchers: catchers)
  }

  private mutating func task() -> MachineTree.Kind {
    .task(random.element(of: ["a", "b"]), keeps: nil)
  }

  /// Returns the machine without its unreachable states.
  private static func reachable(_ machine: MachineTree.Machine) -> MachineTree.Machine {
    var seen: Set<String> = [machine.start]
    var open = [machine.start]
    while let name = open.popLast() {
      guard let state = machine.states.first(where: { $0.name == name }) else { continue }
      var targets = state.catchers.map(\.next)
      switch state.kind {
      case .choice(_, let next, let otherwise): targets += [next] + (otherwise.map { [$0] } ?? [])
      case .succeed, .fail: break
      default: if let next = state.next { targets.append(next) }
      }
      for target in targets where seen.insert(target).inserted { open.append(target) }
    }
    return MachineTree.Machine(
      start: machine.start, states: machine.states.filter { seen.contains($0.name) })
  }
}
