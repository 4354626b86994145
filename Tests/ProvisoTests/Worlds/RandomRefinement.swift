import TestSupport

/// A random pair of small worlds, as source texts and as tables of numbers that the test executes itself.
struct RandomRefinement {
  /// `(c1 * x1 + … + constant) % modulus`, over variables and, last, the parameter of an action.
  struct Linear {
    var weights: [Int]
    var constant: Int
    var modulus: Int

    func value(_ state: [Int], _ parameter: Int) -> Int {
      let sum = zip(weights, state + [parameter]).reduce(constant) { $0 + $1.0 * $1.1 }
      return sum % modulus
    }

    func text(_ names: [String]) -> String {
      let parts = zip(weights, names + ["k"]).filter { $0.0 != 0 }.map { "\($0.0) * \($0.1)" }
      return "(\((parts + ["\(constant)"]).joined(separator: " + "))) % \(modulus)"
    }
  }

  struct Action {
    var condition: (Linear, below: Int)
    var updates: [Int: Linear]
    var hasParameter: Bool
    var mayFail: Bool
  }

  /// Variables with the values `0..<size`. The last two are fields of the objects `o1` and `o2`.
  struct Machine {
    var names: [String]
    var sizes: [Int]
    /// The initial value; `nil` for any.
    var initial: [Int?]
    var actions: [Action]

    static let parameters = 0..<2

    func starts() -> [[Int]] {
      zip(sizes, initial).reduce([[]]) { states, variable in
        states.flatMap { state in
          (variable.1.map { [$0] } ?? Array(0..<variable.0)).map { state + [$0] }
        }
      }
    }

    /// The states after the steps by an action, without those that leave a range.
    func steps(_ action: Action, from state: [Int]) -> [[Int]] {
      (action.hasParameter ? Array(Self.parameters) : [0]).compactMap { parameter in
        guard action.condition.0.value(state, parameter) < action.condition.below else {
          return nil
        }
        var next = state
        for (variable, value) in action.updates { next[variable] = value.value(state, parameter) }
        return next
      }
    }

    var text: String {
      var out = ""
      for index in names.indices.dropLast(2) {
        out += "var \(names[index]): 0..\(sizes[index] - 1)"
        out += initial[index].map { " = \($0)\n" } ?? "\n"
      }
      let field = names[names.count - 1].dropFirst(3)
      out += "entity O { var \(field): 0..\(sizes[names.count - 1] - 1) = 0 }\n"
      out += "object o1: O\nobject o2: O\n"
      for (number, action) in actions.enumerated() {
        out += "action act\(number)(\(action.hasParameter ? "k: 0..1" : ""))"
        out += "\(action.mayFail ? " may fail" : "") {\n"
        out += "  requires \(action.condition.0.text(names)) < \(action.condition.below)\n"
        for (variable, value) in action.updates.sorted(by: { $0.key < $1.key }) {
          out += "  \(names[variable]) = \(value.text(names))\n"
        }
        out += "}\n"
      }
      return out
    }
  }

