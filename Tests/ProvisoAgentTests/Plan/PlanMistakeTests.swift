import ProvisoAgent
import ProvisoKernel
import Testing

/// Mistakes in plans and their positions.
@Suite struct PlanMistakeTests {
  @Test(arguments: [
    (
      "schema: proviso.plan/2\nsteps: [{call: a}]",
      "1:9: `schema`: expected `proviso.plan/1`, found"
    ),
    ("steps: [{call: a}]", "1:1: the plan has no `schema`: expected `schema: proviso.plan/1`"),
    ("schema: proviso.plan/1", "1:1: the plan has no steps"),
    ("schema: proviso.plan/1\nsteps: []", "2:8: `steps`: expected at least one step"),
    ("schema: proviso.plan/1\nsteps:", "expected a list of steps, found nothing"),
    ("schema: proviso.plan/1\nagents: {}", "2:9: `agents`: expected a mapping from names to steps"),
    ("schema: proviso.plan/1\nagents: {a: []}", "2:13: the steps of `a`: expected at least one"),
    (
      "schema: proviso.plan/1\nagents: {a: [{stop: true}]}\nsteps: [{call: a}]",
      "3:1: the plan has both `steps` and `agents`"
    ),
    (
      "schema: proviso.plan/1\nstepps: [{call: a}]",
      "2:1: a plan has no key `stepps`; did you mean `steps`?"
    ),
    (
      "schema: proviso.plan/1\nsteps: [{call: a}]\nqqqqq: 1",
      "3:1: a plan has no key `qqqqq`; the keys are `schema`"
    ),
    (
      "schema: proviso.plan/1\nsteps: [{call: a}]\nname: 1",
      "3:7: `name`: expected a string, found the number 1; put it in quotes"
    ),
    ("schema: proviso.plan/1\nsteps: [{call: a}]\ntask: [a, {}]", "3:11: `task`"),
    (
      "schema: proviso.plan/1\nsteps: [{call: a}]\nworld:",
      "`world` (the path of a .proviso file): expected a string, found nothing"
    ),
    (
      "schema: proviso.plan/1\nsteps: [{call: a}]\nsteps: []",
      "2:1: the key `steps` is given more than once"
    ),
    (
      "{\"schema\": \"proviso.plan/1\",\n \"steps\": [{\"call\": \"a\", \"call\": \"b\"}]}",
      "2:26: "
    ),
    ("{\"schema\": \"proviso.plan/1\",\n \"steps\": [{\"call\": \"a\"}", "2:25: "),
  ])
  func mistakesInThePlan(_ text: String, _ says: String) {
    let mistakes = PlanText.mistakes(text)
    #expect(mistakes.contains { $0.contains(says) }, "\(mistakes)")
  }

