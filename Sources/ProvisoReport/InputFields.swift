import ProvisoResult

/// The fields about errors of inputs, about their changes, and about the programs that read them.
extension ResultFields {
  /// The errors of inputs, with the results of the others.
  static let failure = JSONObjectForm<(errors: [ResultDiagnostic], results: [CheckResult])>(
    "failure", description: "The errors of inputs that have no result, and the other results.",
    fields: [
      .init("schema", .constant("proviso.error/1"), value: { _ in "proviso.error/1" }),
      .init("errors", .list(of: .object(diagnostic)), value: \.errors),
      .init("results", .list(of: .object(result)), value: \.results),
    ])

  static let program = JSONObjectForm<ProgramTime>(
    "program",
    fields: [
      .init("command", .text, value: \.command),
      .init("seconds", .seconds, value: \.seconds),
    ])

  static let changeCount = JSONObjectForm<ChangeCount>(
    "change_count",
    fields: [
      .init("verb", .text, value: \.verb),
      .init("count", .count, value: \.count),
    ])
}