  private var random: SeededGenerator
  private(set) var other = Machine(names: [], sizes: [], initial: [], actions: [])
  private(set) var own = Machine(names: [], sizes: [], initial: [], actions: [])
  /// The variables of the other world over those of this one; that of the objects is given once.
  private(set) var mapping: [Linear] = []
  /// Whether the variables of the other world that have the same name here are left out.
  private(set) var leavesOut = false

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed ^ 0x7EF1_AE00)
    other = machine(["x", "y", "o1.g", "o2.g"], actions: 2...3)
    if random.chance(65) { refine() } else { unrelated() }
  }

  private mutating func linear(_ count: Int, below size: Int) -> Linear {
    var weights = (0..<count).map { _ in random.chance(45) ? 1 : 0 }
    weights.append(random.chance(40) ? 1 : 0)
    return Linear(
      weights: weights, constant: Int.random(in: 0..<size, using: &random), modulus: size)
  }

  private mutating func action(_ sizes: [Int]) -> Action {
    let hasParameter = random.chance(35)
    func plain(_ value: Linear) -> Linear {
      var value = value
      if !hasParameter { value.weights[sizes.count] = 0 }
      return value
    }
    var updates: [Int: Linear] = [:]
    for (index, size) in sizes.enumerated() where random.chance(40) {
      updates[index] = plain(linear(sizes.count, below: size))
    }
    let modulus = Int.random(in: 2...3, using: &random)
    return Action(
      condition: (
        plain(linear(sizes.count, below: modulus)), Int.random(in: 1...modulus, using: &random)
      ),
      updates: updates, hasParameter: hasParameter, mayFail: random.chance(15))
  }

  private mutating func machine(_ names: [String], actions: ClosedRange<Int>) -> Machine {
    let field = Int.random(in: 2...3, using: &random)
    let sizes =
      names.dropLast(2).map { _ in Int.random(in: 2...3, using: &random) } + [field, field]
    let initial = names.indices.map { index -> Int? in
      index < names.count - 2
        ? (random.chance(25) ? nil : Int.random(in: 0..<2, using: &random)) : 0
    }
    return Machine(
      names: names, sizes: sizes, initial: initial,
      actions: (0..<Int.random(in: actions, using: &random)).map { _ in action(sizes) })
  }

  /// Two worlds that have nothing to do with each other.
  private mutating func unrelated() {
    own = machine(["a", "b", "o1.f", "o2.f"], actions: 1...3)
    let count = own.names.count
    for size in other.sizes.dropLast(2) {
      var value = linear(count, below: size)
      value.weights[count] = 0
      if random.chance(15) { value.modulus = size + 1 }
      mapping.append(value)
    }
    // The fields depend on the object's own field and on `a`.
    let (weight, more, constant) = (random.chance(70) ? 1 : 0, random.chance(30) ? 1 : 0, 0)
    for index in 2..<4 {
      var value = Linear(
        weights: Array(repeating: 0, count: count + 1), constant: constant,
        modulus: other.sizes[index])
      value.weights[0] = more
      value.weights[index] = weight
      mapping.append(value)
    }
  }

  /// A world with the variables of the other and one more, whose actions do nearly the same.
  private mutating func refine() {
    leavesOut = random.chance(50)
    let size = Int.random(in: 2...3, using: &random)
    own = other
    own.names = ["x", "y", "z", "o1.g", "o2.g"]
    own.sizes.insert(size, at: 2)
    own.initial.insert(0, at: 2)
    func widened(_ value: Linear) -> Linear {
      var value = value
      value.weights.insert(0, at: 2)
      return value
    }
    own.actions = other.actions.map { action in
      var out = action
      out.condition.0 = widened(action.condition.0)
      out.updates = [:]
      for (index, value) in action.updates {
        out.updates[index < 2 ? index : index + 1] = widened(value)
      }
      return out
    }
    for index in own.actions.indices {
      if random.chance(60) { own.actions[index].updates[2] = linear(5, below: size) }
      if !own.actions[index].hasParameter { own.actions[index].updates[2]?.weights[5] = 0 }
      if random.chance(20) { own.actions[index].condition.below -= 1 }
      if random.chance(12), let broken = own.actions[index].updates.keys.min() {
        own.actions[index].updates[broken]?.constant += 1
      }
      if random.chance(8) { own.actions[index].condition.below += 1 }
    }
    var idle = action(own.sizes)
    idle.updates = idle.updates.filter { $0.key == 2 || random.chance(8) }
    own.actions.append(idle)
    for (index, initial) in own.initial.enumerated() where initial == nil && random.chance(50) {
      own.initial[index] = 0
    }
    if random.chance(10) { own.initial[0] = nil }
    for index in 0..<4 {
      var value = Linear(
        weights: Array(repeating: 0, count: 6), constant: 0, modulus: other.sizes[index])
      value.weights[index < 2 ? index : index + 1] = 1
      mapping.append(value)
    }
  }

  // MARK: Texts

  var otherText: String { "world other\n" + other.text }

  var ownText: String {
    var out = "world own\n" + own.text + "refines other \"t\" from \"other.proviso\" {\n"
    if !leavesOut {
      for index in 0..<2 { out += "  \(other.names[index]) = \(mapping[index].text(own.names))\n" }
      var names = own.names
      let place = names.count - 2
      names[place] = "o.\(names[place].dropFirst(3))"
      out += "  every o in O { o.g = \(mapping[2].text(names)) }\n"
    }
    return out + "}\n"
  }

  // MARK: Exhaustive enumeration

  /// Whether the initial states fit, the actions with a step that fits none, by their indices, and the
  /// number of states. `nil` where a step leaves a range, which is an error.
  func verdict() -> (start: Bool, broken: Set<Int>, states: Int, moves: Bool)? {
    func mapped(_ state: [Int]) -> [Int] { mapping.map { $0.value(state, 0) } }
    let otherStarts = Set(other.starts())
    var successors: [[Int]: Set<[Int]>] = [:]
    func next(_ state: [Int]) -> Set<[Int]> {
      if let known = successors[state] { return known }
      let found = Set(other.actions.flatMap { other.steps($0, from: state) })
      successors[state] = found
      return found
    }
    var seen = Set(own.starts())
    var queue = Array(seen)
    let start = seen.allSatisfy { otherStarts.contains(mapped($0)) }
    var broken: Set<Int> = []
    var moves = false
    while let state = queue.popLast() {
      for (number, action) in own.actions.enumerated() {
        for after in own.steps(action, from: state) {
          for (value, size) in zip(after, own.sizes) where value >= size { return nil }
          let (from, to) = (mapped(state), mapped(after))
          if from != to {
            moves = true
            if !next(from).contains(to) { broken.insert(number) }
          }
          if seen.insert(after).inserted { queue.append(after) }
        }
      }
    }
    return (start, broken, seen.count, moves)
  }
}
