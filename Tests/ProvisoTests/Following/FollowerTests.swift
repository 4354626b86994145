import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoPlans
import Testing

@testable import Proviso

/// Calls that are compared with the steps of a plan: tools, arguments, outputs, conditions.
@Suite struct FollowerTests {
  private static let plan = """
    schema: proviso.plan/1
    name: answer a mail
    cwd: /srv/shop
    steps:
      - call: find
        id: found
        with: { name: "Anna", most: 3 }
      - if: found.output.count > 0
        then:
          - call: ask_person
            id: answer
            with: { question: "Write to ${found.people[0].mail}?" }
          - if: answer.output == true
            then:
              - call: send
                id: sent
                with:
                  to: ["${found.people[0].mail}"]
                  body: { $written_from: [found] }
        else:
          - shell: git status
    """

  private static func follower(_ text: String = plan) throws -> PlanFollower {
    PlanFollower(
      try AgentPlanInput.written(
        InputSource(Array(text.utf8), name: "plan.yaml"), in: .everywhere))
  }

  private static func call(
    _ tool: String, _ arguments: [(name: String, value: Value)] = [], in directory: String? = nil
  ) -> ObservedCall {
    ObservedCall(name: tool, tool: tool, arguments: arguments, directory: directory)
  }

  private static let find = call("find", [("name", .string("Anna")), ("most", .number(Number(3)))])
  private static let people = Value.map([
    "count": .number(Number(1)),
    "people": .list([.map(["mail": .string("anna@acme.example")])]),
  ])
  private static func ask(_ mail: String) -> ObservedCall {
    call("ask_person", [("question", .string(Text("Write to \(mail)?")))])
  }
  private static func send(_ mail: String, _ body: String = "Hello") -> ObservedCall {
    call("send", [("to", .list([.string(Text(mail))])), ("body", .string(Text(body)))])
  }

  private static func isOutside(_ answer: PlanFollower.Answer) -> Bool {
    if case .outside = answer { true } else { false }
  }
  private static func isUncertain(_ answer: PlanFollower.Answer) -> Bool {
    if case .uncertain = answer { true } else { false }
  }

  @Test func valuesOfOutputsAreBound() throws {
    var follower = try Self.follower()
    #expect(follower.add(Self.find) == .step)
    follower.settle(0, failed: false, output: Self.people)
    #expect(Self.isOutside(follower.answer(for: Self.ask("eve@evil.example"))))
    #expect(follower.add(Self.ask("anna@acme.example")) == .step)
    follower.settle(1, failed: false, output: .bool(true))
    #expect(Self.isOutside(follower.answer(for: Self.send("eve@evil.example"))))
    #expect(follower.add(Self.send("anna@acme.example", "anything")) == .step)
    follower.settle(2, failed: false, output: .null)
    #expect(follower.canEnd && follower.next.isEmpty)
    #expect(Self.isOutside(follower.answer(for: Self.send("anna@acme.example"))))
  }

  @Test func conditionsDecideTheBranch() throws {
    var follower = try Self.follower()
    follower.add(Self.find)
    follower.settle(0, failed: false, output: .map(["count": .number(Number(0))]))
    #expect(Self.isOutside(follower.answer(for: Self.ask("anna@acme.example"))))
    func shell(_ command: String, in directory: String? = "/srv/shop") -> PlanFollower.Answer {
      follower.answer(
        for: Self.call(
          "Bash", [("command", .string(Text(command))), ("description", .string("look"))],
          in: directory))
    }
    #expect(shell("git status") == .step)
    #expect(Self.isUncertain(shell("git status", in: nil)))
    #expect(Self.isOutside(shell("git status", in: "/srv/other")))
    #expect(Self.isOutside(shell("git status; rm -rf .")))
  }

  /// A call that is not known is never a step, and never outside.
  @Test func whatIsNotKnownIsUncertain() throws {
    var follower = try Self.follower()
    follower.add(Self.find)
    // Nobody has said yet whether the call is over.
    #expect(Self.isUncertain(follower.answer(for: Self.ask("anna@acme.example"))))
    follower.settle(0, failed: false, output: nil)
    #expect(Self.isUncertain(follower.answer(for: Self.ask("eve@evil.example"))))
    #expect(Self.isOutside(follower.answer(for: Self.call("delete_everything"))))
  }

  @Test func otherSpellingsOfNamesAreUncertain() throws {
    var follower = try Self.follower(
      "schema: proviso.plan/1\nsteps: [{ call: find, with: { Keep: 1 } }]")
    let one = Value.number(Number(1))
    #expect(Self.isUncertain(follower.answer(for: Self.call("find", [("\u{212A}eep", one)]))))
    #expect(follower.add(Self.call("find", [("Keep", one)])) == .step)
  }

  @Test func aRefusedAnswerEndsThePlan() throws {
    for answer in [Value.bool(false), .string("no"), .string("false")] {
      var follower = try Self.follower()
      follower.add(Self.find)
      follower.settle(0, failed: false, output: Self.people)
      follower.add(Self.ask("anna@acme.example"))
      follower.settle(1, failed: false, output: answer)
      #expect(Self.isOutside(follower.answer(for: Self.send("anna@acme.example"))), "\(answer)")
    }
  }

