import ProvisoAgent
import ProvisoKernel
import ProvisoPlans
import Testing

/// The keys of `proviso.plan/1`.
@Suite struct NativePlanTests {
  static let head = "schema: proviso.plan/1\n"

  private static func steps(_ text: String) throws -> String {
    let plan = try PlanText.read(head + "steps:\n" + text)
    let only = try #require(plan.agents.first)
    #expect(plan.agents.count == 1 && only.name == "agent")
    return PlanText.of(only.steps)
  }

  @Test(arguments: [
    ("- call: a", "a()"),
    ("- {call: a, id: x, label: do it, retry: 2}", "x=a() 'do it' retry 2"),
    ("- {call: a, on_failure: stop}", "a()"),
    ("- {call: a, on_failure: continue}", "a() onfail go on"),
    ("- {call: a, on_failure: [{call: b}, {stop: true}]}", "a() onfail{b(); stop}"),
    (
      "- {call: ask, approves: [x, y]}\n- {call: a, id: x}\n- {call: b, id: y}",
      "ask() approves x,y; x=a(); y=b()"
    ),
    (
      "- {call: terraform_apply, with: {plan: p.json}, changes: p.json}",
      "terraform_apply(plan: \"p.json\") changes p.json"
    ),
    ("- {if: x > 1, then: [{call: a}], else: [{call: b}]}", "if(x > 1){a()}{b()}"),
    ("- {if: true, then: []}", "if(true){}{}"),
    (
      "- {if: \"a == \\\"b\\\"\", then: [{call: a}], on_failure: continue}",
      "if(a == \"b\"){a()}{} onfail go on"
    ),
    ("- repeat: {times: 3, do: [{call: a}]}", "loop =3{a()}"),
    (
      "- repeat: {at_most: 3, until: x.output == 1, do: [{call: a, id: x}]}",
      "loop <=3 until(x.output == 1){x=a()}"
    ),
    ("- repeat: {while: y, do: [{call: a}]}", "loop while(y){a()}"),
    ("- repeat: {do: [{call: a}]}", "loop{a()}"),
    (
      "- {parallel: [[{call: a}], [{call: b}, {call: c}]], retry: 1}",
      "par[a() || b(); c()] retry 1"
    ),
    ("- either: [[{call: a}], []]", "either[a() || ]"),
    ("- {do: [{call: a}, {call: b}], on_failure: [{call: c}]}", "{a(); b()} onfail{c()}"),
    ("- stop: true", "stop"),
  ])
  func keysOfSteps(_ text: String, _ told: String) throws {
    #expect(try Self.steps(text) == told)
  }

  @Test(arguments: [
    ("1", "1"), ("0.10", "0.1"), ("-12345678901234567890123", "-12345678901234567890123"),
    ("1e2", "100"), ("~", "null"), ("true", "true"), ("yes", "\"yes\""), ("\"1\"", "\"1\""),
    ("[1, [a]]", "[1, [\"a\"]]"), ("{a: 1, b: {c: 2}}", "{\"a\": 1, \"b\": {\"c\": 2}}"),
    ("${x}", "${x}"), ("${x.to[0].field}", "${x.to[0].field}"),
    ("'${x[\"a b}\"]}'", "${x.a b}}"),
    ("\"s3://b/${x.name}/${x}\"", "text(\"s3://b/\" ${x.name} \"/\" ${x})"),
    ("$${x}", "\"${x}\""), ("a$b$", "\"a$b$\""), ("$$${x}", "\"$${x}\""),
    ("[1, \"${x}\"]", "[1, ${x}]"), ("{a: 1, b: \"${x}\"}", "{a: 1, b: ${x}}"),
    ("{$written_from: [x]}", "written(x)"), ("{$written_from: []}", "written()"),
    ("{$unknown: true}", "?"), ("[{$unknown: true}]", "[?]"),
    ("{$set: {a: 1}}", "{\"$set\": {\"a\": 1}}"), ("0x10", "16"), ("\"\"", "\"\""),
  ])
  func values(_ text: String, _ told: String) throws {
    let steps = try Self.steps("- {call: a, id: x}\n- call: b\n  with:\n    v: \(text)")
    #expect(steps == "x=a(); b(v: \(told))")
  }

