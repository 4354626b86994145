import JSONOutput
import ProvisoKernel
import ProvisoResult

/// A run that breaks a property of a world, as a test for a harness: the calls of the run must not break
/// the property any more, and an agent must not propose the one that breaks it.
package struct RunTest: Sendable {
  /// The version of the file with tests.
  package static let version = "proviso.tests/1"

  /// A name that is the same in every export: that of the property, and a digest of the calls.
  package let name: String
  /// The test as JSON.
  package let json: JSONText

  /// Makes a test of a run.
  ///
  /// - Parameters:
  ///   - world: the path of the world.
  ///   - specs: the paths of further specs.
  /// - Returns: `nil` if the run is no finite list of calls.
  init?(
    _ run: Violation, of property: PropertyResult, inWorld world: String, specs: [String]
  ) {
    let trace = run.trace + [run.next].compactMap(\.self)
    let calls = trace.compactMap(\.call)
    guard run.loop == nil, !calls.isEmpty, calls.count == trace.count else { return nil }
    let steps = zip(trace, calls).map { step, call -> JSONText in
      .object([
        .init("agent", .string(step.action)), .init("tool", .string(call.tool)),
        .init("arguments", Self.arguments(of: call)),
        .init("outcome", .string(step.outcome.rawValue)), .init("text", .string(step.step)),
      ])
    }
    let parts =
      [property.name] + run.bindings.map { "\($0.name)=\($0.object)" }
      + trace.map { "\($0.action) \($0.step)" }
    let digest = Fingerprint(rule: parts.joined(separator: "\n"), objects: [], certainty: "").text
    self.init(
      json: .object([
        .init("name", .string("\(property.name)-\(digest.prefix(8))")),
        .init("property", .string(property.name)), .init("title", .string(property.title)),
        .init("severity", .string(property.severity.rawValue)),
        .init("message", run.message.map(JSONText.string) ?? .null),
        .init(
          "bindings",
          .object(run.bindings.map { .init($0.name, .string($0.object)) })),
        .init("world", .string(world)), .init("specs", .strings(specs)),
        .init("run", .list(steps)),
        .init("plan", Self.plan(of: trace, calls, inWorld: world, title: property.title)),
      ]))
  }

  /// Reads a test that was exported before.
  ///
  /// - Returns: `nil` if a member is missing or has another type.
  package init?(json: JSONText) {
    let texts = ["property", "title", "world"].map { json[$0]?.isText ?? false }
    guard let name = json["name"]?.word, !texts.contains(false), json["plan"]?["schema"] != nil,
      let specs = json["specs"]?.elements, specs.allSatisfy(\.isText),
      let steps = json["run"]?.elements, !steps.isEmpty,
      steps.allSatisfy({ step in
        step["agent"]?.isText == true && step["tool"]?.isText == true && step["arguments"] != nil
      })
    else { return nil }
    self.name = name
    self.json = json
  }

  /// The steps of the run.
  var steps: [JSONText] { json["run"]?.elements ?? [] }

  private static func arguments(of call: TraceStep.Call) -> JSONText {
    .object(call.arguments.map { .init($0.name, .scalar($0.json)) })
  }

  /// The calls of the run as a plan: those of each agent in their order. A call that is refused or fails
  /// does not end it.
  private static func plan(
    of trace: [TraceStep], _ calls: [TraceStep.Call], inWorld world: String, title: String
  ) -> JSONText {
    var agents: [(name: String, steps: [JSONText])] = []
    for (step, call) in zip(trace, calls) {
      let planned = JSONText.object(
        [.init("call", .string(call.tool))]
          + (call.arguments.isEmpty ? [] : [.init("with", arguments(of: call))])
          + [.init("on_failure", .string("continue"))])
      if let index = agents.firstIndex(where: { $0.name == step.action }) {
        agents[index].steps.append(planned)
      } else {
        agents.append((step.action, [planned]))
      }
    }
    let isOne = agents.count == 1 && agents[0].name.isEmpty
    return .object([
      .init("schema", .string("proviso.plan/1")), .init("name", .string(title)),
      .init("world", .string(world)),
      isOne
        ? .init("steps", .list(agents[0].steps))
        : .init(
          "agents", .object(agents.map { .init($0.name, .list($0.steps)) })),
    ])
  }
}

extension RunTest {
  /// The tests of every run that breaks a property, and the properties of whose runs there is none.
  package static func tests(
    of result: CheckResult, specs: [String]
  ) -> (tests: [RunTest], without: [String]) {
    var tests: [RunTest] = []
    var without: [String] = []
    for property in result.properties where property.verdict == .violated {
      let found = property.violations.compactMap {
        RunTest($0, of: property, inWorld: result.input.path, specs: specs)
      }
      if found.count < property.violations.count { without.append(property.name) }
      tests += found
    }
    return (tests, without)
  }

  /// The tests with those of an earlier export that are not among them: what was repaired stays.
  package static func merged(_ tests: [RunTest], earlier: [RunTest]) -> [RunTest] {
    let names = Set(tests.map(\.name))
    return tests + earlier.filter { !names.contains($0.name) }
  }
}

extension JSONText {
  /// A member of an object.
  package subscript(name: String) -> JSONText? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The elements of a list.
  package var elements: [JSONText]? {
    if case .list(let elements) = self { elements } else { nil }
  }

  /// Whether it is a string.
  fileprivate var isText: Bool {
    if case .scalar(let scalar) = self { scalar.hasPrefix("\"") } else { false }
  }

  /// A string of letters, digits, `_` and `-`.
  fileprivate var word: String? {
    guard case .scalar(let scalar) = self, isText else { return nil }
    let word = scalar.dropFirst().dropLast()
    return word.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "-" }
      ? String(word) : nil
  }
}
