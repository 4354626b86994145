import Foundation
import TestSupport
import Testing

/// Every form of a plan, with the built executable.
@Suite struct InputTests {
  static let plan = #"""
    {"format_version": "1.2", "terraform_version": "1.11.4",
     "resource_changes": [
      {"address": "t.a", "mode": "managed", "type": "t", "name": "a", "provider_name": "p",
       "change": {"actions": ["create"], "before": null, "after": {}, "after_unknown": {}}}
     ],
     "configuration": {"root_module": {"resources": [
      {"address": "t.a", "mode": "managed", "type": "t", "name": "a", "provider_config_key": "p"}]}}}
    """#

  private func check(_ text: String) throws -> ProvisoRun.Outcome {
    let folder = try ProvisoRun.Folder()
    try folder.write("plan.json", Data(text.utf8))
    try folder.write(
      "s.proviso", Data("spec s for terraform\ninvariant a \"A\" { true }\n".utf8))
    let outcome = try ProvisoRun.check(["plan.json", "-s", "s.proviso"], in: folder)
    let piped = try ProvisoRun.check(["-", "-s", "s.proviso"], in: folder, input: Data(text.utf8))
    #expect(piped.status == outcome.status)
    #expect(
      piped.errors.replacing("standard input", with: "plan.json") == outcome.errors)
    return outcome
  }

  @Test(arguments: [
    "", "::debug::Terraform exited with code 0.\n", "{x} [INFO] {\"level\": \"info\"} é\n",
    "╷\n│ Warning: {\"a\n╵\n", "12:00:01.123 STDOUT [a] terraform: ",
    "{\"@level\":\"info\",\"@message\":\"Terraform 1.11.4\"}\n\n",
  ])
  func noiseInFront(_ noise: String) throws {
    for behind in [
      "", "\n", "\n::debug::stdout: {}\n", "\n{\"level\": \"info\"}\n12:00 \u{1b}[0mdone",
    ] {
      let outcome = try check(noise + Self.plan + behind)
      #expect(outcome.status == 0, "\(noise) \(behind): \(outcome.errors)")
      #expect(outcome.output.contains("1 resource, 1 step"))
    }
  }

  @Test func indentedAndInOneLine() throws {
    let line = Self.plan.split(separator: "\n").joined()
    #expect(try check("noise\n" + line).status == 0)
    let indented = Self.plan.replacing("{", with: "{\n  ")
    #expect(try check("noise\n" + indented + "\nnoise").status == 0)
  }

  /// A plan that is cut off at any point is refused, with any text around it: in an ordinary run with one
  /// of three at each point.
  @Test func noiseHidesNoDamage() throws {
    let bytes = Array(Self.plan.utf8)
    for cut in stride(from: 30, to: bytes.count - 1, by: 41) {
      let head = String(decoding: bytes[..<cut], as: UTF8.self)
      let noises = [("", ""), ("noise\n", ""), ("noise\n", "\nError: broken pipe\n")]
      for (index, (front, behind)) in noises.enumerated()
      where Campaign.isRunning || cut % noises.count == index {
        let outcome = try check(front + head + behind)
        #expect(outcome.status == 2, "cut at \(cut)")
        #expect(outcome.output.isEmpty)
      }
    }
    for broken in [
      Self.plan.replacing("]}}}", with: "]}}}}"),
      Self.plan.replacing(" \"configuration", with: "},\"configuration"),
      Self.plan + ",", Self.plan + "\n" + Self.plan, "[" + Self.plan,
      "{\"plan\": " + Self.plan,
    ] {
      #expect(try check("noise\n" + broken).status == 2, "\(broken)")
    }
  }

  /// Positions in messages are positions in the file.
  @Test func positionsAreThoseOfTheFile() throws {
    let wrong = Self.plan.replacing("[\"create\"]", with: "[\"make\"]")
    let plain = try check(wrong)
    #expect(plain.status == 2)
    #expect(plain.errors.contains("plan.json:4:"), "\(plain.errors)")
    let noisy = try check("one\ntwo\n" + wrong + "\nthree\n")
    #expect(noisy.errors == plain.errors.replacing("json:4:", with: "json:6:"))
    let cut = try check("one\n" + Self.plan.prefix(90) + "\nError: broken\n")
    #expect(
      cut.errors.contains("plan.json:3:") || cut.errors.contains("plan.json:4:"), "\(cut.errors)")
  }

  /// A second plan whose first brace is missing is no noise.
  @Test func aPlanWithoutItsBeginning() throws {
    let scratch = try Scratch()
    try scratch.write("s.proviso", PlanText.survival)
    let (good, bad) = (PlanText.plan(PlanText.creation), PlanText.plan(PlanText.deletion))
    for text in [
      good + "\n" + bad.dropFirst(), good + "\n" + bad.dropFirst(10), bad.dropFirst() + "\n" + good,
      good + "\nnote\n \"resource_changes\" : [",
    ] {
      try scratch.write("p.json", String(text))
      let outcome = try Executable.check(
        ["p.json", "-s", "s.proviso", "--no-config"], folder: scratch.folder)
      #expect(outcome.status == 2, "\(text) \(outcome.standardOutput)")
    }
    try scratch.write("p.json", "Reading…\n" + good + "\nthe \"resource_changes\" are above\n")
    let outcome = try Executable.check(
      ["p.json", "-s", "s.proviso", "--no-config"], folder: scratch.folder)
    #expect(outcome.status == 0, "\(outcome.standardError)")
  }

  @Test func severalPlansInOneText() throws {
    let outcome = try check(Self.plan + "\n--\n" + Self.plan)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(":9:1: another plan begins here (the first: line 1)"))
  }

  // MARK: - Saved plans without terraform

  /// The beginning of a file like those that `terraform plan -out` saves.
  private static let saved =
    Data("PK\u{3}\u{4}".utf8) + Data(count: 22) + Data([6, 0, 0, 0]) + Data("tfplan".utf8)
    + Data(count: 40)

  @Test func foldersWithoutOnePlan() throws {
    let folder = try ProvisoRun.Folder()
    let none = try ProvisoRun.check([], in: folder)
    #expect(none.status == 2)
    #expect(none.errors.contains("terraform plan -out tfplan"))
    try folder.write("lambda.zip", Data("PK\u{3}\u{4}".utf8) + Data(count: 100))
    #expect(try ProvisoRun.check(["."], in: folder).errors == none.errors)
    try folder.write("a.tfplan", Self.saved)
    try folder.write("b.tfplan", Self.saved)
    let several = try ProvisoRun.check([], in: folder)
    #expect(several.status == 2)
    #expect(several.errors.contains("a.tfplan, b.tfplan; name the one"))
  }

  static let help = "help: name the program with --terraform-bin"

  @Test(arguments: [
    (
      "/nonexistent",
      "error: /nonexistent: there is no such program at this path\n\(InputTests.help)"
    ),
    (
      "no-such-program",
      "error: no-such-program: there is no such program on the PATH\n\(InputTests.help)"
    ),
    ("/", "error: /: there is no such program at this path\n\(InputTests.help)"),
    ("/bin/false", "`false show -json a.tfplan` ended with status 1"),
  ])
  func programsThatDoNotHelp(_ program: String, _ message: String) throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("a.tfplan", Self.saved)
    let outcome = try ProvisoRun.check(["a.tfplan", "--terraform-bin", program], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains(message), "\(outcome.errors)")
    #expect(outcome.output.isEmpty)
  }

  @Test func noProgramAtAll() throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("a.tfplan", Self.saved)
    let outcome = try ProvisoRun.check(["a.tfplan"], in: folder, with: ["PATH": "/nonexistent"])
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("neither is on the PATH"))
  }

  private func program(_ text: String, in folder: ProvisoRun.Folder) throws -> String {
    let file = try folder.write("tool", Data(("#!/bin/sh\n" + text).utf8))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
    return file.path
  }

  /// A program that writes much to both of its outputs at the same time is read completely.
  @Test func outputsOfAnySize() throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("a.tfplan", Self.saved)
    try folder.write("plan.json", Data(Self.plan.utf8))
    let tool = try program(
      """
      case $1 in
        show) head -c 30000000 /dev/zero | tr '\\0' 'x' >&2; head -c 30000000 /dev/zero | tr '\\0' ' '
          cat '\(folder.url.path)/plan.json' ;;
        graph) echo 'digraph { "[root] t.a" }' ;;
      esac
      """, in: folder)
    let outcome = try ProvisoRun.check(["--run-terraform", "--terraform-bin", tool], in: folder)
    #expect(outcome.status == 0, "\(outcome.errors.prefix(1000))")
    #expect(outcome.output.contains("a.tfplan: "))
  }

  @Test func slowProgramsAreEnded() throws {
    let folder = try ProvisoRun.Folder()
    try folder.write("a.tfplan", Self.saved)
    let tool = try program("exec sleep 100\n", in: folder)
    let start = ContinuousClock.now
    let outcome = try ProvisoRun.check(
      ["a.tfplan", "--terraform-bin", tool, "--terraform-timeout", "1"], in: folder)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("took longer than 1 seconds"))
    #expect(ContinuousClock.now - start < .seconds(5))
  }

  @Test func savedPlansInPipes() throws {
    let folder = try ProvisoRun.Folder()
    let outcome = try ProvisoRun.check(["-"], in: folder, input: Self.saved)
    #expect(outcome.status == 2)
    #expect(outcome.errors.contains("a saved plan can only be read from a file: give its path"))
  }
}

/// Runs of the built executable, each in its own folder.
enum ProvisoRun {
  struct Outcome: Sendable {
    let status: Int32
    let output: String
    let errors: String
  }

  struct NotBuilt: Error, CustomStringConvertible {
    let description = "the executable is not built: run `swift build --product proviso`"
  }

  final class Folder: Sendable {
    let url: URL

    init() throws {
      url = FileManager.default.temporaryDirectory
        .appendingPathComponent("proviso-input-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    @discardableResult
    func write(_ name: String, _ bytes: Data) throws -> URL {
      let file = url.appendingPathComponent(name)
      try bytes.write(to: file)
      return file
    }

    /// Returns the names and contents of everything in the folder.
    func snapshot() throws -> [String: Data?] {
      var found: [String: Data?] = [:]
      for name in try FileManager.default.subpathsOfDirectory(atPath: url.path) {
        found[name] = FileManager.default.contents(atPath: url.appendingPathComponent(name).path)
      }
      return found
    }
  }

  private static func executable() throws -> URL {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    var indices = [Bundle.main.bundleURL, root.appendingPathComponent(".build/debug")]
    if let bundle = CommandLine.arguments.first {
      indices.insert(URL(fileURLWithPath: bundle).deletingLastPathComponent(), at: 0)
    }
    let candidates =
      ProcessInfo.processInfo.environment["PROVISO_EXECUTABLE"].map { [URL(fileURLWithPath: $0)] }
      ?? indices.map { $0.appendingPathComponent("proviso") }
    guard
      let found = candidates.first(where: {
        FileManager.default.isExecutableFile(atPath: $0.path)
      })
    else { throw NotBuilt() }
    return found
  }

  static func check(
    _ arguments: [String], in folder: Folder, input: Data? = nil, with: [String: String] = [:]
  ) throws -> Outcome {
    try run(executable(), ["check"] + arguments, in: folder, input: input, with: with)
  }

  /// Runs a program. Its outputs go to files, which do not block like full pipes.
  static func run(
    _ program: URL, _ arguments: [String], in folder: Folder, input: Data? = nil,
    with variables: [String: String] = [:]
  ) throws -> Outcome {
    let scratch = try Folder()
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.currentDirectoryURL = folder.url
    var environment = ProcessInfo.processInfo.environment
    environment["TF_CLI_CONFIG_FILE"] = "/dev/null"
    environment.merge(variables) { $1 }
    process.environment = environment
    let files = try ["in", "out", "err"].map { try scratch.write($0, input ?? Data()) }
    process.standardInput = try FileHandle(forReadingFrom: files[0])
    let outputs = try files.dropFirst().map { file in
      try Data().write(to: file)
      return try FileHandle(forWritingTo: file)
    }
    process.standardOutput = outputs[0]
    process.standardError = outputs[1]
    try process.run()
    process.waitUntilExit()
    func text(_ file: URL) throws -> String {
      String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }
    return Outcome(
      status: process.terminationStatus, output: try text(files[1]), errors: try text(files[2]))
  }
}
