import ProvisoKernel
import ProvisoResult

/// A run of a world in the Informal Trace Format of Apalache and Quint (Apalache's ADR-015), which other
/// tools show and replay.
///
/// One variable a `var` of the world; one `#map` from objects to values a field of an entity, so that a
/// viewer's table stays narrow and one column tells of all objects; one `#set` of `#tup` a relation.
/// Numbers are `#bigint`: they have no bound. What the format has no form for (a fraction, `null`) is
/// `#unserializable`. What led to a state stands in its `#meta`.
public struct TraceReport: Sendable {
  /// Makes a writer of traces.
  public init() {}

  /// The first run of a property: of its first violation that has states, else its witness.
  ///
  /// - Parameter name: the property; `nil`: the first one with such a run, violated ones before others.
  /// - Returns: the property's name and the trace as JSON; `nil` where there is no such run.
  public func render(
    _ result: CheckResult, property name: String? = nil
  ) -> (property: String, text: String)? {
    let candidates = result.properties.filter { name == nil || $0.name == name }
    let sorted =
      candidates.filter { $0.verdict == .violated } + candidates.filter { $0.verdict != .violated }
    for property in sorted {
      for violation in property.violations + [property.witness].compactMap(\.self) {
        guard let states = violation.states else { continue }
        return (property.name, render(result, property, violation, states))
      }
    }
    return nil
  }

  private func render(
    _ result: CheckResult, _ property: PropertyResult, _ violation: Violation, _ trace: StateTrace
  ) -> String {
    // The format closes a loop by its index alone: the state is not written a second time.
    let states = violation.loop == nil ? trace.states : Array(trace.states.dropLast())
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("#meta") { writer in
        writer.object {
          $0.member("format", "ITF")
          $0.member(
            "format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html")
          $0.member("source", result.plan.path)
          $0.member(
            "description",
            "\(property.kind) \(property.name): \(property.title)")
          $0.member("status", property.verdict == .violated ? "violation" : "ok")
          if violation.loop != nil, let last = violation.trace.last {
            $0.member("loop-step", last.step)
          }
        }
      }
      writer.member("params") { $0.list([String]()) { $0.raw(Value.quoted($1)) } }
      writer.member("vars") { $0.list(trace.variables) { $0.raw(Value.quoted($1)) } }
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
                if step.outcome != "done" { $0.member("outcome", step.outcome) }
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
