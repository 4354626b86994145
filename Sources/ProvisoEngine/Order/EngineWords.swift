import ProvisoKernel

/// The input's words for flags, unknowns and steps, which an engine knows only by number.
///
/// An engine states the reason of each undecided answer. For a reader, an order flag can be
/// a setting of a resource, and an unknown can be a value that a tool has not returned yet. The
/// default words belong to no input.
public struct EngineWords: Sendable {
  /// A noun without an article, in both numbers.
  public struct Noun: Sendable {
    public let singular: String
    public let plural: String

    /// Makes a noun.
    public init(_ singular: String, plural: String) {
      self.singular = singular
      self.plural = plural
    }

    /// The noun after a number, such as "2 unknown settings".
    func counted(_ count: Int) -> String { "\(count) \(count == 1 ? singular : plural)" }
  }

  /// A flag of the order whose value the input does not record.
  public var orderFlag: Noun
  /// A value that the input does not give.
  public var unknownValue: Noun
  /// The record of the order flags' values, and so of the true order; `nil` if there is none.
  public var orderRecord: String?
  /// The name of a step, by its number; `nil` for the names that the system gives.
  public var stepName: (@Sendable (Int) -> String)?

  /// Makes a set of words.
  public init(
    orderFlag: Noun = Noun(
      "undetermined order condition", plural: "undetermined order conditions"),
    unknownValue: Noun = Noun("unknown value", plural: "unknown values"),
    orderRecord: String? = nil, stepName: (@Sendable (Int) -> String)? = nil
  ) {
    self.orderFlag = orderFlag
    self.unknownValue = unknownValue
    self.orderRecord = orderRecord
    self.stepName = stepName
  }

  // MARK: Reasons

  func tooManyFlags(_ count: Int, limit: Int) -> String {
    "too many \(orderFlag.plural) (\(count), limit \(limit))"
      + (orderRecord.map { ": \($0) records them" } ?? "")
  }

  /// - Parameter cycles: A few cycles. If the list is complete, each flag assignment makes at least
  ///   one of them.
  func dependencies(_ cycles: [[Int]], flags count: Int, in system: System) -> String {
    let texts = cycles.map { cycle in
      (cycle + cycle.prefix(1)).map { stepName?($0) ?? system.steps[$0].name }
        .joined(separator: " → ")
    }
    if let only = texts.first, texts.count == 1 {
      return "these steps depend on each other: \(only)"
    }
    return "for every value of \(orderFlag.counted(count)) some steps depend on each other: "
      + texts.joined(separator: "; ")
  }

  var orderForbids: String {
    "the run is possible unless the true order of the steps forbids it"
      + (orderRecord.map { ": \($0) records it" } ?? "")
  }

  /// A hidden wait could hold steps back after a failure.
  var hiddenWaits: String {
    "which steps a failure holds back depends on waits that the input does not record"
      + (orderRecord.map { ": \($0) records them" } ?? "")
  }

  /// Whether one step is always done before another begins is not recorded.
  func hiddenOrder(of earlier: Int, _ later: Int, in system: System) -> Gap {
    func name(_ step: Int) -> String { stepName?(step) ?? system.steps[step].name }
    return Gap(
      "whether \(name(earlier)) is always done before \(name(later)) begins"
        + (orderRecord.map { " (\($0) records it)" } ?? ""))
  }

  /// Whether a step can begin, or is the last that was done, is not recorded.
  func hiddenTurn(of step: Int, in system: System) -> Gap {
    Gap(
      "which steps \(stepName?(step) ?? system.steps[step].name) waits for"
        + (orderRecord.map { " (\($0) records them)" } ?? ""))
  }

  /// Neither values that meet a condition are known nor that there are none.
  var noSparingValues: String {
    "no value of the \(unknownValue.plural) is known for which the property holds in every run"
  }

  var dependsOnUnknowns: String { "the answer depends on \(unknownValue.plural)" }
}
