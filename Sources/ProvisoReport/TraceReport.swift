import JSONOutput
import ProvisoKernel
import ProvisoResult

/// A run of a world in the Informal Trace Format, which other tools display and replay.
///
/// A `var` of the world is a variable. A field of an entity is one `#map` from objects to values, so
/// that viewers display one column for all objects. A relation is a `#set` of `#tup`. Numbers are
/// `#bigint`, because they have no bound. Fractions and `null`, which the format does not have, are
/// `#unserializable`. The `#meta` of a state describes the step that led to it.
///
/// Source: Apalache's ADR-015.
package struct TraceReport: Sendable {
  /// Makes a report.
  package init() {}

  /// Renders the first run of a property: the run of its first violation with states, or else the
  /// run of its witness.
  ///
  /// - Parameter name: The name of the property; `nil` for the first one that has such a run.
  ///   Violated properties come first.
  /// - Returns: The property's name and the trace as JSON; `nil` if there is no such run.
  package func render(
    _ result: CheckResult, property name: String? = nil
  ) -> (property: String, text: String)? {
    let candidates = result.properties.filter { name == nil || $0.name == name }
    let sorted =
      candidates.filter { $0.verdict == .violated } + candidates.filter { $0.verdict != .violated }
    for property in sorted {
      for violation in property.violations + [property.witness].compactMap(\.self) {
        guard let states = violation.states else { continue }
        return (property.name, render(violation, states, of: property, in: result))
      }
    }
    return nil
  }

  private func render(
    _ violation: Violation, _ trace: StateTrace, of property: PropertyResult,
    in result: CheckResult
  ) -> String {
    // In the format, the index of a loop closes it. The state is not repeated.
    let states = violation.loop == nil ? trace.states : Array(trace.states.dropLast())
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("#meta") { writer in
        writer.object {
          $0.member("format", "ITF")
          $0.member(
            "format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html")
          $0.member("source", result.input.path)
          $0.member(
            "description",
            "\(property.kind.rawValue) \(property.name): \(property.title)")
          $0.member("status", property.verdict == .violated ? "violation" : "ok")
          if violation.loop != nil, let last = violation.trace.last {
            $0.member("loop-step", last.step)
          }
        }
      }
      writer.member("params") { $0.list([String]()) { $0.string($1) } }
      writer.member("vars") { $0.list(trace.variables) { $0.string($1) } }
      writer.member("states") { writer in
        writer.list(states.enumerated()) { writer, entry in
          writer.object { writer in
            writer.member("#meta") { writer in
              writer.object {
                $0.member("index", entry.offset)
                guard entry.offset > 0, violation.trace.indices.contains(entry.offset - 1) else {
                  return
                }
                let step = violation.trace[entry.offset - 1]
                $0.member("step", step.step)
                if !step.action.isEmpty { $0.member("agent", step.action) }
                if step.outcome != .done { $0.member("outcome", step.outcome.rawValue) }
              }
            }
            for (name, value) in zip(trace.variables, entry.element) {
              writer.member(name) { $0.raw(json(value)) }
            }
          }
        }
      }
      if let loop = violation.loop { writer.member("loop", loop) }
    }
    return writer.text + "\n"
  }

  private func json(_ datum: StateTrace.Datum) -> String {
    switch datum {
    case .null: "{\"#unserializable\": \"null\"}"
    case .bool(let truth): truth ? "true" : "false"
    case .number(let number):
      number.isInteger
        ? "{\"#bigint\": \"\(number)\"}" : "{\"#unserializable\": \"\(number)\"}"
    case .text(let text): Value.quoted(text)
    case .list(let elements): list(elements)
    case .set(let elements): "{\"#set\": \(list(elements))}"
    case .tuple(let elements): "{\"#tup\": \(list(elements))}"
    case .map(let entries):
      "{\"#map\": ["
        + entries.map { "[\(json($0.key)), \(json($0.value))]" }.joined(separator: ", ") + "]}"
    }
  }

  private func list(_ elements: [StateTrace.Datum]) -> String {
    "[" + elements.map(json).joined(separator: ", ") + "]"
  }
}
