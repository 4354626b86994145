import ProvisoAgent
import ProvisoPlans
import Testing

/// The directories in which the commands of a plan start: `cwd` and `keeps_directory`.
@Suite struct PlanDirectoryTests {
  /// The steps of a plan and its gaps, each gap as `gap`.
  private static func steps(_ text: String) throws -> String {
    var number = 0
    let plan = try PlanText.read(
      "schema: proviso.plan/1\n" + text,
      shell: { command, position, start in
        number += 1
        return ShellReader.read(
          command, position: position, identifiers: "s\(number)_", from: start)
      })
    guard plan.gaps.isEmpty else { return "gap" }
    return plan.calls.map { call in
      let paths = call.arguments.filter { ["path", "profile"].contains($0.name) }.map {
        if case .constant(let value) = $0.value { return "\(value)" }
        return "?"
      }
      return "\(call.tool) \(paths.joined(separator: " "))"
    }.joined(separator: "; ").replacing("\"", with: "")
  }

  @Test(arguments: [
    // The directory of the plan, of a step, and of a call.
    ("cwd: /srv/app\nsteps: [{shell: rm -f /srv/app/a /srv/b c}]", "rm a; rm /srv/b; rm c"),
    ("steps: [{shell: rm -f /srv/app/a}]", "rm /srv/app/a"),
    ("cwd: /srv/app\nsteps: [{call: rm, with: {path: /srv/app/x/../a}}]", "rm a"),
    ("cwd: /srv/app\nsteps: [{call: Bash, with: {command: rm -f a, cwd: /srv/app/t}}]", "rm t/a"),
    ("steps: [{shell: rm -f a, cwd: t}, {shell: rm -f a}]", "rm t/a; rm a"),
    ("cwd: /srv/app\nsteps: [{shell: rm -f a, cwd: ../b}]", "rm /srv/b/a"),
    ("cwd: /srv/app/\nsteps: [{shell: rm -f a, cwd: /srv/app/./t/}]", "rm t/a"),
    // From step to step.
    ("steps: [{shell: cd t}, {shell: rm -f a}]", "gap"),
    ("steps: [{shell: (cd t && ls)}, {shell: rm -f a}]", "change_directory t; inspect ; rm a"),
    (
      "keeps_directory: true\nsteps: [{shell: cd t}, {shell: rm -f a}]",
      "change_directory t; rm t/a"
    ),
    (
      "keeps_directory: false\nsteps: [{shell: cd t}, {shell: rm -f a}]",
      "change_directory t; rm a"
    ),
    (
      "keeps_directory: true\nsteps: [{shell: cd t && cd u}, {shell: cd ..}, {shell: rm -f a}]",
      "change_directory t; change_directory t/u; change_directory t; rm t/a"
    ),
    (
      "keeps_directory: true\ncwd: /srv\nsteps: [{shell: cd /srv/t}, {shell: rm -f a}]",
      "change_directory t; rm t/a"
    ),
    (
      "keeps_directory: true\nsteps: [{shell: cd t}, {shell: rm -f a, cwd: u}]",
      "change_directory t; rm u/a"
    ),
    // The directory is unknown after a command that can have failed.
    ("keeps_directory: true\nsteps: [{shell: cd t || true}, {shell: rm -f a}]", "gap"),
    (
      "keeps_directory: true\nsteps: [{shell: cd t, on_failure: continue}, {shell: rm -f a}]", "gap"
    ),
    ("keeps_directory: true\nsteps: [{shell: cd t && rm -f a, retry: 1}]", "gap"),
    ("keeps_directory: true\nsteps: [{shell: cd t, on_failure: [{shell: rm -f a}]}]", "gap"),
    (
      "keeps_directory: true\nsteps: [{shell: ls, on_failure: [{shell: cd t}]}, {shell: rm -f a}]",
      "gap"
    ),
    (
      "keeps_directory: true\nsteps: [{do: [{shell: cd t}, {call: x}], on_failure: continue}, {shell: rm -f a}]",
      "gap"
    ),
    // A step can run after a later one of the source.
    ("steps: [{repeat: {at_most: 2, do: [{shell: rm -f a}, {shell: cd t}]}}]", "gap"),
    ("steps: [{parallel: [[{shell: rm -f a}], [{shell: cd t}]]}]", "gap"),
    ("keeps_directory: true\nsteps: [{parallel: [[{shell: rm -f a}], [{shell: cd t}]]}]", "gap"),
    ("steps: [{do: [{shell: rm -f a}, {shell: cd t}, {call: x}], retry: 1}]", "gap"),
    (
      "keeps_directory: false\nsteps: [{repeat: {at_most: 2, do: [{shell: rm -f a}, {shell: cd t}]}}]",
      "rm a; change_directory t"
    ),
    (
      "keeps_directory: true\nsteps: [{repeat: {at_most: 2, do: [{shell: cd t}, {shell: cd /s && rm -f a}]}}]",
      "change_directory ?; change_directory /s; rm /s/a"
    ),
    (
      "keeps_directory: true\nsteps: [{repeat: {at_most: 2, do: [{shell: cd /s && rm -f a}]}}]",
      "change_directory /s; rm /s/a"
    ),
    // Branches begin in the same directory and can end in different ones.
    (
      "keeps_directory: true\nsteps: [{either: [[{shell: cd t}], [{shell: rm -f a}]]}]",
      "change_directory t; rm a"
    ),
    (
      "keeps_directory: true\nsteps: [{either: [[{shell: cd t}], [{shell: ls}]]}, {shell: rm -f a}]",
      "gap"
    ),
    (
      "keeps_directory: true\nsteps: [{either: [[{shell: cd t}], [{shell: cd ./t}]]}, {shell: rm -f a}]",
      "change_directory t; change_directory t; rm t/a"
    ),
    (
      "keeps_directory: true\nsteps: [{call: x, id: x}, {if: x.failed, then: [{shell: cd t}]}, {shell: rm -f a}]",
      "gap"
    ),
    // Agents with shells of their own, or perhaps with a common one.
    (
      "keeps_directory: true\nagents: {a: [{shell: cd t}], b: [{shell: rm -f a}]}",
      "change_directory t; rm a"
    ),
    ("agents: {b: [{shell: rm -f a}], a: [{shell: cd t}]}", "gap"),
    // Exported variables last as the directory does.
    (
      "keeps_directory: false\nsteps: [{shell: export AWS_PROFILE=p}, {shell: aws s3 rm s3://b/k}]",
      "aws_s3_rm "
    ),
    (
      "steps: [{shell: export AWS_PROFILE=p}, {shell: aws s3 rm s3://b/k}]", "aws_s3_rm ?"
    ),
    // What a step writes can be read in the next round.
    (
      "steps: [{repeat: {at_most: 2, do: [{shell: terraform plan}, {shell: echo x > m.tf}]}}]",
      "gap"
    ),
  ])
  func commandsStartInTheirDirectory(_ text: String, _ expected: String) throws {
    #expect(try Self.steps(text) == expected)
  }

  @Test(arguments: [
    (
      "cwd: app\nsteps: [{call: x}]",
      "2:6: `cwd` (the working directory): expected an absolute path, found the string \"app\""
    ),
    (
      "keeps_directory: maybe\nsteps: [{call: x}]",
      "2:18: `keeps_directory`: expected `true` or `false`, found the string \"maybe\""
    ),
    (
      "steps: [{call: x, cwd: /srv}]", "2:19: `cwd` belongs to a shell step, not to a call"
    ),
    ("workdir: /srv\nsteps: [{call: x}]", "2:1: a plan has no key `workdir`; did you mean `cwd`?"),
  ])
  func mistakesAreReported(_ text: String, _ expected: String) {
    #expect(PlanText.mistakes("schema: proviso.plan/1\n" + text) == [expected])
  }
}
