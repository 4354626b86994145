import ProvisoResult

/// The answer of one part of a list of inputs.
package struct ShardAnswer: Sendable {
  package let shard: ShardInfo
  /// The question, in parts that must be the same in all parts of the list.
  package let question: [QuestionPart]
  /// The lowest severity that fails; nil for all.
  package let failOn: String?
  /// The exit status of the check of this part.
  package let exitStatus: Int
  /// The errors of the inputs that have no result.
  package let failures: [Failure]
  package let results: [CheckResult]

  /// A part of what a check is asked, such as the specs, by a digest.
  package struct QuestionPart: Sendable, Equatable {
    /// The part in words: `the specs`.
    package let name: String
    package let digest: String

    package init(_ name: String, digest: String) {
      self.name = name
      self.digest = digest
    }
  }

  package struct Failure: Sendable {
    package let input: String
    package let errors: [ResultDiagnostic]

    package init(of input: String, _ errors: [ResultDiagnostic]) {
      self.input = input
      self.errors = errors
    }
  }

  package init(
    _ shard: ShardInfo, question: [QuestionPart], failOn: String?, exitStatus: Int,
    failures: [Failure], results: [CheckResult]
  ) {
    self.shard = shard
    self.question = question
    self.failOn = failOn
    self.exitStatus = exitStatus
    self.failures = failures
    self.results = results
  }
}

extension ResultFields {
  /// The answer of one part of a list of inputs.
  static let shard = JSONObjectForm<ShardAnswer>(
    "shard", description: "The answer of one part of a list of inputs.",
    fields: [
      .init("schema", .constant("proviso.shard/1"), value: { _ in "proviso.shard/1" }),
      .init("number", .integer(from: 1), value: \.shard.number),
      .init("of", .integer(from: 1), value: \.shard.count, description: "The number of parts."),
      .init(
        "inputs", .list(of: .text), value: \.shard.inputs,
        description: "The inputs of this part, in their order."),
      .init(
        "all_inputs", .count, value: \.shard.total,
        description: "The number of inputs of all parts."),
      .init(
        "all_inputs_sha256", .text, value: \.shard.listDigest,
        description: "The digest of the names of all inputs, each followed by a zero byte."),
      .init(
        "question", .list(of: .object(questionPart)), value: \.question,
        description: "What the part was asked. It must be the same in all parts."),
      .init(
        "fail_on", .nullable(.text), value: \.failOn,
        description: "The lowest severity that fails, from `--fail-on`; null for all."),
      .init(
        "exit_status", .count, value: \.exitStatus,
        description: "The exit status of the check of this part."),
      .init("failures", .list(of: .object(inputFailure)), value: \.failures),
      .init("results", .list(of: .object(result)), value: \.results),
    ])

  static let questionPart = JSONObjectForm<ShardAnswer.QuestionPart>(
    "question_part", description: "A part of what a check is asked.",
    fields: [
      .init(
        "name", .text, value: \.name, description: "The part in words, such as `the specs`."),
      .init("sha256", .text, value: \.digest),
    ])

  static let inputFailure = JSONObjectForm<ShardAnswer.Failure>(
    "input_failure", description: "The errors of an input that has no result.",
    fields: [
      .init("input", .text, value: \.input),
      .init("errors", .list(of: .object(diagnostic)), value: \.errors),
    ])
}
