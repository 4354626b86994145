import Foundation
import TestSupport
import Testing

/// A repository of somebody else starts no program, and shows and changes nothing outside of it.
@Suite struct ForeignRepositoryTests {
  private static let saved =
    Data("PK\u{3}\u{4}".utf8) + Data(count: 22) + Data([6, 0, 0, 0]) + Data("tfplan".utf8)
    + Data(count: 40)
  private static let secret = "S3CR3T-QX7f9"
  private static let spec = "spec t for terraform\ninvariant a \"T\" { true }\n"

  private func repository() throws -> ProvisoRun.Folder {
    let folder = try ProvisoRun.Folder()
    try ShellRun.directory("repo/specs", in: folder)
    try ShellRun.directory("bin", in: folder)
    try ShellRun.program("bin/terraform", "echo x > \"$TRACE\"; exit 1", in: folder)
    try folder.write("repo/tfplan", Self.saved)
    try folder.write("repo/plan.json", Data(InputTests.plan.utf8))
    try folder.write("repo/s.proviso", Data(Self.spec.utf8))
    try folder.write("credentials", Data("[default]\nkey = \(Self.secret)\n".utf8))
    return folder
  }

  // MARK: - Programs

  private static let planOfAgents = """
    schema: proviso.plan/1
    name: x
    world: tools.proviso
    steps:
      - call: go
        changes: tfplan
    """

  private func withPrograms(_ script: String) throws -> (ProvisoRun.Outcome, hasRun: Bool) {
    let folder = try repository()
    try folder.write(
      "repo/t.proviso",
      Data((Self.spec + "test \"x\" {\n  plan \"tfplan\"\n  expect a proved\n}\n").utf8))
    try folder.write(
      "repo/tools.proviso",
      Data(
        "world tools\nvar n: Int = 0\naction go() { n += 1 }\ninvariant i \"T\" { n < 9 }\n".utf8))
    try folder.write("repo/plan.yaml", Data(Self.planOfAgents.utf8))
    // The program writes into its own directory: it does not get the variable.
    let trace = folder.url.appendingPathComponent("repo/PWNED").path
    try ShellRun.program("bin/terraform", "echo x > '\(trace)'; exit 1", in: folder)
    let bin = folder.url.appendingPathComponent("bin").path
    let outcome = try ShellRun.run(
      "cd repo && \(script)", in: folder, with: ["PATH": "\(bin):/usr/bin:/bin"])
    return (outcome, FileManager.default.fileExists(atPath: trace))
  }

