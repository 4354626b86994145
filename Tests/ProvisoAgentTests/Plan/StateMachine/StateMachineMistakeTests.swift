import ProvisoAgent
import Testing

/// Mistakes in state machines and their positions.
@Suite struct StateMachineMistakeTests {
  @Test(arguments: [
    ("[]", "1:1: expected a state machine"),
    (#"{"StartAt": "A"}"#, "1:1: `States`: expected a mapping from names to states, found nothing"),
    (#"{"StartAt": "A", "States": {}}"#, "1:28: `States`: expected a mapping from names to states"),
    (#"{"States": {"A": {"Type": "Succeed"}}}"#, "1:1: `StartAt` (the name of a state)"),
    (
      #"{"StartAt": "a", "States": {"A": {"Type": "Succeed"}}}"#,
      "1:13: `StartAt`: the machine has no state `a`; did you mean `A`?"
    ),
    (
      #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "Commment": "x"}"#,
      "1:56: a state machine has no key `Commment`; did you mean `Comment`?"
    ),
    (
      #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "B": {"Type": "Fail"}}}"#,
      "1:55: the state `B` is unreachable"
    ),
    (
      #"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}}, "QueryLanguage": "XPath"}"#,
      "1:73: `QueryLanguage`: expected `JSONPath` or `JSONata`"
    ),
    (#"{"StartAt": "A", "States": {"A": {"Type": "Succeed"}, "A": {"Type": "Fail"}}}"#, "1:55: "),
    (#"{"StartAt": "A", "States": {"A": {"#, "1:35: "),
  ])
  func mistakesInTheMachine(_ text: String, _ says: String) { check(text, says) }

  /// The state under test begins at 2:6.
  @Test(arguments: [
    ("3", "2:6: expected a state with a `Type`"),
    ("{}", "2:6: `Type` of a state: expected a string, found nothing"),
    (#"{"Type": "Taks"}"#, "2:15: `Type`: states have no type `Taks`; did you mean `Task`?"),
    (#"{"Type": "Loop"}"#, "the types are `Task`, `Parallel`"),
    (
      #"{"Type": "Pass"}"#,
      "2:6: the Pass state has no successor: expected `Next` or `\"End\": true`"
    ),
    (#"{"Type": "Pass", "End": false}"#, "2:30: `End`: expected `true`, found `false`"),
    (#"{"Type": "Pass", "End": true, "Next": "A"}"#, "2:44: the state has both `Next` and `End`"),
    (#"{"Type": "Pass", "Next": "AA"}"#, "2:31: `Next`: the machine has no state `AA`"),
    (#"{"Type": "Pass", "Next": 3}"#, "2:31: `Next` (the name of a state)"),
    (#"{"Type": "Succeed", "End": true}"#, "2:26: a Succeed state has no key `End`"),
    (
      #"{"Type": "Pass", "Resource": "x", "End": true}"#, "2:23: a Pass state has no key `Resource`"
    ),
    (
      #"{"Type": "Pass", "Output": "x", "End": true}"#,
      "2:23: `Output` belongs to states in JSONata, but the query language of this state is JSONPath"
    ),
    (
      #"{"Type": "Pass", "QueryLanguage": "JSONata", "ResultPath": "$", "End": true}"#,
      "2:51: `ResultPath` belongs to states in JSONPath"
    ),
    (
      #"{"Type": "Task", "End": true}"#,
      "2:6: `Resource` of a Task state: expected a string, found nothing"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "ResultPath": "x", "End": true}"#,
      "2:54: `ResultPath`: expected a path that begins with `$`"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Retry": {}, "End": true}"#,
      "2:49: `Retry`: expected a list"
    ),
    (#"{"Type": "Task", "Resource": "x", "Retry": [{}], "End": true}"#, "2:50: `ErrorEquals`"),
    (
      #"{"Type": "Task", "Resource": "x", "Retry": [{"ErrorEquals": []}], "End": true}"#,
      "2:66: `ErrorEquals`"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Retry": [{"ErrorEquals": ["A"], "MaxAttempts": -1}], "End": true}"#,
      "2:88: `MaxAttempts`: expected a whole number"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Retry": [{"ErrorEquals": ["A"], "MaxAttempt": 1}], "End": true}"#,
      "2:73: a retrier has no key `MaxAttempt`; did you mean `MaxAttempts`?"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Catch": [{"ErrorEquals": ["A"]}], "End": true}"#,
      "2:50: `Next` of a catcher"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Catch": [{"ErrorEquals": ["A"], "Next": "N"}], "End": true}"#,
      "2:81: `Next`: the machine has no state `N`"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Catch": [{"ErrorEquals": ["States.ALL", "B"], "Next": "A"}], "End": true}"#,
      "2:66: `States.ALL` matches every error: expected it alone"
    ),
    (
      #"{"Type": "Task", "Resource": "x", "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "A"}, {"ErrorEquals": ["B"], "Next": "A"}], "End": true}"#,
      "2:66: `States.ALL` matches every error: expected it only in the last"
    ),
    (
      #"{"Type": "Wait", "End": true}"#,
      "2:6: the Wait state has 0 durations: expected exactly one of `Seconds`"
    ),
    (
      #"{"Type": "Wait", "Seconds": 1, "Timestamp": "x", "End": true}"#,
      "2:6: the Wait state has 2 durations: expected exactly one of"
    ),
    (
      #"{"Type": "Choice"}"#,
      "2:6: `Choices` of a Choice state: expected a list of rules, found nothing"
    ),
    (#"{"Type": "Choice", "Choices": [1]}"#, "2:37: `Choices`: expected a rule"),
    (
      #"{"Type": "Choice", "Choices": [{"Next": "A"}]}"#,
      "2:37: the rule has no condition: expected a comparison"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true}]}"#,
      "2:37: `Next` of a rule"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "x", "IsNull": true, "Next": "A"}]}"#,
      "2:50: the rule with `IsNull` has no valid `Variable`"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "StringEqual": "", "Next": "A"}]}"#,
      "2:55: a rule has no key `StringEqual`; did you mean `StringEquals`?"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "NumericEquals": "1", "Next": "A"}]}"#,
      "2:72: `NumericEquals`: expected a number"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "BooleanEquals": 1, "Next": "A"}]}"#,
      "2:72: `BooleanEquals`: expected `true` or `false`"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "StringEqualsPath": "x", "Next": "A"}]}"#,
      "2:75: `StringEqualsPath`: expected a path"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "IsString": true, "Next": "A"}]}"#,
      "2:37: the rule has `IsNull` and `IsString`: expected only one of them"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"And": [], "Next": "A"}]}"#,
      "2:45: `And`: expected a list of rules"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Not": {"Variable": "$", "IsNull": true, "Next": "A"}, "Next": "A"}]}"#,
      "2:79: only the outermost rule can have `Next`"
    ),
    (
      #"{"Type": "Choice", "QueryLanguage": "JSONata", "Choices": [{"Condition": "true", "Next": "A"}]}"#,
      "2:79: `Condition`: expected an expression"
    ),
    (
      #"{"Type": "Choice", "Choices": [{"Variable": "$", "IsNull": true, "Next": "A"}], "Default": "Z"}"#,
      "2:97: `Default`: the machine has no state `Z`"
    ),
    (#"{"Type": "Parallel", "End": true}"#, "2:6: `Branches` of a Parallel state"),
    (#"{"Type": "Parallel", "Branches": [{}], "End": true}"#, "2:40: `StartAt`"),
    (
      #"{"Type": "Parallel", "Branches": [{"StartAt": "A", "States": {"A": {"Type": "Fail"}}}], "End": true}"#,
      "2:68: the state name `A` is already used at 2:1"
    ),
    (
      #"{"Type": "Parallel", "Branches": [{"StartAt": "B", "States": {"B": {"Type": "Pass", "Next": "A"}}}], "End": true}"#,
      "2:98: `Next`: the machine has no state `A`"
    ),
    (#"{"Type": "Map", "End": true}"#, "2:6: the Map state has no `ItemProcessor`"),
    (
      #"{"Type": "Map", "Iterator": 1, "End": true}"#,
      "2:34: expected a machine with `StartAt` and `States`"
    ),
    (
      #"{"Type": "Map", "MaxConcurrency": "x", "ItemProcessor": {"StartAt": "B", "States": {"B": {"Type": "Fail"}}}, "End": true}"#,
      "2:40: `MaxConcurrency`: expected a whole number"
    ),
  ])
  func mistakesInAState(_ state: String, _ says: String) {
    check("{\"StartAt\": \"A\", \"States\": {\n\"A\": \(state)}}", says)
  }

  @Test func allMistakesAreReported() {
    let mistakes = PlanText.mistakes(
      """
      {"StartAt": "A", "Version": 1, "Other": 2, "States": {
        "A": {"Type": "Task", "Next": "B"},
        "C": {"Type": "Pass", "Foo": 1, "End": 3},
        "D": {"Type": "Nothing"}}}
      """)
    #expect(mistakes.count == 6, "\(mistakes)")
    #expect(
      mistakes.map { $0.prefix(4) } == ["1:32", "2:8:", "2:33", "3:25", "3:42", "4:17"],
      "\(mistakes)")
  }

  @Test func deepNestingIsRejected() {
    var inner = #"{"StartAt": "x", "States": {"x": {"Type": "Succeed"}}}"#
    for level in 0..<30 {
      inner =
        "{\"StartAt\": \"s\(level)\", \"States\": {\"s\(level)\": {\"Type\": \"Parallel\", \"Branches\": [\(inner)], \"End\": true}}}"
    }
    let mistakes = PlanText.mistakes(inner)
    #expect(
      mistakes.contains {
        $0.contains("the machines are nested too deeply: expected at most 24 levels")
      },
      "\(mistakes)")
    var rule = #"{"Variable": "$", "IsNull": true}"#
    for _ in 0..<60 { rule = "{\"Not\": \(rule)}" }
    let other = PlanText.mistakes(
      "{\"StartAt\": \"A\", \"States\": {\"A\": {\"Type\": \"Choice\", \"Choices\": [{\"Not\": \(rule), \"Next\": \"A\"}]}}}"
    )
    #expect(
      other.contains { $0.contains("the rules are nested too deeply: expected at most 30 levels") },
      "\(other)")
  }

  private func check(
    _ text: String, _ says: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    do {
      let plan = try AgentPlanReader.read(Array(text.utf8), as: .stateMachine) {
        _ throws(AgentFormatError) in throw AgentFormatError("there is no such file")
      }
      Issue.record("read \(PlanText.of(plan))", sourceLocation: sourceLocation)
    } catch {
      let mistakes = error.all.map { "\($0.line ?? 0):\($0.column ?? 0): \($0.message)" }
      #expect(
        mistakes.contains { $0.contains(says) }, "\(mistakes)", sourceLocation: sourceLocation)
    }
  }
}