  /// The step under test begins at 3:3.
  @Test(arguments: [
    ("a", "3:3: expected a step with one of `call`"),
    ("{id: x}", "3:3: this step does not say what it does: expected one of the keys `call`"),
    ("{cal: a}", "3:4: a step has no key `cal`; did you mean `call`?"),
    ("{tool: a}", "3:4: a step has no key `tool`; did you mean `call`?"),
    ("{call: a, shell: b}", "3:13: this step has `call` and `shell`: expected only one of"),
    ("{call: a, wiht: {}}", "3:13: a call has no key `wiht`; did you mean `with`?"),
    ("{call: a, args: {}}", "3:13: a call has no key `args`; did you mean `with`?"),
    ("{call: a, then: []}", "3:13: `then` belongs to a step with `if`, not to a call"),
    ("{shell: a, with: {}}", "3:14: `with` belongs to a call, not to a shell step"),
    ("{do: [], id: x}", "3:12: `id` belongs to a call, not to a step with `do`"),
    ("{call: }", "3:10: `call` (the name of a tool): expected a string, found nothing"),
    ("{call: [a]}", "3:10: `call` (the name of a tool): expected a string, found a list"),
    ("{call: true}", "found `true`; put it in quotes"),
    (
      "{call: a, with: [1]}",
      "3:19: `with`: expected arguments of the form `name: value`, found a list"
    ),
    (
      "{call: a, id: 1a}",
      "3:17: `id`: expected a letter or `_`, then letters, digits and `_`, found"
    ),
    ("{call: a, id: if}", "3:17: `id`: `if` is a reserved word"),
    ("{call: a, id: x-y}", "3:17: `id`"),
    (
      "{do: [{call: a, id: x}, {call: b, id: x}]}",
      "3:41: the id `x` is already used at 3:23"
    ),
    (
      "{call: a, approves: x}",
      "3:23: `approves`: expected a list of call ids, found the string \"x\""
    ),
    ("{call: a, approves: []}", "3:23: `approves`: expected a list"),
    ("{call: a, approves: [xx], id: xy}", "3:24: no call has the id `xx`; did you mean `xy`?"),
    ("{call: a, approves: [b], id: b}", "3:23: `approves`: `b` cannot approve itself"),
    (
      "{call: a, approves: [xx]}", "3:24: no call has the id `xx`; give a call an id with `id:`"
    ),
    (
      "{call: a, changes: {}}", "3:22: `changes` (the path of a Terraform plan): expected a string"
    ),
    (
      "{call: a, retry: -1}",
      "3:20: `retry`: expected a whole number from 0 to 1000000, found the number -1"
    ),
    ("{call: a, retry: 1.5}", "3:20: `retry`"),
    ("{call: a, retry: 99999999999999999999}", "3:20: `retry`"),
    (
      "{call: a, retry: 010}",
      "3:20: `retry`: expected a whole number from 0 to 1000000, found `010` begins"
    ),
    (
      "{call: a, on_failure: contine}",
      "3:25: `on_failure`: expected `stop`, `continue` or a list of steps, found the string \"contine\"; did you mean `continue`?"
    ),
    ("{call: a, on_failure: {call: b}}", "3:25: `on_failure`: expected"),
    ("{if: x}", "3:3: this step has `if` but no `then`"),
    (
      "{if: yes, then: []}",
      "3:8: `if`: expected a condition, found the string \"yes\"; `yes` is a string in YAML 1.2, write `true` or `false`"
    ),
    ("{if: 1, then: []}", "3:8: `if`: expected a condition, found the number 1"),
    ("{if: \" \", then: []}", "3:8: `if`: expected a condition"),
    ("{if: x, then: {call: a}}", "3:17: `then`: expected a list of steps, found a mapping"),
    ("{if: x, then: [], else: }", "3:27: `else`: expected a list of steps, found nothing"),
    (
      "{stop: yes}",
      "3:10: `stop`: expected `true`, found the string \"yes\"; `yes` is a string in YAML 1.2"
    ),
    ("{stop: false}", "3:10: `stop`: expected `true`, found `false`"),
    ("{stop: true, retry: 1}", "3:16: `stop` cannot have other keys"),
    ("{repeat: 3}", "3:12: `repeat`: expected a mapping with `do`"),
    ("{repeat: {times: 2}}", "3:12: `repeat` has no `do`"),
    (
      "{repeat: {times: 2, at_most: 3, do: [{call: a}]}}",
      "3:32: `repeat` has both `times` and `at_most`: expected `times` (exactly) or `at_most`"
    ),
    ("{repeat: {times: 0, do: [{call: a}]}}", "3:20: `times`: expected a whole number from 1"),
    (
      "{repeat: {unitl: x, do: [{call: a}]}}",
      "3:13: `repeat` has no key `unitl`; did you mean `until`?"
    ),
    ("{repeat: {do: []}}", "3:17: `do`: expected at least one step"),
    ("{parallel: []}", "3:14: `parallel`: expected a list of branches"),
    ("{either: [{call: a}]}", "3:13: `either`: expected a list of steps as a branch"),
    ("{either: [a]}", "3:13: a branch of `either`: expected a list of steps"),
    (
      "{call: a, with: {b: '${c}'}}",
      "3:23: no call has the id `c`; for a literal `${c}`, write `$${…}`"
    ),
    (
      "{call: a, id: dump, with: {b: '${dmp.x}'}}",
      "3:33: no call has the id `dmp`; did you mean `dump`?"
    ),
    ("{call: a, with: {b: '${c'}}", "3:23: `${` has no closing `}`"),
    ("{call: a, with: {b: '${}'}}", "3:23: `${}`: expected a call id"),
    ("{call: a, with: {b: '${c.}'}}", "3:23: `${c.}`"),
    ("{call: a, with: {b: '${c[x]}'}}", "3:23: `${c[x]}`"),
    ("{call: a, with: {b: '${c d}'}}", "3:23: `${c d}`"),
    ("{call: a, with: {b: '${c[0}'}}", "3:23: `${c[0}`"),
    (
      "{call: a, with: {b: {$writen_from: [c]}}}",
      "3:24: a value has no key `$writen_from`; did you mean `$written_from`?"
    ),
    ("{call: a, with: {b: {$unknown: true, c: 1}}}", "3:24: `$unknown` must be the only key"),
    ("{call: a, with: {b: {$unknown: yes}}}", "3:34: `$unknown`: expected `true`"),
    (
      "{call: a, with: {b: {$written_from: c}}}",
      "3:39: `$written_from`: expected a list of call ids"
    ),
    ("{call: a, with: {b: 007}}", "3:23: `007` begins with a zero"),
    ("{call: a, with: {b: .nan}}", "3:23: `.nan` is not a finite number"),
    ("{call: a, with: {b: 1e999999999}}", "3:23: the number 1e999999999 is too large"),
    ("{call: a, with: {b: !!str 1}}", "3:23: tags (`!`) are not supported"),
    ("{call: a, with: {b: &c 1}}", "3:23: anchors (`&`) are not supported"),
  ])
  func mistakesInAStep(_ text: String, _ says: String) {
    let mistakes = PlanText.mistakes("schema: proviso.plan/1\nsteps:\n- \(text)")
    #expect(mistakes.count == 1, "\(mistakes)")
    #expect(mistakes.contains { $0.contains(says) }, "\(mistakes)")
  }