  @Test(arguments: [
    "$P check", "$P check .", "$P check --no-config \"$PWD\"", "$P test .", "$P test t.proviso",
    "$P check plan.yaml", "$P specs .", "$P check --terraform-bin terraform .",
  ])
  func noProgramRunsUnasked(_ script: String) throws {
    let (outcome, hasRun) = try withPrograms(script)
    #expect(!hasRun)
    if !script.contains("specs") {
      #expect(outcome.status == 2)
      #expect(
        (outcome.errors + outcome.output).contains("terraform show -json "),
        "\(outcome.errors)")
    }
  }

  @Test(arguments: [
    "$P check tfplan", "$P check . --run-terraform", "$P check plan.yaml --run-terraform",
  ])
  func programsRunIfAsked(_ script: String) throws {
    #expect(try withPrograms(script).hasRun)
  }

  @Test func theMessageSaysWhatToRun() throws {
    let (outcome, _) = try withPrograms("$P check .")
    #expect(outcome.errors.contains("`proviso check tfplan`, or pass --run-terraform"))
    #expect(outcome.errors.contains("`terraform graph -plan=tfplan > graph.dot`"))
  }

  /// A program in the repository is not taken for terraform, whatever the PATH is.
  @Test(arguments: ["", ".", ":", "bin:."]) func programsOfTheRepository(_ path: String) throws {
    let folder = try repository()
    try ShellRun.program("repo/terraform", "echo x > PWNED; exit 1", in: folder)
    let outcome = try ShellRun.run(
      "cd repo && PATH='\(path)' $P check tfplan", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("neither is on the PATH"), "\(outcome.errors)")
    let trace = folder.url.appendingPathComponent("repo/PWNED").path
    #expect(!FileManager.default.fileExists(atPath: trace))
  }

  @Test func programsGetACleanEnvironment() throws {
    let folder = try repository()
    let list = folder.url.appendingPathComponent("environment").path
    try ShellRun.program("bin/terraform", "env > '\(list)'; exit 1", in: folder)
    let bin = folder.url.appendingPathComponent("bin").path
    _ = try ShellRun.run(
      "$P check repo/tfplan", in: folder,
      with: [
        "PATH": "\(bin):.:/usr/bin:/bin", "TF_CLI_CONFIG_FILE": "x.terraformrc",
        "TF_CLI_ARGS": "-x", "TF_LOG": "trace", "TF_VAR_password": Self.secret,
        "AWS_SECRET_ACCESS_KEY": Self.secret, "TF_DATA_DIR": "d", "TF_REATTACH_PROVIDERS": "{}",
        "HOME": "relative",
      ])
    let lines = try String(contentsOfFile: list, encoding: .utf8).split(separator: "\n")
    let names = Set(lines.compactMap { $0.split(separator: "=").first.map(String.init) })
    let expected: Set = [
      "CHECKPOINT_DISABLE", "LANG", "LC_ALL", "NO_COLOR", "PATH", "TF_INPUT", "TF_IN_AUTOMATION",
      "TMPDIR", "TZ",
    ]
    // The shell that the program is sets a few variables itself.
    #expect(names.isSubset(of: expected.union(["PWD", "OLDPWD", "SHLVL", "_"])), "\(names)")
    #expect(!lines.contains { $0.hasPrefix("PATH=") && $0.contains(":.") })
  }

  @Test func floodsAreBounded() throws {
    let folder = try repository()
    let tool = try ShellRun.program("tool", "yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", in: folder)
    let start = ContinuousClock.now
    let outcome = try ShellRun.run(
      "ulimit -v 2000000; $P check --terraform-timeout 30 --terraform-bin \(tool) repo/tfplan",
      in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("printed more than 256 MB"), "\(outcome.errors)")
    #expect(ContinuousClock.now - start < .seconds(20))
  }

  /// A child that keeps the pipes open neither delays the answer nor outlives the program; neither does
  /// one in a session of its own, or one that its parent has left.
  @Test(
    arguments: ["", "setsid ", "setsid -f setsid -f "], ["exit 1", "wait", "yes >&2"])
  func childrenEnd(_ session: String, _ end: String) throws {
    let folder = try repository()
    let mark = "0.\(UInt32.random(in: 1_000_000...9_999_999))"
    let tool = try ShellRun.program("tool", "\(session)sleep 98\(mark) & \(end)", in: folder)
    let start = ContinuousClock.now
    let outcome = try ShellRun.run(
      "$P check --terraform-timeout 2 --terraform-bin \(tool) repo/tfplan; ps -A -o args | grep -c '[s]leep 98\(mark)'",
      in: folder)
    #expect(
      outcome.errors.contains(
        end == "exit 1"
          ? "ended with status 1"
          : end == "wait" && session.contains("-f") ? "the input is empty" : "took longer than 2 s"),
      "\(outcome.errors)")
    #expect(outcome.output.trimmingCharacters(in: .whitespacesAndNewlines) == "0")
    #expect(ContinuousClock.now - start < .seconds(6))
  }

  @Test func messagesOfProgramsAreEscapedAndShort() throws {
    let folder = try repository()
    let tool = try ShellRun.program(
      "tool",
      "printf 'a\\033[31m\\n' >&2; echo \(Self.secret); for i in $(seq 1000); do echo line$i >&2; done; exit 3",
      in: folder)
    let outcome = try ShellRun.run("$P check --terraform-bin \(tool) repo/tfplan", in: folder)
    #expect(outcome.errors.contains("a\\u{1b}[31m"))
    #expect(!outcome.errors.contains(Self.secret), "standard output is not shown")
    #expect(outcome.errors.split(separator: "\n").count < 60)
  }

  @Test(arguments: ["INT", "TERM"]) func interruptionsEndPrograms(_ signal: String) throws {
    let folder = try repository()
    let tool = try ShellRun.program("tool", "sleep 97", in: folder)
    let start = ContinuousClock.now
    let outcome = try ShellRun.run(
      "$P check --terraform-bin \(tool) repo/tfplan & sleep 1; kill -\(signal) $!; wait $!; echo $?",
      in: folder)
    #expect(outcome.errors.contains("because the check was interrupted"), "\(outcome.errors)")
    #expect(outcome.output == "2\n")
    #expect(ContinuousClock.now - start < .seconds(10))
  }

  // MARK: - Files outside

  @Test(arguments: [
    ("s.proviso", "spec t for terraform\nuse \"../credentials\"\ninvariant a \"T\" { true }\n"),
    ("proviso.yaml", "version: 1\nspecs: [../credentials]\n"),
    ("proviso.yaml", "version: 1\nspecs: [link]\n"),
    ("proviso.yaml", "version: 1\nspecs: [s.proviso, /etc/passwd]\n"),
    ("proviso.yaml", "version: 1\nspecs: [standard]\nconventions: ../credentials\n"),
    ("proviso.yaml", "version: 1\nspecs: [standard]\nconventions: link\n"),
  ])
  func filesOfARepositoryStayInIt(_ name: String, _ text: String) throws {
    let folder = try repository()
    try ShellRun.link("repo/link", to: "../credentials", in: folder)
    if name != "proviso.yaml" {
      try folder.write("repo/proviso.yaml", Data("version: 1\nspecs: [s.proviso]\n".utf8))
    }
    try folder.write("repo/\(name)", Data(text.utf8))
    let outcome = try ShellRun.run("cd repo && $P check plan.json", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("not below the project's folder"), "\(outcome.errors)")
    #expect(!outcome.errors.contains(Self.secret))
  }

  @Test(arguments: [
    "world: ../w.proviso\nsteps:\n  - call: go", "world: link\nsteps:\n  - call: go",
    "steps:\n  - call: go\n    changes: ../plan.json", "steps:\n  - call: go\n    changes: \"-\"",
    "tools: ../credentials\nsteps:\n  - call: go",
  ])
  func plansOfAgentsStayInTheirDirectory(_ rest: String) throws {
    let folder = try repository()
    try folder.write("w.proviso", Data("world w\naction go() {}\n".utf8))
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    try ShellRun.link("repo/link", to: "../w.proviso", in: folder)
    try folder.write("repo/p.yaml", Data("schema: proviso.plan/1\nname: x\n\(rest)\n".utf8))
    let outcome = try ShellRun.run("cd repo && $P check -s injection p.yaml", in: folder)
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.contains("not below the project's folder")
        || outcome.errors.contains("there is no such file"), "\(outcome.errors)")
  }

  @Test(arguments: [
    "plan \"../plan.json\"", "plan \"link.json\"", "plan \"plan.json\"\n  graph \"../g.dot\"",
  ])
  func testsStayInTheirDirectory(_ item: String) throws {
    let folder = try repository()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    try folder.write("g.dot", Data("digraph {}".utf8))
    try ShellRun.link("repo/link.json", to: "../plan.json", in: folder)
    let test = Self.spec + "test \"x\" {\n  \(item)\n  expect a proved\n}\n"
    try folder.write("repo/s.proviso", Data(test.utf8))
    let outcome = try ShellRun.run("cd repo && $P test s.proviso", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.output.contains("not below the project's folder"), "\(outcome.output)")
  }

  /// A project has one root: below it, `..` is fine. A directory of the command line is one, too.
  @Test func pathsWithinAProject() throws {
    let folder = try repository()
    try folder.write("repo/names.proviso", Data("spec names for terraform\nlet t = true\n".utf8))
    try folder.write(
      "repo/specs/u.proviso",
      Data("spec u for terraform\nuse \"../names.proviso\"\ninvariant a \"T\" { t }\n".utf8))
    let check = "cd repo && $P check --no-config -s specs/u.proviso plan.json"
    #expect(try ShellRun.run(check, in: folder).status == 2)
    #expect(try ShellRun.run(check + " --root .", in: folder).status == 0)
    try folder.write("repo/proviso.yaml", Data("version: 1\nspecs: [specs]\n".utf8))
    #expect(try ShellRun.run(check, in: folder).status == 0)
    #expect(try ShellRun.run("cd repo && $P check plan.json", in: folder).status == 0)
  }

  @Test func settingsThatAreALinkToNothing() throws {
    let folder = try repository()
    try ShellRun.link("repo/proviso.yaml", to: "none", in: folder)
    let outcome = try ShellRun.run("cd repo && $P check plan.json", in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("there is no such file"), "\(outcome.errors)")
  }

  @Test func settingsThatAreALinkOut() throws {
    let folder = try repository()
    try ShellRun.link("repo/proviso.yaml", to: "../credentials", in: folder)
    let outcome = try ShellRun.run("cd repo && $P check plan.json", in: folder)
    #expect(outcome.status == 2 && !outcome.errors.contains(Self.secret))
    #expect(outcome.errors.contains("not below the project's folder"), "\(outcome.errors)")
  }

  private static let mistaken = [
    "[default]\nkey = S3CR3T-QX7f9\n", "S3CR3T-QX7f9\n", "KEY=S3CR3T-QX7f9\nOTHER x\n",
    "password: S3CR3T-QX7f9\npassword: S3CR3T-QX7f9\n",
    "{\"S3CR3T-QX7f9\": 1, \"S3CR3T-QX7f9\": 2}", "{\"a\": S3CR3T-QX7f9}",
    "-----BEGIN KEY-----\nS3CR3T-QX7f9\n", "// S3CR3T-QX7f9\n", "\"S3CR3T-QX7f9\"",
  ]

  /// A file that is given by mistake is not quoted.
  ///
  /// An ordinary run has all pairs of a text and a command, of a text and a name, and of a command and a
  /// name; a campaign has all three together.
  @Test(arguments: mistaken.indices) func nothingElseIsQuoted(_ text: Int) throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    let names = ["x", "x.yaml", "x.proviso", "x.json"]
    for name in names { try folder.write(name, Data(Self.mistaken[text].utf8)) }
    for (number, name) in names.enumerated() {
      let commands = [
        "check --no-config \(name)", "check --no-config -s \(name) plan.json",
        "check --no-config -s injection \(name)", "check plan.json --config \(name)",
        "check --no-config plan.json --graph \(name)",
        "check --no-config -s standard --conventions \(name) plan.json", "explore \(name)",
        "test \(name)", "simulate \(name)", "fmt \(name)", "specs \(name)",
      ]
      for (index, arguments) in commands.enumerated()
      where Campaign.isRunning || (text + index) % names.count == number {
        let outcome = try ShellRun.run("$P \(arguments) </dev/null", in: folder)
        #expect(outcome.status == 2, "\(arguments)")
        #expect(
          !(outcome.output + outcome.errors).contains("S3CR3T"), "\(arguments): \(outcome.errors)")
      }
    }
  }

  /// The name of a file cannot add lines that look like results.
  @Test(arguments: [
    "check .", "check none\nproved", "test .", "specs .", "fmt .", "fmt --check .",
    "init 'x\nproved y'",
    "check --no-config plan.json -s 'x\nproved y'", "check --config 'x\nproved y' plan.json",
    "check 'x\nproved y.yaml'", "explore 'x\nproved y.proviso'", "check -- -rf",
    "specs 'x\nproved y'",
  ])
  func namesWithLines(_ command: String) throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    let ugly = "spec t for terraform\ninvariant  a \"T\" {true}\n"
    try folder.write("a\nproved b.proviso", Data(ugly.utf8))
    try folder.write("c\nproved d.proviso", Data("spec t for terraform\nlet a = \n".utf8))
    try folder.write("e\nproved f.tfplan", Self.saved)
    let outcome = try ShellRun.run("$P \(command)", in: folder)
    for line in (outcome.output + "\n" + outcome.errors).split(separator: "\n") {
      #expect(!line.hasPrefix("proved"), "\(outcome.output)\(outcome.errors)")
    }
  }

  @Test func savedPlansThatLookLikeOptions() throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("-rf", Self.saved)
    let outcome = try ShellRun.run("$P check", in: folder)
    #expect(outcome.errors.contains("`proviso check ./-rf`"), "\(outcome.errors)")
  }

  // MARK: - Writing

  @Test(arguments: ["proviso.yaml", "specs", "specs/first.proviso", "specs/fixtures"])
  func initFollowsNoLink(_ name: String) throws {
    let folder = try ProvisoRun.Folder()
    try ShellRun.directory("outside", in: folder)
    try ShellRun.directory("repo", in: folder)
    if name.contains("/") { try ShellRun.directory("repo/specs", in: folder) }
    let target = folder.url.appendingPathComponent("outside").path
    try ShellRun.link("repo/\(name)", to: target, in: folder)
    for option in ["", " --force"] {
      let outcome = try ShellRun.run("cd repo && $P init\(option)", in: folder)
      #expect(outcome.status == 2, "\(outcome.output)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: target).isEmpty)
    }
  }

  @Test func fmtFollowsNoLinkOut() throws {
    let folder = try repository()
    let ugly = "spec t for terraform\ninvariant  a \"T\" {true}\n"
    try folder.write("out.proviso", Data(ugly.utf8))
    try ShellRun.directory("far", in: folder)
    try folder.write("far/x.proviso", Data(ugly.utf8))
    try ShellRun.link("repo/l.proviso", to: "../out.proviso", in: folder)
    try ShellRun.link("repo/d", to: "../far", in: folder)
    try folder.write("repo/real.proviso", Data(ugly.utf8))
    try ShellRun.link("repo/near.proviso", to: "real.proviso", in: folder)
    for name in ["l.proviso", "d/x.proviso", "d"] {
      let outcome = try ShellRun.run("cd repo && $P fmt \(name)", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains("leads out of"), "\(outcome.errors)")
    }
    #expect(try ShellRun.run("cd repo && $P fmt near.proviso", in: folder).status == 0)
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.url.appendingPathComponent(name), encoding: .utf8)
    }
    #expect(try text("out.proviso") == ugly)
    #expect(try text("far/x.proviso") == ugly)
    #expect(try text("repo/real.proviso") != ugly)
  }
}
