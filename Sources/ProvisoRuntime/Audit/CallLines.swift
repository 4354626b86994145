import JSONOutput
import Proviso
import ProvisoInput

/// The lines of the log about one call.
struct CallLines {
  /// The name of the program that asks.
  let host: String
  let session: String
  /// The host's name of the call; `nil` if it gives none.
  let id: String?
  let call: GateCall

  /// The line about a decision.
  ///
  /// - Parameters:
  ///   - world: the name of the file with the world.
  ///   - isOnlyObserved: whether the call happens whatever the decision is.
  ///   - confirmed: the id of the call that a person has let through, and that is decided once more; `nil`
  ///     for a first decision.
  func decision(
    _ decision: GateDecision, world: String, isOnlyObserved: Bool, confirmed: String? = nil
  ) -> [JSONText.Member] {
    head("decision") + [
      .init("decision", .string(decision.kind.rawValue)),
      .init("observed_only", .scalar(isOnlyObserved ? "true" : "false")),
      .init("properties", .strings(decision.properties.map(\.name))),
      .init("reasons", .strings(decision.reasons)),
      .init("assumptions", .strings(decision.assumptions)),
      .init(
        "plans",
        .list(
          decision.plans.map {
            .object([
              .init("path", .string($0.path)), .init("sha256", .string($0.sha256)),
              .init("verdict", $0.verdict.map { .string($0.rawValue) } ?? .null),
            ])
          })),
      .init("world", .string(world)),
      .init("tool_version", .string("proviso \(Verifier.version)")),
      .init("solver", .string(Verifier.solver)),
    ] + (confirmed.map { [.init("confirms", .string($0))] } ?? [])
  }

  /// The line about what a person has answered.
  func answer(_ answer: String) -> [JSONText.Member] {
    head("answer") + [.init("answer", .string(answer))]
  }

  /// The line about what became of the call.
  ///
  /// - Parameter outcome: its outcome; `nil` if it goes on after its result.
  func outcome(_ outcome: GateOutcome?) -> [JSONText.Member] {
    head("outcome") + [.init("outcome", .string(outcome?.rawValue ?? "running"))]
  }

  private func head(_ event: String) -> [JSONText.Member] {
    [
      .init("event", .string(event)), .init("at", .string(Timestamp.now)),
      .init("host", .string(host)), .init("session", .string(session)),
      .init("call", id.map(JSONText.string) ?? .null), .init("tool", .string(call.tool)),
      // Arguments can be secrets; their digest binds the line to them.
      .init("arguments_sha256", .string(Digest(of: Array(call.argumentsText.utf8)).value)),
    ]
  }
}