  @Test(arguments: [
    ("{", "t.json:1:"), ("1", "t.json:1:1: expected the result of `tools/list`"),
    ("{\"tools\": 1}", "t.json:1:11: expected the result of `tools/list`"),
    ("{\"tools\": [{}]}", "t.json:1:12: expected a tool with a `name`"),
    ("{\"tools\": [{\"name\": 1}]}", "t.json:1:21: expected a tool with a `name`"),
    (
      "{\"tools\": [{\"name\": \"a\"}, {\"name\": \"a\"}]}",
      "t.json:1:27: the tool `a` is listed twice"
    ),
    (
      "{\"tools\": [{\"name\": \"a\", \"annotations\": []}]}",
      "t.json:1:41: `annotations`: expected a mapping"
    ),
    (
      "{\"tools\": [{\"name\": \"a\", \"annotations\": {\"readOnlyHint\": \"yes\"}}]}",
      "t.json:1:58: `readOnlyHint`: expected `true` or `false`"
    ),
    (
      "{\"tools\": [], \"nextCursor\": \"x\"}",
      "t.json:1:29: `nextCursor`: this is only one page of the list"
    ),
  ])
  func mistakesInTheTools(_ tools: String, _ says: String) {
    let mistakes = PlanText.mistakes(
      "schema: proviso.plan/1\ntools: t.json\nsteps: [{call: a}]", files: ["t.json": tools])
    #expect(mistakes.count == 1 && mistakes.allSatisfy { $0.hasPrefix(says) }, "\(mistakes)")
  }

  @Test func missingFileIsReported() {
    let mistakes = PlanText.mistakes("schema: proviso.plan/1\ntools: t.json\nsteps: [{call: a}]")
    #expect(mistakes == ["2:8: `tools`: cannot read t.json: there is no such file"])
  }

  @Test func allMistakesAreReported() {
    let mistakes = PlanText.mistakes(
      """
      schema: proviso.plan/1
      nmae: x
      steps:
        - call: a
          wth: {}
          retry: often
        - if: on
        - call: b
          with: {x: "${z}"}
      """)
    #expect(mistakes.count == 6, "\(mistakes)")
    for (mistake, position) in zip(mistakes, ["2:1", "5:5", "6:12", "7:5", "7:9", "9:15"]) {
      #expect(mistake.hasPrefix(position + ": "), "\(mistake)")
    }
    #expect(
      PlanText.mistakes(
        "schema: proviso.plan/1\nsteps:\n" + String(repeating: "- x: 1\n", count: 1000)
      ).count == 50)
  }

  @Test func hostileTextsAreRejected() {
    let head = "schema: proviso.plan/1\nsteps: "
    for text in [
      head + String(repeating: "[", count: 200_000),
      head + String(repeating: "{do: ", count: 100_000),
      head + String(repeating: "[{do: ", count: 150) + String(repeating: "}]", count: 150),
      #"{"schema": "proviso.plan/1", "steps": "# + String(repeating: #"[{"do": "#, count: 100_000),
      #"{"schema": "proviso.plan/1", "steps": "# + String(repeating: "[", count: 300)
        + String(repeating: "]", count: 300) + "}",
      head + "[]" + String(repeating: "\n", count: 5 << 20),
      "{\"schema\": \"proviso.plan/1\"" + String(repeating: " ", count: 17 << 20) + "}",
      "\u{0}", "{\"\u{0}",
    ] {
      #expect(!PlanText.mistakes(text).isEmpty)
    }
    do {
      _ = try AgentPlanReader.read(Array("schema: proviso.plan/1\nname: \u{E9}".utf8) + [0xFF]) {
        path throws(AgentFormatError) in throw AgentFormatError(path)
      }
      Issue.record("read")
    } catch {
      #expect(error.line == 2 && error.column == 8, "\(error)")
    }
  }
}
