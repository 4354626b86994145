import ProvisoKernel
import ProvisoResult

/// The result as JSON (SemanticsOfProperties, "The result as JSON"): `proviso.result/1`.
public struct JSONReport: Sendable {
  /// Makes a writer of reports.
  public init() {}

  /// The result as one object; of several plans, an object with a list of results.
  public func render(_ results: [CheckResult]) -> String {
    var writer = JSONWriter()
    if let only = results.first, results.count == 1 {
      write(only, &writer)
    } else {
      writer.object { writer in
        writer.member("schema", "proviso.results/1")
        writer.member("verdict", results.map(\.verdict).max()?.rawValue ?? "proved")
        writer.member("results") { $0.list(results) { write($1, &$0) } }
      }
    }
    return writer.text + "\n"
  }

  private func write(_ result: CheckResult, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("schema", "proviso.result/1")
      writer.member("tool") { writer in
        writer.object {
          $0.member("name", result.tool.name)
          $0.member("version", result.tool.version)
          $0.member("solver", result.tool.solver)
        }
      }
      writer.member("plan") { writer in
        writer.object {
          $0.member("path", result.plan.path)
          $0.member("kind", result.plan.kind)
          $0.member("sha256", result.plan.sha256)
          $0.member("resources", result.plan.resources)
          $0.member("steps", result.plan.steps)
          $0.member("order", result.plan.order)
        }
      }
      writer.member("verdict", result.verdict.rawValue)
      if let exploration = result.exploration {
        writer.member("exploration") { writer in
          writer.object {
            $0.member("states", exploration.states)
            $0.member("transitions", exploration.transitions)
            $0.member("terminal_states", exploration.terminalStates)
            $0.member("steps", exploration.depth)
            // As other checkers count it: the states of a run, its first included.
            $0.member("depth", exploration.depth + 1)
            $0.member("exhaustive", exploration.isExhaustive)
          }
        }
      }
      if let simulation = result.simulation {
        writer.member("simulation") { writer in
          writer.object {
            $0.member("runs", simulation.runs)
            $0.member("longest", simulation.longest)
            // Beyond what every reader of JSON takes for an exact number.
            $0.member("seed", String(simulation.seed))
          }
        }
      }
      writer.member("properties") { $0.list(result.properties) { write($1, &$0) } }
      writer.member("assumptions") { $0.list(result.assumptions) { $0.raw(Value.quoted($1)) } }
      writer.member("not_modelled") { $0.list(result.notModelled) { $0.raw(Value.quoted($1)) } }
      writer.member("diagnostics") { $0.list(result.diagnostics) { write($1, &$0) } }
      writer.member("coverage") { $0.list(result.coverage) { write($1, &$0) } }
      writer.member("seconds") { $0.raw(seconds(result.seconds)) }
    }
  }

  private func seconds(_ value: Double) -> String {
    let milliseconds = Int((max(0, value) * 1000).rounded())
    let rest = String(milliseconds % 1000)
    return "\(milliseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }

  private func write(_ location: ResultLocation, _ writer: inout JSONWriter) {
    writer.object {
      $0.member("path", location.path)
      $0.member("line", location.line)
      $0.member("column", location.column)
    }
  }

  private func write(_ property: PropertyResult, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("name", property.name)
      writer.member("title", property.title)
      writer.member("severity", property.severity.rawValue)
      writer.member("kind", property.kind)
      writer.member("timing", property.timing.rawValue)
      writer.member("spec") { write(property.location, &$0) }
      writer.member("verdict", property.verdict.rawValue)
      writer.member("vacuous", property.isVacuous)
      writer.member("waived", property.isWaived)
      writer.member("method", property.method)
      writer.member("depth", property.depth)
      writer.member("reason", property.reason)
      writer.member("instances") { writer in
        writer.object {
          $0.member("total", property.instances.total)
          $0.member("proved", property.instances.proved)
          $0.member("violated", property.instances.violated)
          $0.member("undecided", property.instances.undecided)
        }
      }
      writer.member("violations") { $0.list(property.violations) { write($1, &$0) } }
      writer.member("witness") { writer in
        if let witness = property.witness { write(witness, &writer) } else { writer.raw("null") }
      }
      writer.member("holds_because") { writer in
        writer.list(property.holdsBecause) { writer, reason in
          writer.object {
            $0.member("kind", reason.kind.rawValue)
            $0.member("text", reason.text)
          }
        }
      }
      writer.member("certificates") { writer in
        writer.list(property.certificates) { writer, certificate in
          writer.object {
            $0.member("k", certificate.k)
            $0.member("invariant") {
              $0.list(certificate.invariant) { $0.raw(Value.quoted($1)) }
            }
          }
        }
      }
      writer.member("coverage") { $0.list(property.coverage) { write($1, &$0) } }
      writer.member("carried_by") { writer in
        guard let carrier = property.carrier else { return writer.raw("null") }
        writer.object {
          $0.member("calls") { $0.list(carrier.calls) { $0.raw(Value.quoted($1)) } }
          $0.member("plan", carrier.path)
          $0.member("trace") { $0.list(carrier.run) { write($1, &$0) } }
        }
      }
    }
  }

  private func write(_ finding: CoverageFinding, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("kind", finding.kind.rawValue)
      writer.member("reached", finding.reached?.rawValue)
      writer.member("message", finding.message)
      writer.member("spec") { write(finding.location, &$0) }
    }
  }

  private func write(_ violation: Violation, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("bindings") { writer in
        writer.object {
          for binding in violation.bindings { $0.member(binding.name, binding.object) }
        }
      }
      writer.member("message", violation.message)
      writer.member("certainty", violation.certainty.rawValue)
      writer.member("preexisting", violation.isPreexisting)
      writer.member("needs_graph", violation.needsGraph)
      writer.member("unknowns") { writer in
        writer.list(violation.unknowns) { writer, unknown in
          writer.object {
            $0.member("value", unknown.value)
            $0.member("is") { $0.raw(unknown.json) }
          }
        }
      }
      writer.member("trace") { $0.list(violation.trace) { write($1, &$0) } }
      writer.member("loop", violation.loop)
      writer.member("waived", violation.waiver != nil)
      writer.member("waiver") { writer in
        guard let waiver = violation.waiver else { return writer.raw("null") }
        writer.object { writer in
          writer.member("until", waiver.until)
          writer.member("because", waiver.because)
          writer.member("spec") { write(waiver.location, &$0) }
        }
      }
      writer.member("hints") { $0.list(violation.hints) { $0.raw(Value.quoted($1)) } }
    }
  }

  private func write(_ step: TraceStep, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("step", step.step)
      writer.member("action", step.action)
      writer.member("outcome", step.outcome)
      writer.member("changes") { writer in
        writer.list(step.changes) { writer, change in
          writer.object {
            $0.member("what", change.what)
            $0.member("from") { $0.raw(change.from) }
            $0.member("to") { $0.raw(change.to) }
          }
        }
      }
    }
  }

  private func write(_ diagnostic: ResultDiagnostic, _ writer: inout JSONWriter) {
    writer.object { writer in
      writer.member("code", diagnostic.code)
      writer.member("level", diagnostic.level)
      writer.member("message", diagnostic.message)
      writer.member("location") { writer in
        if let location = diagnostic.location {
          write(location, &writer)
        } else {
          writer.raw("null")
        }
      }
      writer.member("fix", diagnostic.fix)
    }
  }
}
