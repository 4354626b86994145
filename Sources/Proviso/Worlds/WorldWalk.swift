import ProvisoKernel
import ProvisoLanguage
import ProvisoReport
import ProvisoWorlds

/// A walk through a world by hand: lines of text in, lines of text out. Who drives it brings the terminal.
public struct WorldWalk {
  private var walker: WorldWalker
  private var random: SplitMix
  private let title: String
  /// The steps that can happen, as they were listed last.
  private var options: [Option] = []
  /// What is being asked, the first thing first.
  private var asking: Asking?
  /// The invariants that were false a moment ago.
  private var broken: Set<Int> = []
  /// Whether the walk is over.
  public private(set) var isOver = false
  /// Whether an invariant was false at some moment of the walk.
  public private(set) var hasViolation = false

  /// A way in which a step can happen, or could with some input.
  private struct Option {
    let transition: Int
    let name: String
    let inputs: [Int]
  }

  /// Values that a person is asked for.
  private struct Asking {
    enum Purpose {
      case start
      case step(Int)
    }
    let purpose: Purpose
    var wanted: [(place: Int, name: String, sort: Sort)]
    var given: [Int: Value] = [:]
  }

  static let help = """
    a number, or the beginning of a step's name: take the step
    r  a step at random        b  one step back       s  the whole state
    i  how the properties stand    l  the steps again     q  end
    """

  /// Reads a world.
  ///
  /// - Parameter seed: what steps at random depend on.
  /// - Throws: `InputError` where the file cannot be read or is wrong.
  public init(worldAt path: String, seed: UInt64 = 1) throws(InputError) {
    let loaded = try SpecReader(conventions: nil).load([path], mayBeEmpty: true)
    guard let file = loaded.specs.first else {
      throw InputError("\(path): there is no world in it")
    }
    walker = try WorldWalker(file)
    random = SplitMix(seed: seed)
    title = "world \(walker.problem.model.name) (? for help)"
  }

  /// Begins.
  ///
  /// - Returns: what to print first.
  /// - Throws: `InputError` where there is no first state.
  public mutating func begin() throws(InputError) -> String {
    let free = walker.telling.freePlaces
    if free.isEmpty {
      guard walker.start([:]) else {
        throw InputError(
          "\(walker.problem.spec.path): no first state meets what is assumed")
      }
      return title + "\n" + arrive()
    }
    let variables = walker.system.variables
    asking = Asking(
      purpose: .start, wanted: free.map { ($0, variables[$0].name, variables[$0].sort) })
    return title + "\nwhat is open at the start (r: the rest at random)\n"
  }

  /// What to print before a line is read.
  public var prompt: String {
    guard let wanted = asking?.wanted.first else { return "> " }
    return "\(wanted.name) (\(kind(wanted.sort)))? "
  }