  @Test func theWholePlan() throws {
    let plan = try PlanText.read(
      Self.head + """
        name: move
        task: [one, two]
        world: ../w.proviso
        tools: t.json
        agents:
          first agent: [{call: a}]
          b: [{call: c}, {stop: true}]
        """,
      files: [
        "t.json":
          #"{"tools": [{"name": "a", "annotations": {"readOnlyHint": true, "title": "x"}}, {"name": "b"}]}"#
      ])
    #expect(plan.format == "proviso.plan/1")
    #expect(plan.name == "move")
    #expect(plan.userTexts == ["one", "two"])
    #expect(plan.world == "../w.proviso")
    #expect(PlanText.of(plan) == "first agent: a() | b: c(); stop")
    #expect(plan.gaps.isEmpty && plan.assumptions.isEmpty && plan.notModelled.isEmpty)
    func hints(_ flags: Bool...) -> Value {
      let names = ["readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"]
      return .map(
        Dictionary(uniqueKeysWithValues: zip(names.map { Text($0) }, flags.map { .bool($0) })))
    }
    #expect(
      plan.annotations == [
        "a": hints(true, true, false, true), "b": hints(false, true, false, true),
      ])
  }

  @Test(arguments: [
    #"[{"name": "a"}]"#, #"{"tools": [{"name": "a"}]}"#,
    #"{"jsonrpc": "2.0", "id": 1, "result": {"tools": [{"name": "a", "annotations": null}], "nextCursor": null}}"#,
  ])
  func toolsAreReadInEachForm(_ tools: String) throws {
    let plan = try PlanText.read(
      Self.head + "tools: t\nsteps: [{call: a}]", files: ["t": tools])
    #expect(plan.annotations.keys.sorted() == ["a"])
  }

  @Test func positionsOfStepsAndConditions() throws {
    let plan = try PlanText.read(
      Self.head + """
        steps:
          - if: x > 1
            then:
              - call: a
        """)
    let step = try #require(plan.agents.first?.steps.first)
    #expect(step.position == PlanPosition(line: 3, column: 5))
    guard case .branch(.expression(_, let position), let then, _) = step.kind else {
      Issue.record("no branch")
      return
    }
    #expect(position == PlanPosition(line: 3, column: 9))
    #expect(then.first?.position == PlanPosition(line: 5, column: 9))
  }

  // MARK: Shell commands

  /// Splits commands at `&&` and rejects those with a `$`.
  private static func shell(
    _ command: String, _ position: PlanPosition?, _ start: ShellStart
  ) -> ShellReading {
    if command.contains("$") { return ShellReading(steps: [], gaps: ["cannot verify: a dollar."]) }
    let steps = command.split(separator: "&").map { part in
      AgentPlanStep(.call(PlannedCall(tool: part.trimmingPrefix(" ").description, arguments: [])))
    }
    return ShellReading(steps: steps, gaps: [])
  }

  private static func shellSteps(_ text: String) throws -> (steps: String, gaps: [String]) {
    let plan = try PlanText.read(head + "steps:\n" + text, shell: shell)
    return (PlanText.of(plan.agents.first?.steps ?? []), plan.gaps)
  }

  @Test(arguments: [
    ("- {shell: ls, id: x, retry: 1, label: look}", "x=ls() 'look' retry 1"),
    ("- {call: Bash, id: x, with: {command: ls, description: d, timeout: 5}}", "x=ls()"),
    ("- {call: shell, with: {command: [bash, -lc, ls]}}", "ls()"),
    ("- {call: Bash, with: {command: ls, run_in_background: false}}", "ls()"),
    ("- {shell: rm &push, on_failure: continue}", "{rm ; push()} onfail go on"),
    (
      "- {shell: rm&push, id: x, label: l}\n- {call: a, id: x_1, with: {b: '${x.c}', d: ['${x}']}}\n- {call: ask, approves: [x]}",
      "x={x_2=rm() 'l'; x_3=push() 'l'}; x_1=a(b: written(x_2, x_3), d: [written(x_2, x_3)]); ask() approves x_2,x_3"
    ),
  ])
  func shellCommandsAreReadAsCalls(_ text: String, _ told: String) throws {
    let (steps, gaps) = try Self.shellSteps(text)
    #expect(steps.replacing("rm ()", with: "rm ") == told)
    #expect(gaps.isEmpty)
  }

  @Test(arguments: [
    ("- {shell: echo $x, id: x}", "x=shell(command: \"echo $x\")", "a dollar"),
    (
      "- {call: Bash, with: {command: \"ls ${x}\"}}\n- {call: a, id: x}",
      "Bash(command: text(\"ls \" ${x})); x=a()", "unknown until the plan runs"
    ),
    ("- call: Bash", "Bash()", "no argument"),
    (
      "- {call: bash, with: {command: ls, umask: 7}}", "bash(command: \"ls\", umask: 7)",
      "\"umask\""
    ),
    (
      "- {call: Bash, id: x, with: {command: ls, run_in_background: true}}",
      "x=Bash(command: \"ls\", run_in_background: true)", "in the background"
    ),
    (
      "- {call: execute_command, with: {command: [ls, 1]}}",
      "execute_command(command: [\"ls\", 1])", "a list"
    ),
    (
      "- {call: run_shell_command, with: {command: 1}}", "run_shell_command(command: 1)",
      "not a string"
    ),
  ])
  func unreadableShellCommandsAreGaps(_ text: String, told: String, says: String) throws {
    let (steps, gaps) = try Self.shellSteps(text)
    #expect(steps == told)
    #expect(
      gaps.count == 1 && gaps.allSatisfy { $0.contains(says) && $0.hasPrefix("cannot verify") })
  }

  @Test func withoutAShellReaderEveryCommandIsAGap() throws {
    let plan = try PlanText.read(
      Self.head + "steps: [{shell: ls}, {call: Bash, with: {command: rm -rf /}}]")
    #expect(
      plan.gaps == [
        "cannot verify: the shell command \"ls\".",
        "cannot verify: the shell command \"rm -rf /\".",
      ])
    #expect(PlanText.of(plan) == #"agent: shell(command: "ls"); Bash(command: "rm -rf /")"#)
  }

  @Test func formats() {
    func format(_ text: String) -> AgentPlanFormat? { AgentPlanReader.format(of: Array(text.utf8)) }
    #expect(format("schema: proviso.plan/1") == .native)
    #expect(format("schema: proviso.plan/7") == .native)
    #expect(format(#"{"schema": "proviso.plan/1", "steps": ["#) == .native)
    #expect(format("steps: [{call: a}]") == .native)
    #expect(format("agents: {b: [{shell: a}]}") == .native)
    #expect(format(#"{"nodes": [], "edges": []}"#) == .langGraph)
    #expect(format(#"{"States": {}}"#) == .stateMachine)
    #expect(format("StartAt: A") == .stateMachine)
    #expect(format(#"{"StartAt": "A", "States": {"#) == .stateMachine)
    for other in [
      "", "1", "[]", "{}", "[1, 2", #"[{"role": "user", "content": "hi"}]"#, "steps: [1]",
      #"{"schema": "proviso.result/1", "steps": []}"#, #"{"format_version": "1.2"}"#,
    ] {
      #expect(format(other) == nil, "\(other)")
    }
  }
}