  /// Hosts show results in different shapes.
  @Test(arguments: [
    #"{"content":[{"type":"text","text":"true"}]}"#, #"{"structuredContent":true}"#,
    #"{"stdout":"true\n","stderr":""}"#, #""true""#, "true",
  ])
  func shapesOfResults(_ json: String) throws {
    var follower = try Self.follower()
    follower.add(Self.find)
    follower.settle(0, failed: false, output: Self.people)
    follower.add(Self.ask("anna@acme.example"))
    let output = try #require(
      ArgumentObject.value(of: json) ?? (json == #""true""# ? .string("true") : nil))
    follower.settle(1, failed: false, output: output)
    #expect(follower.answer(for: Self.send("anna@acme.example")) == .step)
  }

  @Test(arguments: [
    [("name", Value.string("Anna"))], [("name", .string("Anna")), ("most", .number(Number(4)))],
    [("name", .string("Anna")), ("most", .number(Number(3))), ("all", .bool(true))],
    [("name", .string("Anna")), ("most", .string("3"))],
  ])
  func otherArgumentsAreAnotherCall(_ arguments: [(name: String, value: Value)]) throws {
    #expect(Self.isOutside(try Self.follower().answer(for: Self.call("find", arguments))))
  }

  /// A call that a person lets through although it is no step leaves the plan where it is.
  @Test func callsOutsideLeaveThePlan() throws {
    var follower = try Self.follower()
    follower.add(Self.find)
    follower.settle(0, failed: false, output: Self.people)
    #expect(Self.isOutside(follower.add(Self.call("look"))))
    follower.settle(1, failed: false, output: nil)
    #expect(follower.answer(for: Self.ask("anna@acme.example")) == .step)
    // A step that was refused can be made again.
    follower.add(Self.ask("anna@acme.example"))
    follower.refuse(2)
    #expect(follower.answer(for: Self.ask("anna@acme.example")) == .step)
  }

  /// Texts with written parts fit any text there, and nothing else.
  @Test(arguments: [
    ("Dear Anna, hello. Bye", true), ("Dear Anna, . Bye", true), ("Dear Anna. Bye", false),
    ("Dear Eve, hello. Bye", false), ("Dear Anna, hello. Bye!", false), ("x", false),
  ])
  func writtenPartsOfTexts(_ text: String, _ fits: Bool) throws {
    let follower = PlanFollower(
      AgentPlan(
        format: "proviso.plan/1",
        agents: [
          PlannedAgent(
            name: "agent",
            steps: [
              AgentPlanStep(
                .call(
                  PlannedCall(
                    tool: "send",
                    arguments: [
                      (
                        "body",
                        .text([
                          .constant(.string("Dear Anna, ")), .written(from: []),
                          .constant(.string(". Bye")),
                        ])
                      )
                    ])))
            ])
        ]))
    let answer = follower.answer(for: Self.call("send", [("body", .string(Text(text)))]))
    #expect((answer == .step) == fits)
  }

  /// No plan makes an answer take long: branches and loops without calls, ways that multiply.
  @Test(arguments: [
    (0..<60).map { _ in "  - if: a.failed\n    then: []\n" }.joined(),
    (0..<60).map { _ in "  - parallel: [[], [], []]\n    retry: 9\n" }.joined(),
    "  - repeat: { at_most: 1000000, do: [{if: a.failed, then: []}] }\n",
    (0..<40).map { _ in "  - either: [[{call: a}], [{call: a}], []]\n" }.joined(),
    "  - parallel:\n"
      + (0..<12).map { _ in "      - [{call: a}, {call: a}, {call: b}]\n" }.joined(),
  ])
  func answersAreSoon(_ steps: String) throws {
    var follower = try Self.follower(
      "schema: proviso.plan/1\nsteps:\n\(steps)  - call: a\n    id: a\n")
    for number in 0..<8 {
      let answer = follower.add(Self.call("a"))
      #expect(answer != .outside(instead: []) || number > 0)
      follower.settle(number, failed: number % 3 == 2, output: nil)
    }
  }

  /// The proof is about the directory that the plan starts from.
  @Test func commandsBelongToADirectory() throws {
    func answer(
      _ directory: String?, base: String? = "/p", plan: String = "",
      more: [(name: String, value: Value)] = []
    ) throws -> PlanFollower.Answer {
      let text = "schema: proviso.plan/1\n\(plan)steps:\n  - shell: rm -rf data\n"
      let follower = PlanFollower(
        try AgentPlanInput.written(
          InputSource(Array(text.utf8), name: "plan.yaml"), in: .everywhere), base: base)
      return follower.answer(
        for: Self.call("Bash", [("command", .string("rm -rf data"))] + more, in: directory))
    }
    #expect(try answer("/p") == .step)
    #expect(try answer("/p/.") == .step)
    #expect(Self.isOutside(try answer("/p/infra")))
    #expect(Self.isUncertain(try answer(nil)))
    #expect(Self.isOutside(try answer("/p", plan: "cwd: /q\n")))
    #expect(Self.isUncertain(try answer("/q", plan: "cwd: /q\nkeeps_directory: true\n")))
    #expect(
      Self.isOutside(try answer("/p", more: [("dangerouslyDisableSandbox", .bool(true))])))
  }

  /// A path is the same however it is written, and another one in another directory.
  @Test(arguments: [
    ("/p/a.txt", "/p", true), ("a.txt", "/p", true), ("./x/../a.txt", "/p", true),
    ("a.txt", "/p/sub", false), ("/p/sub/a.txt", "/p/sub", false), ("../a.txt", "/p/sub", true),
  ])
  func pathsOfTools(_ path: String, _ directory: String, _ isStep: Bool) throws {
    let text = """
      schema: proviso.plan/1
      steps:
        - call: Write
          with: { file_path: a.txt, content: x }
      """
    let follower = PlanFollower(
      try AgentPlanInput.written(
        InputSource(Array(text.utf8), name: "plan.yaml"), in: .everywhere), base: "/p")
    let answer = follower.answer(
      for: Self.call(
        "Write", [("file_path", .string(Text(path))), ("content", .string("x"))], in: directory))
    #expect((answer == .step) == isStep, "\(answer)")
  }
}