  /// Does what a line says.
  ///
  /// - Returns: what to print.
  public mutating func handle(_ line: String) -> String {
    // Texts of the world, or of the line itself, must not steer the terminal.
    respond(to: line).split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).printable }.joined(separator: "\n")
  }

  private mutating func respond(to line: String) -> String {
    let words = line.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if words == "q" {
      isOver = true
      return ""
    }
    if words == "?" { return Self.help + "\n" }
    if asking != nil { return answer(words) }
    switch words {
    case "": return ""
    case "s": return state()
    case "i": return standings()
    case "l": return list()
    case "b":
      let before = walker.state
      guard walker.back() else { return "this is the start\n" }
      return changed(from: before) + arrive()
    case "r":
      let before = walker.state
      switch walker.stride(&random) {
      case .taken: return changed(from: before) + arrive()
      case .ended(let isCertain):
        return isCertain ? "nothing can happen\n" : "no step was found that can happen\n"
      case .doubleWrite(let name): return "this step gives `\(name)` two values at once\n"
      }
    default: return choose(words)
    }
  }

  // MARK: Questions

  private func kind(_ sort: Sort) -> String {
    switch sort {
    case .bool: "true or false"
    case .integer: "a whole number"
    case .decimal: "a number"
    case .string: "a text"
    case .finite(let values):
      values.prefix(12).map { WorldLayout.name(of: $0, walker.problem.model) }
        .joined(separator: ", ") + (values.count > 12 ? ", …" : "")
    case .any: "cannot be given here: null"
    }
  }

  private func value(_ text: String, _ sort: Sort) -> Value? {
    switch sort {
    case .bool: text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
    case .integer: Number(literal: text).flatMap { $0.isInteger ? .number($0) : nil }
    case .decimal: Number(literal: text).map(Value.number)
    case .string:
      .string(
        Text(
          text.count > 1 && text.hasPrefix("\"") && text.hasSuffix("\"")
            ? String(text.dropFirst().dropLast()) : text))
    case .finite(let values):
      values.first { WorldLayout.name(of: $0, walker.problem.model) == text }
    case .any: text == "null" ? .null : nil
    }
  }

  private mutating func answer(_ text: String) -> String {
    guard var asked = asking, let wanted = asked.wanted.first else { return "" }
    if text == "r" {
      for each in asked.wanted { asked.given[each.place] = walker.value(of: each.sort, &random) }
      asked.wanted = []
    } else {
      let negative = text.hasPrefix("-") ? value(String(text.dropFirst()), wanted.sort) : nil
      var given = value(text, wanted.sort)
      if given == nil, case .number(let number) = negative { given = .number(-number) }
      guard let given else { return "expected \(kind(wanted.sort))\n" }
      asked.given[wanted.place] = given
      asked.wanted.removeFirst()
    }
    guard asked.wanted.isEmpty else {
      asking = asked
      return ""
    }
    switch asked.purpose {
    case .start:
      guard walker.start(asked.given) else {
        let variables = walker.system.variables
        asking = Asking(
          purpose: .start,
          wanted: walker.telling.freePlaces.map { ($0, variables[$0].name, variables[$0].sort) })
        return "the world's assumptions rule that start out; once more\n"
      }
      asking = nil
      return state() + arrive()
    case .step(let transition):
      asking = nil
      return take(transition, asked.given)
    }
  }

  // MARK: Steps

  private mutating func choose(_ text: String) -> String {
    let matching: [Option]
    if let number = Int(text) {
      matching = options.indices.contains(number - 1) ? [options[number - 1]] : []
    } else {
      let exact = options.filter { $0.name == text }
      matching = exact.isEmpty ? options.filter { $0.name.hasPrefix(text) } : exact
    }
    guard let option = matching.first else { return "there is no such step (l lists them)\n" }
    guard matching.count == 1 else {
      return "several steps begin so: " + matching.map(\.name).joined(separator: "; ") + "\n"
    }
    if option.inputs.isEmpty { return take(option.transition, [:]) }
    let system = walker.system
    asking = Asking(
      purpose: .step(option.transition),
      wanted: option.inputs.map {
        ($0, system.terms.unknowns[$0].name, system.inputs[$0] ?? .any)
      })
    return ""
  }

  private mutating func take(_ transition: Int, _ inputs: [Int: Value]) -> String {
    let before = walker.state
    switch walker.take(transition, inputs) {
    case .done: return changed(from: before) + arrive()
    case .impossible: return "that cannot happen now\n"
    case .open(let reason): return "what comes of it has no value: \(reason)\n"
    case .doubleWrite(let name):
      return "an error of the world: this step gives `\(name)` two values at once\n"
    }
  }

  /// Looks around: what became false or true, and what can happen next.
  private mutating func arrive() -> String {
    options = []
    let system = walker.system
    for ways in walker.transitions {
      for place in ways {
        let transition = system.transitions[place]
        if transition.inputs.isEmpty {
          guard case .done = walker.outcome(place, [:]) else { continue }
        }
        let step = system.steps[transition.step]
        let label = walker.telling.label(transition, step, .init(place))
        let name =
          (step.agent.isEmpty ? label : "\(step.agent) \(label)")
          + (transition.isFailure ? " and fails" : "")
        options.append(Option(transition: place, name: name, inputs: transition.inputs))
      }
    }
    var text = ""
    let hasEnded = options.isEmpty
    var now: Set<Int> = []
    for (place, property) in walker.problem.spec.properties.enumerated() {
      guard case .shown(let violation) = walker.standing(place, hasEnded: hasEnded) else {
        continue
      }
      now.insert(place)
      guard !broken.contains(place) else { continue }
      let objects = violation.bindings.map { "\($0.name) = \($0.object)" }.joined(separator: ", ")
      let about = objects.isEmpty ? "" : " (\(objects))"
      if property.kind == .possible {
        text += "reached: \(property.title)\n"
      } else {
        hasViolation = true
        text += "VIOLATED: \(property.title)\(about)\n"
      }
    }
    broken = now
    return text + list()
  }

  private func list() -> String {
    guard !options.isEmpty else { return "nothing can happen\n" }
    let digits = String(options.count).count
    return options.enumerated().map { place, option in
      let number = String(place + 1)
      return String(repeating: " ", count: 2 + digits - number.count)
        + "\(number). \(option.name)\n"
    }.joined()
  }

  // MARK: The state

  private func changed(from before: [Value]) -> String {
    let changes = walker.telling.changes(before, walker.state)
    guard !changes.isEmpty else { return "nothing changes\n" }
    return changes.map { "  \($0.what): \($0.from) -> \($0.to)\n" }.joined()
  }

  private func state() -> String {
    let layout = walker.problem.builder.universe.layout
    return layout.variables.enumerated().compactMap { place, variable in
      // Of a relation only what holds is of interest.
      if case .tuple = layout.contents[place], walker.state[place] != .bool(true) { return nil }
      return
        "  \(variable.name) = \(WorldLayout.json(walker.state[place], walker.problem.model))\n"
    }.joined()
  }

  private func standings() -> String {
    walker.problem.spec.properties.enumerated().map { place, property in
      let word =
        switch walker.standing(place, hasEnded: options.isEmpty) {
        case .holds: "holds now"
        case .shown: property.kind == .possible ? "is reached" : "is VIOLATED"
        case .open(let reason): "is open: \(reason)"
        case .silent:
          property.kind == .possible ? "is not reached" : "says nothing of this moment"
        }
      return "  \(property.name) \(word)\n"
    }.joined()
  }
}
