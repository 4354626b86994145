import Foundation

/// The shape of a JSON value: a small schema to compare results with their documentation.
indirect enum Shape: Sendable {
  case text, integer, number, flag
  /// Any JSON value.
  case any
  case word(Set<String>)
  case list(Shape)
  case optional(Shape)
  /// An object with all of these members and no others.
  case object([String: Shape])
  /// An object with any members of one shape.
  case map(Shape)

  private static let location: Shape = .object([
    "path": .text, "line": .integer, "column": .integer,
  ])

  private static let step: Shape = .object([
    "step": .text, "action": .text, "outcome": .word(["done", "failed", "in_flight"]),
    "changes": .list(.object(["what": .text, "from": .any, "to": .any, "implied": .flag])),
  ])

  private static let violation: Shape = .object([
    "bindings": .map(.text), "message": .optional(.text), "facts": .list(.text),
    "depends_on_order": .flag, "breaking_step": .optional(.integer), "in_baseline": .flag,
    "certainty": .word(["definite", "possible"]), "preexisting": .flag, "repaired": .flag,
    "needs_graph": .flag,
    "unknowns": .list(.object(["value": .text, "is": .any])), "trace": .list(step),
    "hints": .list(.text), "loop": .optional(.integer), "waived": .flag,
    "waiver": .optional(.object(["until": .text, "because": .text, "spec": location])),
  ])

  private static let openInstance: Shape = .object([
    "bindings": .map(.text), "reason": .text,
    "unknowns": .list(.object(["value": .text, "is": .any])), "waived": .flag,
    "ask": .optional(
      .object(["call": .text, "tool": .text, "argument": .text, "value": .text])),
    "waiver": .optional(.object(["until": .text, "because": .text, "spec": location])),
  ])

  private static let property = property(
    methods: ["evaluation", "order-ideals"], reasons: ["order", "value", "assumption"])

  private static func property(methods: Set<String>, reasons: Set<String>) -> Shape {
    .object([
      "name": .text, "title": .text,
      "severity": .word(["critical", "high", "medium", "low", "info"]),
      "kind": .word(["invariant", "possible", "refinement"]),
      "timing": .word(["every_moment", "at_rest", "at_end"]), "spec": location,
      "built_in": .flag, "documentation": .text, "because": .optional(.text),
      "reference": .optional(.text), "tags": .list(.text),
      "verdict": .word(["proved", "trusted", "violated", "undecided"]), "vacuous": .flag,
      "remark": .optional(.text),
      "waived": .flag,
      "method": .word(methods),
      "depth": .optional(.integer), "reason": .optional(.text),
      "instances": .object([
        "total": .integer, "proved": .integer, "violated": .integer, "undecided": .integer,
        "trusted": .integer,
        "excluded": .integer,
      ]),
      "violations": .list(violation), "undecided": .list(openInstance),
      "trusted": .list(openInstance), "witness": .optional(violation),
      "holds_because": .list(
        .object(["kind": .word(reasons), "text": .text])),
      "certificates": .list(.object(["k": .integer, "invariant": .list(.text)])),
      "coverage": .list(finding),
      "carried_by": .optional(
        .object(["calls": .list(.text), "plan": .text, "trace": .list(step)])),
    ])
  }

  private static let rule: Shape = .object([
    "name": .text, "off": .flag,
    "severity": .optional(.word(["critical", "high", "medium", "low", "info"])),
    "exclude": .list(.text), "only_types": .list(.text), "excluded": .integer, "because": .text,
    "setting": .optional(location),
  ])

  private static let value: Shape = .object([
    "kind": .word(["variable", "convention", "today"]), "name": .text, "value": .any,
    "given": .flag, "spec": .optional(location),
  ])

  private static let finding: Shape = .object([
    "kind": .word([
      "where_never_met", "implication_never_fires", "before_never_happens",
      "whenever_never_happens", "leads_to_never_starts", "refinement_never_moves",
      "no_complete_run", "never_violated",
      "assumption_excludes_everything", "comparison_always_false", "attribute_on_no_resource",
      "unused_definition", "where_judged_at_start", "action_never_happens", "single_state",
    ]), "reached": .optional(.word(["never", "not_within_limit"])), "message": .text,
    "spec": location,
  ])

  /// `proviso.result/1` for a plan.
  static let result = result(kind: "terraform", orders: ["graph", "plan"], property: property)

  /// `proviso.result/1` for a world.
  static let world = result(
    kind: "world", orders: ["free"],
    property: property(
      methods: ["exhaustive", "bounded", "k-induction", "pdr"],
      reasons: ["guard", "initial", "assumption"]),
    more: [
      "exploration": .object([
        "states": .optional(.integer), "representatives": .optional(.integer),
        "transitions": .optional(.integer),
        "terminal_states": .optional(.integer), "steps": .integer, "depth": .integer,
        "exhaustive": .flag,
      ])
    ])

  /// `proviso.result/1` for a random simulation of a world.
  static let simulation = result(
    kind: "world", orders: ["free"], property: property(methods: ["simulation"], reasons: []),
    more: ["simulation": .object(["runs": .integer, "longest": .integer, "seed": .text])])

  private static func result(
    kind: String, orders: Set<String>, property: Shape, more: [String: Shape] = [:]
  ) -> Shape {
    let members: [String: Shape] = [
      "schema": .word(["proviso.result/1"]),
      "tool": .object(["name": .word(["proviso"]), "version": .text, "solver": .text]),
      "plan": .object([
        "path": .text, "kind": .word([kind]), "sha256": .text, "resources": .integer,
        "steps": .integer, "order": .word(orders),
        "change_counts": .list(.object(["verb": .text, "count": .integer])),
      ]),
      "verdict": .word(["proved", "trusted", "tolerated", "violated", "undecided"]),
      "properties": .list(property),
      "assumptions": .list(.text), "not_modelled": .list(.text), "rules": .list(rule),
      "values": .list(value),
      "diagnostics": .list(
        .object([
          "code": .text, "level": .word(["error", "warning"]), "message": .text,
          "location": .optional(location), "fix": .optional(.text),
        ])), "coverage": .list(finding), "seconds": .number,
      "programs": .list(.object(["command": .text, "seconds": .number])),
    ]
    return .object(members.merging(more) { old, _ in old })
  }

  /// Returns descriptions of the differences between a value and this shape.
  func faults(in value: Any, at path: String) -> [String] {
    func wrong(_ expected: String) -> [String] { ["\(path): expected \(expected), found \(value)"] }
    switch self {
    case .any: return []
    case .optional(let shape): return value is NSNull ? [] : shape.faults(in: value, at: path)
    case .text: return value is String ? [] : wrong("a string")
    case .flag: return Self.isFlag(value) ? [] : wrong("a Boolean")
    case .integer: return !Self.isFlag(value) && value is Int ? [] : wrong("an integer")
    case .number: return !Self.isFlag(value) && value is Double ? [] : wrong("a number")
    case .word(let words):
      return (value as? String).map(words.contains) ?? false
        ? [] : wrong("one of \(words.sorted().joined(separator: ", "))")
    case .list(let shape):
      guard let list = value as? [Any] else { return wrong("a list") }
      return list.enumerated().flatMap { shape.faults(in: $1, at: "\(path)[\($0)]") }
    case .map(let shape):
      guard let object = value as? [String: Any] else { return wrong("an object") }
      return object.flatMap { shape.faults(in: $1, at: "\(path).\($0)") }
    case .object(let shapes):
      guard let object = value as? [String: Any] else { return wrong("an object") }
      let missing = shapes.keys.filter { object[$0] == nil }.map { "\(path): no \($0)" }
      let extra = object.keys.filter { shapes[$0] == nil }.map { "\(path): unexpected \($0)" }
      return missing + extra
        + shapes.flatMap { name, shape in
          object[name].map { shape.faults(in: $0, at: "\(path).\(name)") } ?? []
        }
    }
  }

  private static func isFlag(_ value: Any) -> Bool {
    // A number from JSONSerialization can be cast to Bool. Only its description distinguishes them.
    guard let number = value as? NSNumber else { return value is Bool }
    return String(cString: number.objCType) == "c"
  }
}
