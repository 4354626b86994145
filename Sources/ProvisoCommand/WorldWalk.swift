import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoReport
import ProvisoWorlds

/// An interactive run of a world. It reads commands and returns texts, and the caller has the terminal.
struct WorldWalk {
  private var walker: WorldWalker
  private var random: SplitMix
  private let title: String
  /// The steps of the last list.
  private var options: [Option] = []
  /// The values that the next answers give; `nil` if the next line is a command.
  private var question: Question?
  /// The properties that were violated or reached in the state before.
  private var shown: Set<Int> = []
  /// Whether the walk is over.
  private(set) var isOver = false
  /// Whether an invariant was violated in any state of the walk.
  private(set) var hasViolation = false

  /// A transition that can happen, or that can happen for some inputs.
  private struct Option {
    let transition: Int
    let name: String
    let inputs: [Int]
  }

  /// Values that the user must choose.
  private struct Question {
    enum Purpose {
      case start
      case step(Int)
    }
    let purpose: Purpose
    var missing: [(index: Int, name: String, sort: Sort)]
    var given: [Int: Value] = [:]
  }

  static let help = """
    a number, or the beginning of a step's name: take the step
    r  take a random step      b  go back one step    s  show the state
    i  check the properties    l  list the steps      q  quit
    """

  /// Reads a world.
  ///
  /// - Parameter seed: The seed of random steps.
  /// - Throws: `InputError` if the file cannot be read or has mistakes.
  init(
    worldAt path: String, by verifier: Verifier = Verifier(), seed: UInt64 = 1
  ) throws(InputError) {
    walker = try WorldWalker(of: .path(path), by: verifier)
    random = SplitMix(seed: seed)
    title = "world \(walker.problem.model.name) (? for help)"
  }

  /// Begins in the initial state.
  ///
  /// - Returns: The first text to print.
  /// - Throws: `InputError` if there is no initial state.
  mutating func begin() throws(InputError) -> String {
    let free = walker.replay.freeIndices
    if free.isEmpty {
      guard walker.start([:]) else {
        throw InputError(
          "\(walker.problem.spec.path): no initial state meets the assumptions")
      }
      return title + "\n" + describeState()
    }
    let variables = walker.system.variables
    question = Question(
      purpose: .start, missing: free.map { ($0, variables[$0].name, variables[$0].sort) })
    return title + "\nchoose the initial state (r: random values for the rest)\n"
  }

  /// The text to print before the next line is read.
  var prompt: String {
    guard let next = question?.missing.first else { return "> " }
    return "\(next.name) (\(kind(next.sort)))? "
  }

  /// Executes a line: a command or an answer.
  ///
  /// - Returns: The text to print.
  mutating func handle(_ line: String) -> String {
    // Texts of the world, or of the line itself, must not control the terminal.
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
    if question != nil { return answer(words) }
    switch words {
    case "": return ""
    case "s": return state()
    case "i": return verdicts()
    case "l": return list()
    case "b":
      let before = walker.state
      guard walker.back() else { return "this is the initial state\n" }
      return changed(from: before) + describeState()
    case "r":
      let before = walker.state
      switch walker.stride(&random) {
      case .taken: return changed(from: before) + describeState()
      case .ended(let isCertain):
        return isCertain ? "nothing can happen\n" : "no step that can happen was found\n"
      case .doubleWrite(let name): return Self.doubleWrite(name)
      }
    default: return choose(words)
    }
  }

