/// The answer of a check.
public enum Z3Answer {
  /// There is an assignment, such as this one.
  case satisfiable(Z3Model)
  /// There is none. The core is a set of assumptions and tracking constants that suffices for that,
  /// but not always a smallest one; it is empty if the untracked assertions alone suffice.
  case unsatisfiable(core: [Z3Term])
  /// There is no answer. The reason is "interrupted", "timeout", "memory limit", or Z3's own text.
  case unknown(reason: String)

  /// The model, if there is one.
  public var model: Z3Model? {
    if case .satisfiable(let model) = self { model } else { nil }
  }

  /// The core, if the answer is `unsatisfiable`.
  public var core: [Z3Term]? {
    if case .unsatisfiable(let core) = self { core } else { nil }
  }

  /// The reason, if the answer is `unknown`.
  public var unknownReason: String? {
    if case .unknown(let reason) = self { reason } else { nil }
  }

  /// Whether there is an assignment.
  public var isSatisfiable: Bool { model != nil }

  /// Whether there is no assignment.
  public var isUnsatisfiable: Bool { core != nil }
}
