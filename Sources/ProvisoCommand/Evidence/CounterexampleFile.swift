import Essentials
import ProvisoInput
import ProvisoKernel
import ProvisoResult

/// A run that breaks a property, or reaches a goal, in a file: `proviso.counterexample/1`.
struct CounterexampleFile: Codable {
  static let version = "proviso.counterexample/1"
  /// The largest file that is read, in bytes.
  private static let largest = 64 << 20

  let schema: String
  let tool: CheckedFiles.Tool
  let input: CheckedFiles.Input
  let files: [CheckedFiles.File]
  /// The specs as the command line named them.
  let specs: [String]
  /// The run in words, for people. Nothing reads it.
  let text: [String]
  private let property: String
  private let values: [EncodedValue]
  private let order: Order?
  private let world: World?
  private let unknowns: [String: EncodedValue]

  private struct Order: Codable {
    let flags: [Bool]
    let steps: [Step]
    let events: [Event]
  }

  private struct Step: Codable {
    let step: Int
    let outcome: String
    let parts: [Int]
  }

  fileprivate struct Event: Codable {
    let event: String
    let step: Int
    let part: Int?
  }

  private struct World: Codable {
    let start: [EncodedValue]
    let moves: [Move]
    let loop: Int?
  }

  private struct Move: Codable {
    let transition: Int
    let inputs: [String: EncodedValue]
  }

  /// Describes a run.
  init(_ run: RecordedRun, of violation: Violation, in files: CheckedFiles) {
    schema = Self.version
    tool = files.tool
    input = files.input
    self.files = files.files
    specs = files.specs
    text = Self.text(of: violation)
    property = run.property
    values = run.values.map(EncodedValue.init)
    unknowns = run.unknowns.mapValues(EncodedValue.init)
    switch run.steps {
    case .order(let run, let events):
      let flags = run.world.flags.sorted { $0.key < $1.key }.map(\.value)
      order = Order(
        flags: flags,
        steps: run.entries.map {
          Step(step: $0.step, outcome: $0.outcome.rawValue, parts: $0.parts.sorted())
        }, events: events.map(Event.init))
      world = nil
    case .world(let run):
      order = nil
      world = World(
        start: run.start.map(EncodedValue.init),
        moves: run.moves.map { move in
          var inputs: [String: EncodedValue] = [:]
          for (input, value) in move.inputs { inputs["\(input)"] = EncodedValue(value) }
          return Move(transition: move.transition, inputs: inputs)
        }, loop: run.loop)
    }
  }

  private static func text(of violation: Violation) -> [String] {
    violation.bindings.map { "\($0.name) = \($0.object)" }
      + violation.trace.enumerated().map { index, step in
        let words = [step.action, step.step].filter { !$0.isEmpty }.joined(separator: " ")
        return "\(index + 1). \(words)"
          + (step.outcome == .done ? "" : " (\(step.outcome.rawValue))")
      } + violation.unknowns.map(\.clause)
  }

  /// Reads a file.
  ///
  /// - Throws: `InputError` if it cannot be read or is no counterexample.
  init(contentsOf path: String) throws(InputError) {
    self = try EvidenceFile.read(path, limit: Self.largest, as: "a counterexample")
    guard schema == Self.version else {
      throw InputError("\(path): this is not a counterexample of this version (`\(Self.version)`)")
    }
  }

  /// The run.
  ///
  /// - Throws: `InputError` if the file has no run, or one of no known form.
  func run(named path: String) throws(InputError) -> RecordedRun {
    var values: [String: Value] = [:]
    for (name, value) in unknowns { values[name] = value.value }
    guard let steps = Self.steps(order, world), !values.values.contains(where: \.hasObject) else {
      throw InputError("\(path): this is not a run: a step or a value has an unknown form")
    }
    return RecordedRun(
      property: property, values: self.values.map(\.value), steps: steps, unknowns: values)
  }

  private static func steps(_ order: Order?, _ world: World?) -> RecordedRun.Steps? {
    switch (order, world) {
    case (let order?, nil):
      var entries: [RunEntry] = []
      for step in order.steps {
        guard let outcome = RunEntry.Outcome(rawValue: step.outcome) else { return nil }
        entries.append(RunEntry(step: step.step, outcome: outcome, parts: Set(step.parts)))
      }
      let events = order.events.compactMap(\.kernel)
      guard events.count == order.events.count else { return nil }
      var flags: [Int: Bool] = [:]
      for (flag, value) in order.flags.enumerated() { flags[flag] = value }
      return .order(Run(entries: entries, world: FlagValues(flags: flags)), events: events)
    case (nil, let world?):
      var moves: [TransitionRun.Move] = []
      for move in world.moves {
        var inputs: [Int: Value] = [:]
        for (name, value) in move.inputs {
          guard let input = Int(name) else { return nil }
          inputs[input] = value.value
        }
        moves.append(TransitionRun.Move(move.transition, inputs: inputs))
      }
      return .world(
        TransitionRun(start: world.start.map(\.value), moves: moves, loop: world.loop))
    default: return nil
    }
  }
}

extension CounterexampleFile.Event {
  fileprivate init(_ event: Interpreter.Event) {
    switch event {
    case .begin(let step): self.init(event: "begin", step: step, part: nil)
    case .happen(let part): self.init(event: "happen", step: part.step, part: part.part)
    case .finish(let step): self.init(event: "finish", step: step, part: nil)
    case .fail(let step): self.init(event: "fail", step: step, part: nil)
    case .refuse(let step): self.init(event: "refuse", step: step, part: nil)
    }
  }

  /// The event; `nil` if it has no known form.
  fileprivate var kernel: Interpreter.Event? {
    switch event {
    case "begin": .begin(step)
    case "happen": part.map { .happen(PartID(step: step, part: $0)) }
    case "finish": .finish(step)
    case "fail": .fail(step)
    case "refuse": .refuse(step)
    default: nil
    }
  }
}

extension Value {
  /// Whether there is an object in the value. An unknown value has none.
  fileprivate var hasObject: Bool {
    switch self {
    case .object: true
    case .list(let elements): elements.contains(where: \.hasObject)
    case .map(let members): members.values.contains(where: \.hasObject)
    case .null, .bool, .number, .string: false
    }
  }
}
