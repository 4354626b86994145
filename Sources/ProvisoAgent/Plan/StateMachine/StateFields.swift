/// The types of states and their fields.
///
/// Sources: Amazon States Language, the table in the section "State types"; for newer fields, the
/// pages "State machine structure" and "Transforming data" of the developer guide.
enum StateType: String, CaseIterable {
  case task = "Task"
  case parallel = "Parallel"
  case map = "Map"
  case pass = "Pass"
  case wait = "Wait"
  case choice = "Choice"
  case succeed = "Succeed"
  case fail = "Fail"

  static let names = allCases.map(\.rawValue)

  /// Whether the state has `Next` or `End`.
  var hasNext: Bool {
    switch self {
    case .task, .parallel, .map, .pass, .wait: true
    case .choice, .succeed, .fail: false
    }
  }

  /// The fields that do not depend on the query language.
  private var own: [String] {
    switch self {
    case .task:
      [
        "Resource", "Credentials", "TimeoutSeconds", "HeartbeatSeconds", "Retry", "Catch",
        "Assign",
      ]
    case .parallel: ["Branches", "Retry", "Catch", "Assign"]
    case .map:
      [
        "ItemProcessor", "Iterator", "MaxConcurrency", "ItemReader", "ItemSelector", "ItemBatcher",
        "ResultWriter", "Label", "ToleratedFailureCount", "ToleratedFailurePercentage", "Retry",
        "Catch", "Assign",
      ]
    case .pass: ["Assign"]
    case .wait: ["Seconds", "Timestamp", "Assign"]
    case .choice: ["Choices", "Default", "Assign"]
    case .succeed: []
    case .fail: ["Error", "Cause"]
    }
  }

  /// The fields that only states with JSONPath have.
  private var ofPaths: [String] {
    switch self {
    case .task:
      [
        "InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath",
        "TimeoutSecondsPath", "HeartbeatSecondsPath",
      ]
    case .parallel: ["InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath"]
    case .map:
      [
        "InputPath", "OutputPath", "Parameters", "ResultSelector", "ResultPath", "ItemsPath",
        "MaxConcurrencyPath", "ToleratedFailureCountPath", "ToleratedFailurePercentagePath",
      ]
    case .pass: ["InputPath", "OutputPath", "Parameters", "ResultPath", "Result"]
    case .wait: ["InputPath", "OutputPath", "SecondsPath", "TimestampPath"]
    case .choice, .succeed: ["InputPath", "OutputPath"]
    case .fail: ["ErrorPath", "CausePath"]
    }
  }

  /// The fields that only states with JSONata have.
  private var ofExpressions: [String] {
    switch self {
    case .task, .parallel: ["Arguments", "Output"]
    case .map: ["Items", "Output"]
    case .pass, .wait, .choice, .succeed: ["Output"]
    case .fail: []
    }
  }

  /// All fields of a state of this type in a query language.
  func fields(_ language: StateMachine.QueryLanguage) -> [String] {
    ["Type", "Comment", "QueryLanguage"] + (hasNext ? ["Next", "End"] : []) + own
      + (language == .jsonPath ? ofPaths : ofExpressions)
  }
}
