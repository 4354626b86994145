import ProvisoAgent
import ProvisoKernel
import Testing

/// State machines as plans.
@Suite struct StateMachineTests {
  private typealias M = MachineText

  @Test func statesInSequence() throws {
    #expect(
      try M.told([
        ("First thing", M.task("one", M.next("W"))),
        ("W", #""Type": "Wait", "Seconds": 3, "Next": "P""#),
        ("P", #""Type": "Pass", "End": true"#),
      ])
        == "agent: at_First_thing={state_First_thing=one(*: ?) 'First thing'}; at_W={}; at_P={}; at_end={}"
    )
  }

  @Test func retriesAndCatches() throws {
    let catches =
      #""Catch": [{"ErrorEquals": ["A"], "Next": "X"}, {"ErrorEquals": ["States.ALL"], "Next": "Y"}], "Next": "Y""#
    let ends = [("X", #""Type": "Fail""#), ("Y", #""Type": "Succeed""#)]
    #expect(
      try M.told([("T", M.task("t", catches))] + ends)
        == "agent: at_T={state_T=t(*: ?) 'T' onfail{either[-> at_X || -> at_Y]}; -> at_Y}; at_X={fail}; at_Y={}; at_end={}"
    )
    let plan = try M.told(
      [("T", M.task("t", #""Retry": [{"ErrorEquals": ["B"], "MaxAttempts": 1}], "# + catches))]
        + ends)
    #expect(plan.contains("onfail{either[-> again_1_T || -> at_X || -> at_Y]}"))
    #expect(plan.contains("again_1_T={state_T=t(*: ?) 'T' onfail{either[-> at_X || -> at_Y]}"))
  }

  /// A retrier for all errors retries before a catcher applies.
  @Test func aRetrierForAllErrors() throws {
    let plan = try M.told([
      ("T", M.task("t", #""Retry": [{"ErrorEquals": ["States.ALL"]}], "End": true"#))
    ])
    #expect(plan.contains("at_T={state_T=t(*: ?) 'T' onfail{-> again_1_T}; -> at_end; again_1_T="))
    #expect(plan.contains("again_3_T={state_T=t(*: ?) 'T'}"))
    #expect(!plan.contains("again_4_T"))
    let never = try M.told([
      (
        "T",
        M.task("t", #""Retry": [{"ErrorEquals": ["States.ALL"], "MaxAttempts": 0}], "End": true"#)
      )
    ])
    #expect(!never.contains("again"))
    let two = try M.told([
      (
        "T",
        M.task(
          "t",
          #""Retry": [{"ErrorEquals": ["A"], "MaxAttempts": 1}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 2}], "End": true"#
        )
      )
    ])
    // At least one retry, because each error matches one of the retriers, and at most three.
    #expect(two.contains("at_T={state_T=t(*: ?) 'T' onfail{-> again_1_T}"))
    #expect(two.contains("again_1_T={state_T=t(*: ?) 'T' onfail{either[-> again_2_T || fail]}"))
    #expect(two.contains("again_3_T={state_T=t(*: ?) 'T'}"))
  }

  @Test func retriesInALoopAreUnbounded() throws {
    let plan = try M.told([
      ("T", M.task("t", #""Retry": [{"ErrorEquals": ["A"]}], "Next": "C""#)),
      (
        "C",
        #""Type": "Choice", "Choices": [{"Variable": "$.x", "IsNull": true, "Next": "T"}], "Default": "E""#
      ),
      ("E", #""Type": "Succeed""#),
    ])
    #expect(plan.contains("onfail{either[-> at_T || fail]}"))
    #expect(plan.contains("at_C={either[-> at_T || ]}"))
  }

  @Test func branches() throws {
    let branches = """
      "Type": "Parallel", "Branches": [\(M.machine([("A", M.task("a", M.end))])),
        \(M.machine([("B", M.task("b", M.next("F"))), ("F", #""Type": "Fail""#)]))],
      "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "Z"}], "Next": "Z"
      """
    let plan = try M.read(M.machine([("P", branches), ("Z", #""Type": "Succeed""#)]))
    #expect(
      PlanText.of(plan)
        == "agent: at_P={par[at_A={state_A=a(*: ?) 'A'}; at_end_2={} || at_B={state_B=b(*: ?) 'B'}; at_F={fail}; at_end_3={}] early onfail{-> at_Z}}; at_Z={}; at_end={}"
    )
  }

  @Test func sequentialItems() throws {
    func plan(_ most: String) throws -> String {
      try M.told([
        (
          "M",
          """
          "Type": "Map", "MaxConcurrency": \(most), "ItemProcessor": \(M.machine([
            ("A", M.task("a", M.next("B"))), ("B", M.task("b", M.end)),
          ])), "End": true
          """
        )
      ])
    }
    #expect(
      try plan("1").contains("loop{at_A={state_A=a(*: ?) 'A'}; at_B={state_B=b(*: ${state_A}) 'B'}")
    )
    #expect(
      try plan("0").contains(
        "par[loop{state_A=a(*: ?) 'A'} || loop{if(state_A.started or state_A.failed){state_B=b(*: written(state_A)) 'B'}{}}] early"
      ))
  }

  /// The translated rule of a Choice state, given the state that its variable comes from.
  private func rule(
    _ rule: String, task: String = M.next("C"), between: (String, String)? = nil,
    variable: String = "$.ok", language: String = ""
  ) throws -> String {
    let told = try M.told(
      [
        (
          "T",
          M.task(
            "t", between == nil ? task : task.replacing("\"C\"", with: "\"\(between?.0 ?? "")\""))
        )
      ]
        + (between.map { [$0] } ?? []) + [
          (
            "C",
            "\"Type\": \"Choice\", \"Choices\": [{\(rule), \"Next\": \"Y\"}], \"Default\": \"N\""
          ),
          ("Y", M.task("y", M.end)), ("N", #""Type": "Succeed""#),
        ], language)
    guard let from = told.range(of: "at_C={"),
      let to = told.range(of: "at_Y={") ?? told.range(of: "at_N={")
    else { return told }
    return String(told[from.upperBound..<to.lowerBound].prefix { $0 != ";" })
  }

  @Test func rulesOverAnswers() throws {
    let yes = #""Variable": "$.ok", "BooleanEquals": true"#
    #expect(try rule(yes).contains("if(state_T.output == true){-> at_Y}{}"))
    #expect(
      try rule(
        #""Variable": "$.t.a[0].b", "StringEquals": "x\"y""#,
        task: #""ResultPath": "$.t", "Next": "C""#
      )
      .contains(#"if(state_T.output == "x\"y"){-> at_Y}{}"#))
    #expect(
      try rule(#""Not": {"Variable": "$.n", "NumericLessThanEquals": 3.5}"#)
        .contains("if(not (state_T.output <= 3.5)){-> at_Y}{}"))
    #expect(
      try rule(
        #""Or": [{"Variable": "$", "NumericEquals": 1}, {"Variable": "$", "NumericEquals": 2}]"#
      )
      .contains("if((state_T.output == 1) or (state_T.output == 2)){-> at_Y}{}"))
    // Only a part of the condition is known.
    #expect(
      try rule(
        #""And": [{"Variable": "$.ok", "BooleanEquals": true}, {"Variable": "$.x", "IsPresent": true}]"#
      )
      .contains("if(state_T.output == true){either[-> at_Y || ]}{}"))
    #expect(
      try rule(
        #""Or": [{"Variable": "$.ok", "BooleanEquals": true}, {"Variable": "$.x", "IsPresent": true}]"#
      )
      .contains("if(state_T.output == true){-> at_Y}{}"))
    // The rules read two parts, but the contract of a tool has only one output.
    #expect(
      try rule(
        #""And": [{"Variable": "$.a", "BooleanEquals": true}, {"Variable": "$.b", "BooleanEquals": true}]"#
      )
      .contains("either[-> at_Y || ]"))
    #expect(
      try rule(yes, task: #""ResultPath": null, "Next": "C""#).contains("either[-> at_Y || ]"))
    #expect(try rule(#""Variable": "$.ok", "StringMatches": "a*""#).contains("either[-> at_Y || ]"))
  }

  @Test func dataFlowBetweenStates() throws {
    let yes = #""Variable": "$.ok", "BooleanEquals": true"#
    func pass(_ fields: String) -> (String, String) {
      ("P", "\"Type\": \"Pass\", \(fields), \"Next\": \"C\"")
    }
    #expect(
      try rule(yes, between: pass(#""Parameters": {"ok.$": "$.deep['er']"}"#))
        .contains("if(state_T.output == true)"))
    #expect(
      try rule(yes, between: pass(#""InputPath": "$.inner""#)).contains(
        "if(state_T.output == true)"))
    #expect(try rule(yes, between: pass(#""Result": {"ok": true}"#)).contains("-> at_Y"))
    #expect(!(try rule(yes, between: pass(#""Result": {"ok": true}"#)).contains("if(")))
    #expect(!(try rule(yes, between: pass(#""Result": {"ok": "true"}"#)).contains("at_Y")))
    #expect(
      try rule(yes, between: pass(#""Result": 1, "ResultPath": "$.other""#))
        .contains("if(state_T.output == true)"))
    #expect(
      try rule(yes, between: pass(#""Parameters": {"ok.$": "States.JsonToString($)"}"#))
        .contains("either[-> at_Y || ]"))
    #expect(
      try rule(
        #""Variable": "$v.ok", "BooleanEquals": true"#,
        task: #""Assign": {"v": {"ok": true}}, "Next": "C""#
      )
      .contains("-> at_Y"))
  }

  @Test func rulesInJSONata() throws {
    let language = #""QueryLanguage": "JSONata", "#
    func rule(_ condition: String, task: String = M.next("C")) throws -> String {
      try self.rule("\"Condition\": \"\(condition)\"", task: task, language: language)
    }
    #expect(try rule("{% $states.input.ok = true %}").contains("if(state_T.output == true)"))
    #expect(try rule("{% $states.input.ok %}").contains("if(state_T.output == true)"))
    #expect(
      try rule(
        "{% $not($said.a != 'no') and ($said.a = 'no') %}",
        task: #""Assign": {"said": "{% $states.result %}"}, "Next": "C""#
      )
      .contains(#"if((not (not (state_T.output == "no"))) and (state_T.output == "no"))"#))
    #expect(try rule("{% 3 < $states.input %}").contains("if(state_T.output > 3)"))
    #expect(try rule("{% $exists($states.input.ok) %}").contains("either[-> at_Y || ]"))
    #expect(
      try rule(
        "{% $states.input.ok = true %}",
        task: #""Output": {"ok": "{% $states.result.deep %}"}, "Next": "C""#
      )
      .contains("if(state_T.output == true)"))
    #expect(
      try rule(
        "{% $states.input.ok = true %}",
        task: #""Output": "{% $merge([$states.result]) %}", "Next": "C""#
      )
      .contains("either[-> at_Y || ]"))
  }

  /// An input can still hold an earlier output of a call that is made again.
  @Test func earlierOutputsOfRepeatedCalls() throws {
    let again = M.task(
      "t",
      #""Catch": [{"ErrorEquals": ["States.ALL"], "ResultPath": "$.e", "Next": "C"}], "Next": "C""#)
    let told = try M.told([
      ("T", again),
      (
        "C",
        #""Type": "Choice", "Choices": [{"Variable": "$.ok", "BooleanEquals": true, "Next": "T"}], "Default": "E""#
      ),
      ("E", #""Type": "Succeed""#),
    ])
    #expect(told.contains("at_C={either[-> at_T || ]}"))
  }

  @Test func arguments() throws {
    let plan = try M.read(
      M.machine([
        ("A", M.task("a", M.next("B"))),
        (
          "B",
          """
          "Type": "Task", "Resource": "arn:aws:states:::lambda:invoke",
          "Parameters": {"FunctionName": "arn:aws:lambda:eu-central-1:1:function:b-c:prod", "Payload": {
            "all.$": "$", "part.$": "$.x[0]", "word": "w", "made.$": "States.UUID()", "in.$": "$$.Execution.Input.y",
            "list": [1, {"deep.$": "$.y"}]}}, "ResultPath": "$.b", "Next": "D"
          """
        ),
        (
          "D",
          """
          "Type": "Task", "Resource": "arn:aws:states:::dynamodb:deleteItem",
          "Parameters": {"Key.$": "$.b.Payload.key", "Status.$": "$.b.StatusCode"}, "End": true
          """
        ),
      ]))
    let told = PlanText.of(plan)
    #expect(
      told.contains(
        "state_B=b_c(all: ${state_A}, in: ?, list: [1, {deep: ${state_A.y}}], made: written(state_A), part: ${state_A.x[0]}, word: \"w\") 'B'"
      ), "\(told)")
    #expect(
      told.contains(
        "state_D=dynamodb_deleteItem(Key: ${state_B.key}, Status: written(state_B)) 'D'"), "\(told)"
    )
    #expect(plan.gaps.isEmpty)
  }

  @Test(arguments: [
    ("arn:aws:states:::aws-sdk:rds:deleteDBInstance", "rds_deleteDBInstance"),
    ("arn:aws:states:::ecs:runTask.sync", "ecs_runTask_sync"),
    ("arn:aws:states:::states:startExecution.sync:2", "states_startExecution_sync"),
    ("arn:aws:states:::sqs:sendMessage.waitForTaskToken", "sqs_sendMessage_waitForTaskToken"),
    ("arn:aws:states:eu-central-1:1:activity:ask person", "ask_person"),
    ("arn:${AWS::Partition}:states:::dynamodb:putItem", "dynamodb_putItem"),
    ("${DropFunctionArn}", "DropFunctionArn"), ("${DropFunction.Arn}", "DropFunction"),
    ("arn:aws:lambda:${AWS::Region}:1:function:${Name}:7", "Name"),
    ("arn:aws:states:us-east-1:123456789012:task:HelloWorld", "HelloWorld"),
    ("docker://x", "__x"), ("if", "if_"), ("7zip", "_7zip"),
  ])
  func tools(_ resource: String, _ tool: String) throws {
    #expect(
      try M.told([("T", "\"Type\": \"Task\", \"Resource\": \"\(resource)\", \"End\": true")])
        .contains("state_T=\(tool)("))
  }

  @Test func unknownFunctionIsAGap() throws {
    func gaps(_ parameters: String) throws -> [String] {
      try M.read(
        M.machine([
          (
            "T",
            "\"Type\": \"Task\", \"Resource\": \"arn:aws:states:::lambda:invoke\", \"Parameters\": {\(parameters)}, \"End\": true"
          )
        ])
      ).gaps
    }
    #expect(try gaps(#""FunctionName": "f""#) == [])
    #expect(try gaps(#""FunctionName.$": "$.f""#).count == 1)
    #expect(try gaps(#""FunctionName": "f", "InvocationType": "Event""#).count == 1)
    #expect(try gaps(#""FunctionName": "f", "InvocationType": "RequestResponse""#) == [])
  }

  @Test func assumptions() throws {
    let plan = try M.read(
      M.machine(
        [
          (
            "T",
            M.task(
              "a-b",
              #""TimeoutSeconds": 3, "Credentials": {"RoleArn": "r"}, "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "U"}], "Next": "U""#
            )
          ),
          ("U", M.task("a_b", M.next("C"))),
          (
            "C",
            #""Type": "Choice", "Choices": [{"Variable": "$.p.q", "BooleanEquals": true, "Next": "W"}], "Default": "W""#
          ),
          ("W", #""Type": "Wait", "SecondsPath": "$.s", "End": true"#),
        ], #""Comment": "mine", "TimeoutSeconds": 60, "Version": "1.0", "#))
    #expect(plan.name == "mine")
    #expect(
      plan.notModelled == ["the duration of Wait states", "the `Credentials` of Task states"])
    for part in [
      "States.Runtime", "a state can fail with any error", "a call that times out",
      "its own `TimeoutSeconds`",
      "the output of `U` is the part of its answer at `$.p.q`",
      "the tool `a_b` has the name `a_b_2`",
    ] {
      #expect(plan.assumptions.contains { $0.contains(part) }, "\(part): \(plan.assumptions)")
    }
  }

  @Test func itemReaderAndResultWriter() throws {
    let inner = M.machine([("A", M.task("a", M.end))])
    let plan = try M.read(
      M.machine([
        (
          "M",
          "\"Type\": \"Map\", \"ItemProcessor\": \(inner), \"ItemReader\": {}, \"ResultWriter\": {}, \"End\": true"
        )
      ]))
    #expect(plan.notModelled == ["the data that Map states read with `ItemReader`"])
    #expect(plan.gaps == ["the Map state `M` writes its results (`ResultWriter`)"])
  }

  /// The analysis gives up values that a loop nests deeper and deeper, and machines that take too
  /// long.
  @Test func dataFlowAnalysisTerminates() throws {
    let deeper = try M.read(
      M.machine([
        ("T", M.task("t", M.next("P"))),
        (
          "P", #""Type": "Pass", "Parameters": {"in": {"was.$": "$"}, "ok.$": "$.ok"}, "Next": "C""#
        ),
        (
          "C",
          #""Type": "Choice", "Choices": [{"Variable": "$.ok", "BooleanEquals": true, "Next": "P"}, {"Variable": "$.x", "IsPresent": true, "Next": "T"}], "Default": "E""#
        ), ("E", #""Type": "Succeed""#),
      ]))
    #expect(PlanText.of(deeper).contains("if(state_T.output == true)"))
    var inner = M.machine([("x", M.task("f", M.end))])
    for level in 0..<20 {
      inner = M.machine([
        (
          "s\(level)",
          "\"Type\": \"Parallel\", \"Branches\": [\(inner)], \"Catch\": [{\"ErrorEquals\": [\"E\"], \"ResultPath\": \"$.e\(level)\", \"Next\": \"s\(level)\"}], \"Next\": \"s\(level)\""
        )
      ])
    }
    #expect(try !M.read(inner).agents.isEmpty)
  }
}
