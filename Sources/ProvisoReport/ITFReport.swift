import JSONOutput
import ProvisoKernel
import ProvisoResult

/// The run of the first violation in the Informal Trace Format (see ``TraceReport``).
///
/// The run of a plan has one variable for each value that changes in it.
package struct ITFReport: ResultReport {
  package static let name = "itf"
  package static let summary = "the run of the first violation in the Informal Trace Format"
  package static let isJSON = true

  /// Makes a report.
  package init(_ settings: ReportSettings) {}

  /// Renders the first run of the first result that has one; no text if there is none.
  package func render(_ results: [CheckResult]) -> String {
    for result in results {
      if let trace = TraceReport().render(result) { return trace.text }
      for property in FindingOrder.sorted(result.properties) {
        let runs = property.violations + [property.witness].compactMap(\.self)
        if let run = runs.first(where: { !$0.trace.isEmpty }) {
          return render(run, of: property, in: result)
        }
      }
    }
    return ""
  }

  private func render(
    _ run: Violation, of property: PropertyResult, in result: CheckResult
  ) -> String {
    var names: [String] = []
    var state: [String: String] = [:]
    for change in run.trace.flatMap(\.changes) where state[change.what] == nil {
      names.append(change.what)
      state[change.what] = change.from
    }
    var states = [state]
    for step in run.trace {
      for change in step.changes { state[change.what] = change.to }
      states.append(state)
    }
    var writer = JSONWriter()
    writer.object { writer in
      writer.member("#meta") { writer in
        writer.object {
          $0.member("format", "ITF")
          $0.member("format-description", "https://apalache-mc.org/docs/adr/015adr-trace.html")
          $0.member("source", result.input.path)
          $0.member("description", "\(property.kind.rawValue) \(property.name): \(property.title)")
          $0.member("status", property.verdict == .violated ? "violation" : "ok")
        }
      }
      writer.member("params") { $0.list([String]()) { $0.string($1) } }
      writer.member("vars") { $0.list(names) { $0.string($1) } }
      writer.member("states") { writer in
        writer.list(states.enumerated()) { writer, entry in
          writer.object { writer in
            writer.member("#meta") { writer in
              writer.object { writer in
                writer.member("index", entry.offset)
                guard entry.offset > 0 else { return }
                let step = run.trace[entry.offset - 1]
                writer.member("step", step.step)
                if !step.action.isEmpty { writer.member("agent", step.action) }
                if step.outcome != .done { writer.member("outcome", step.outcome.rawValue) }
              }
            }
            for name in names { writer.member(name) { $0.raw(Self.value(entry.element[name])) } }
          }
        }
      }
    }
    return writer.text + "\n"
  }

  /// A value of the result as a value of the format, which has no fractions, no `null` and no maps with
  /// other than strings as they are written here.
  private static func value(_ json: String?) -> String {
    guard let json, json != "null" else { return "{\"#unserializable\": \"null\"}" }
    if json == "true" || json == "false" || json.hasPrefix("\"") { return json }
    if let number = Int(json) { return "{\"#bigint\": \"\(number)\"}" }
    return "{\"#unserializable\": \(Value.quoted(json))}"
  }
}