  private static func doubleWrite(_ name: String) -> String {
    "error in the world: this step assigns two values to `\(name)`\n"
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
    case .any: "only null can be chosen here"
    }
  }

  private func value(of text: String, as sort: Sort) -> Value? {
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
    guard var asked = question, let next = asked.missing.first else { return "" }
    if text == "r" {
      for each in asked.missing { asked.given[each.index] = walker.value(of: each.sort, &random) }
      asked.missing = []
    } else {
      let negative = text.hasPrefix("-") ? value(of: String(text.dropFirst()), as: next.sort) : nil
      var given = value(of: text, as: next.sort)
      if given == nil, case .number(let number) = negative { given = .number(-number) }
      guard let given else { return "expected \(kind(next.sort))\n" }
      asked.given[next.index] = given
      asked.missing.removeFirst()
    }
    guard asked.missing.isEmpty else {
      question = asked
      return ""
    }
    switch asked.purpose {
    case .start:
      guard walker.start(asked.given) else {
        let variables = walker.system.variables
        question = Question(
          purpose: .start,
          missing: walker.replay.freeIndices.map { ($0, variables[$0].name, variables[$0].sort) })
        return "the world's assumptions exclude this initial state; choose another one\n"
      }
      question = nil
      return state() + describeState()
    case .step(let transition):
      question = nil
      return take(transition, inputs: asked.given)
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
      return "several steps begin with this: " + matching.map(\.name).joined(separator: "; ") + "\n"
    }
    if option.inputs.isEmpty { return take(option.transition, inputs: [:]) }
    let system = walker.system
    question = Question(
      purpose: .step(option.transition),
      missing: option.inputs.map {
        ($0, system.terms.unknowns[$0].name, system.inputs[$0] ?? .any)
      })
    return ""
  }

  private mutating func take(_ transition: Int, inputs: [Int: Value]) -> String {
    let before = walker.state
    switch walker.take(transition, inputs: inputs) {
    case .done: return changed(from: before) + describeState()
    case .impossible: return "this step cannot happen now\n"
    case .open(let reason): return "the effect of this step cannot be evaluated: \(reason)\n"
    case .doubleWrite(let name): return Self.doubleWrite(name)
    }
  }

  /// Describes the properties that became violated or reached, and lists the next steps.
  private mutating func describeState() -> String {
    options = []
    let system = walker.system
    for indices in walker.transitions {
      for index in indices {
        let transition = system.transitions[index]
        if transition.inputs.isEmpty {
          guard case .done = walker.outcome(of: index, inputs: [:]) else { continue }
        }
        let step = system.steps[transition.step]
        let label = walker.replay.label(of: transition, step: step, move: .init(index))
        let name =
          (step.agent.isEmpty ? label : "\(step.agent) \(label)")
          + (transition.isFailure ? " and fails" : "")
        options.append(Option(transition: index, name: name, inputs: transition.inputs))
      }
    }
    var text = ""
    let hasEnded = options.isEmpty
    var now: Set<Int> = []
    for (index, property) in walker.problem.spec.properties.enumerated() {
      guard case .shown(let violation) = walker.standing(index, hasEnded: hasEnded) else {
        continue
      }
      now.insert(index)
      guard !shown.contains(index) else { continue }
      let objects = violation.bindings.map { "\($0.name) = \($0.object)" }.joined(separator: ", ")
      let about = objects.isEmpty ? "" : " (\(objects))"
      if property.kind == .possible {
        text += "reached: \(property.title)\n"
      } else {
        hasViolation = true
        text += "VIOLATED: \(property.title)\(about)\n"
      }
    }
    shown = now
    return text + list()
  }

  private func list() -> String {
    guard !options.isEmpty else { return "nothing can happen\n" }
    let digits = String(options.count).count
    return options.enumerated().map { index, option in
      let number = String(index + 1)
      return String(repeating: " ", count: 2 + digits - number.count)
        + "\(number). \(option.name)\n"
    }.joined()
  }

  // MARK: The state

  private func changed(from before: [Value]) -> String {
    let changes = walker.replay.changes(from: before, to: walker.state)
    guard !changes.isEmpty else { return "nothing changes\n" }
    return changes.map { "  \($0.what): \($0.from) -> \($0.to)\n" }.joined()
  }

  private func state() -> String {
    let layout = walker.problem.builder.universe.layout
    return layout.variables.enumerated().compactMap { index, variable in
      // Only the pairs of a relation that are true are shown.
      if case .tuple = layout.contents[index], walker.state[index] != .bool(true) { return nil }
      return
        "  \(variable.name) = \(WorldLayout.json(walker.state[index], in: walker.problem.model))\n"
    }.joined()
  }

  private func verdicts() -> String {
    walker.problem.spec.properties.enumerated().map { index, property in
      let word =
        switch walker.standing(index, hasEnded: options.isEmpty) {
        case .holds: "holds now"
        case .shown: property.kind == .possible ? "is reached" : "is VIOLATED"
        case .open(let reason): "is undetermined: \(reason)"
        case .silent:
          property.kind == .possible ? "is not reached" : "does not apply to this state"
        }
      return "  \(property.name) \(word)\n"
    }.joined()
  }
}
