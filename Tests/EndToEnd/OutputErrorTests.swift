import Foundation
import Testing

/// Outputs that cannot be written: one sentence or silence, the status 2, and no half result.
@Suite struct OutputErrorTests {
  private static let world = """
    world lamp
    var on: Bool = false
    action press() { on = true }
    possible lit "The lamp is lit" { on }
    test "it is lit" { expect lit proved }
    """

  static let commands = [
    "check --no-config plan.json", "check --no-config --format json plan.json",
    "explore w.proviso", "simulate w.proviso --random 3", "simulate w.proviso", "test w.proviso",
    "specs w.proviso", "specs --print standard", "explain", "schema plan", "fmt - <w.proviso",
    "fmt --diff ugly.proviso", "init new", "--help", "check --help", "--version",
  ]

  private func folder() throws -> ProvisoRun.Folder {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(InputTests.plan.utf8))
    try folder.write("w.proviso", Data(Self.world.utf8))
    try folder.write("ugly.proviso", Data("spec t for terraform\nlet  a=1\n".utf8))
    return folder
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/dev/full")), arguments: commands)
  func fullDisk(_ command: String) throws {
    let outcome = try ShellRun.run("$P \(command) > /dev/full", in: folder())
    #expect(outcome.status == 2)
    #expect(
      outcome.errors.hasSuffix(
        "error: standard output: the result cannot be written: no space left on device\n"),
      "\(outcome.errors)")
  }

  @Test(arguments: commands) func closedDescriptors(_ command: String) throws {
    let closed = try ShellRun.run("$P \(command) >&-", in: folder())
    #expect(closed.status == 2)
    #expect(closed.errors.hasSuffix("it is closed\n"), "\(closed.errors)")
    let both = try ShellRun.run("$P \(command) >&- 2>&-", in: folder())
    #expect(both.status == 2)
    let all = try ShellRun.run("$P \(command) >&- 2>&- <&-", in: folder())
    #expect(all.status == 2)
  }

  /// With standard error closed, messages go nowhere: not into a file that is opened later.
  @Test func closedStandardError() throws {
    let folder = try folder()
    let outcome = try ShellRun.run(
      "$P check --no-config plan.json -o r.txt 2>&-; echo $?; $P check none.json 2>&-; echo $?",
      in: folder)
    #expect(outcome.output == "0\n2\n")
    let written = try String(
      contentsOf: folder.url.appendingPathComponent("r.txt"), encoding: .utf8)
    #expect(written.contains("plan.json: "))
  }

  @Test(arguments: ["check --no-config plan.json", "specs --print standard", "--help"])
  func closedPipes(_ command: String) throws {
    let outcome = try ShellRun.run(
      "(sleep 0.5; $P \(command); echo $? > status) | true; cat status", in: folder())
    #expect(outcome.output == "2\n")
    #expect(outcome.errors.isEmpty, "\(outcome.errors)")
  }

  // MARK: - Files

  private static let check = "$P check --no-config plan.json --format json -o"

  @Test func filesAreReplacedAsAWhole() throws {
    let folder = try folder()
    try folder.write("r.json", Data("old".utf8))
    // The bound on the size of files stands for a full disk.
    let outcome = try ShellRun.run(
      "chmod 640 r.json; (ulimit -f 1; \(Self.check) r.json); echo $?; cat r.json; echo; ls -A",
      in: folder)
    #expect(outcome.output.hasPrefix("2\nold\n"), "\(outcome.output)")
    #expect(!outcome.output.contains(".tmp"))
    #expect(outcome.errors.contains("r.json: this file cannot be written: "), "\(outcome.errors)")
    let good = try ShellRun.run(
      "\(Self.check) r.json; echo $?; head -c 1 r.json; ls -l r.json; ls -A", in: folder)
    #expect(good.output.hasPrefix("0\n{-rw-r-----"), "\(good.output)")
    #expect(!good.output.contains(".tmp"))
  }

  @Test func wrongPathsFailBeforeTheWork() throws {
    let folder = try folder()
    try ShellRun.directory("d", in: folder)
    for path in ["none/r.json", "d", "d/", "/dev/none/x", "plan.json/x", "''"] {
      let outcome = try ShellRun.run(
        "$P check --no-config wrong.json --format json -o \(path)", in: folder)
      #expect(outcome.status == 2)
      #expect(
        !outcome.errors.contains("wrong.json"), "the output is tried first: \(outcome.errors)")
    }
  }

  @Test func linksOfOutputs() throws {
    let folder = try folder()
    try ShellRun.directory("out", in: folder)
    try ShellRun.directory("repo", in: folder)
    try folder.write("repo/plan.json", Data(InputTests.plan.utf8))
    try folder.write("victim", Data("victim".utf8))
    try ShellRun.link("repo/r.json", to: "../victim", in: folder)
    try ShellRun.link("repo/new.json", to: "../new", in: folder)
    try ShellRun.link("repo/d", to: "../out", in: folder)
    try ShellRun.link("repo/near.json", to: "real.json", in: folder)
    try folder.write("repo/real.json", Data("old".utf8))
    for path in ["r.json", "new.json", "d/x.json"] {
      let outcome = try ShellRun.run("cd repo && \(Self.check) \(path)", in: folder)
      #expect(outcome.status == 2 && outcome.errors.contains("leads out of"), "\(outcome.errors)")
    }
    let near = try ShellRun.run(
      "cd repo && \(Self.check) near.json && test -L near.json && head -c 1 real.json", in: folder)
    #expect(near.status == 0 && near.output == "{")
    let left = try folder.snapshot().keys
    #expect(!left.contains("new") && !left.contains("out/x.json"))
    #expect(try folder.snapshot()["victim"] == Data("victim".utf8))
  }

  @Test func devicesAndPipesAsOutputs() throws {
    let outcome = try ShellRun.run(
      "\(Self.check) /dev/stdout | head -c 1; \(Self.check) /dev/null; mkfifo p; cat p & \(Self.check) p; wait",
      in: folder())
    #expect(outcome.output.hasPrefix("{{"), "\(outcome.errors)")
  }

  // MARK: - Signals

  /// The first signal reports what is known, the second ends the process. Nothing is left behind.
  @Test(arguments: ["INT", "TERM"]) func signals(_ signal: String) throws {
    let folder = try folder()
    try folder.write(
      "big.proviso",
      Data(
        """
        world big
        var a: Int = 0
        var b: Int = 0
        action up() { a += 1 }
        action down() { b += 1 }
        invariant small "Small" { a + b < 100000000 }
        """.utf8))
    let once = try ShellRun.run(
      "$P explore big.proviso --timeout 60 -o r.txt & sleep 1; kill -\(signal) $!; wait $!; echo $?; ls -A",
      in: folder)
    #expect(once.output.hasPrefix("3\n"), "\(once.output) \(once.errors)")
    let result = try folder.snapshot()["r.txt"] ?? nil
    #expect(String(decoding: result ?? Data(), as: UTF8.self).contains("undecided"))
    let killed = try ShellRun.run(
      "$P explore big.proviso --timeout 60 -o k.txt & sleep 1; kill -KILL $!; wait $!; ls -A",
      in: folder)
    #expect(!killed.output.contains("k.txt") && !killed.output.contains(".tmp"))
  }

  @Test func interruptedTests() throws {
    let folder = try folder()
    try folder.write(
      "t.proviso",
      Data(
        """
        world big
        var a: Int = 0
        var b: Int = 0
        action up() { a += 1 }
        action down() { b += 1 }
        invariant small "Small" { a + b < 100000000 }
        test "first" { expect small proved }
        test "second" { expect small proved }
        test "third" { expect small undecided }
        """.utf8))
    let outcome = try ShellRun.run(
      "$P test t.proviso & sleep 1; kill -TERM $!; wait $!; echo $?", in: folder)
    for title in ["first", "second", "third"] { #expect(outcome.output.contains(title)) }
    // The tests after the signal are not begun.
    #expect(outcome.output.components(separatedBy: "the check was cancelled").count == 4)
    #expect(outcome.output.hasSuffix("\n3\n"), "\(outcome.output) \(outcome.errors)")
  }

  // MARK: - Small stacks

  @Test(arguments: commands) func smallStacks(_ command: String) throws {
    let outcome = try ShellRun.run("ulimit -s 64; $P \(command) </dev/null", in: folder())
    let usual = try ShellRun.run("$P \(command) </dev/null", in: folder())
    #expect(outcome.status == usual.status && outcome.status < 4, "\(outcome.errors)")
  }

  /// No output replaces what the command reads, or what people write.
  @Test func inputsStay() throws {
    let scratch = try Scratch()
    let folder = Repository.root.appendingPathComponent("examples/two-replicas")
    for name in ["plan.json", "availability.proviso"] {
      try scratch.write(name, Data(contentsOf: folder.appendingPathComponent(name)))
    }
    try scratch.write("other.proviso", "spec other for terraform\n")
    try FileManager.default.createSymbolicLink(
      atPath: scratch.folder.appendingPathComponent("link.json").path,
      withDestinationPath: "plan.json")
    for target in [
      "plan.json", "./plan.json", "availability.proviso", "other.proviso", "link.json",
    ] {
      for option in ["-o", "--write-baseline"] {
        let outcome = try Executable.run(
          ["check", "plan.json", "-s", "availability.proviso", option, target],
          folder: scratch.folder)
        #expect(outcome.status == 2, "\(option) \(target)")
        #expect(outcome.standardError.contains("so nothing is written"), "\(outcome.standardError)")
      }
    }
    for name in ["plan.json", "availability.proviso"] {
      #expect(
        try Data(contentsOf: scratch.folder.appendingPathComponent(name))
          == Data(contentsOf: folder.appendingPathComponent(name)))
    }
  }
}
