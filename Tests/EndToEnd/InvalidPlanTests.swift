import Foundation
import Testing

/// An input that is not a plan is refused with one line that names the file and the position.
@Suite struct InvalidPlanTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: Data
    /// A part of the message.
    let says: String
    /// Whether the message has a position in the text.
    let hasPosition: Bool

    init(_ name: String, _ bytes: Data, says: String, hasPosition: Bool = true) {
      self.name = name
      self.bytes = bytes
      self.says = says
      self.hasPosition = hasPosition
    }

    init(_ name: String, _ text: String, says: String, hasPosition: Bool = true) {
      self.init(name, Data(text.utf8), says: says, hasPosition: hasPosition)
    }

    var testDescription: String { name }
  }

  private static let good = PlanText.plan(PlanText.creation)
  private static let advice = "terraform show -json"

  private static func nested(_ depth: Int) -> String {
    String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
  }

  private static func creating(_ value: String) -> String {
    PlanText.plan(PlanText.change("a.b", #"["create"]"#, after: #"{"x": \#(value)}"#))
  }

  static let cases: [Case] = [
    Case(
      "state file", #"{"version": 4, "serial": 1, "lineage": "x", "resources": []}"#,
      says: "a state file, not a plan", hasPosition: false),
    Case(
      "shown state", #"{"format_version": "1.0", "values": {"root_module": {}}}"#,
      says: "for a state, not a plan", hasPosition: false),
    Case(
      "shown empty state", #"{"format_version": "1.0"}"#, says: "for a state", hasPosition: false),
    Case(
      "provider schemas", #"{"format_version": "1.0", "provider_schemas": {}}"#,
      says: "a schema of providers", hasPosition: false),
    Case(
      "one line of a log", #"{"@level": "info", "@message": "x"}"#,
      says: "log of `terraform plan -json`", hasPosition: false),
    Case("a log", "{\"@level\": \"info\"}\n{\"@level\": \"info\"}\n", says: advice),
    Case("empty", "", says: "empty", hasPosition: false),
    Case("blanks", " \n\t\r\n", says: "white space", hasPosition: false),
    Case("no members", "{}", says: "neither `resource_changes` nor", hasPosition: false),
    Case("array", "[]", says: "found an array"),
    Case("string", #""plan""#, says: "found a string"),
    Case("number", "42", says: "found a number"),
    Case("null", "null", says: "found null"),
    Case("true", "true", says: "found a Boolean"),
    Case("configuration", "resource \"aws_instance\" \"a\" {\n}\n", says: advice),
    Case("text of a plan", "Terraform will perform the following actions:\n", says: advice),
    Case("YAML", "format_version: \"1.2\"\nresource_changes: []\n", says: advice),
    Case("HTML", "<html><body>404</body></html>", says: advice),
    Case("two plans", good + good, says: "one JSON object"),
    Case(
      "duplicate key", #"{"format_version": "1.2", "format_version": "1.2"}"#,
      says: #"the key "format_version" occurs twice"#),
    Case("depth", nested(10_000), says: "nested too deeply"),
    Case("depth of an attribute", creating(nested(10_000)), says: "nested too deeply"),
    Case(
      "invalid UTF-8", Data(#"{"x": ""#.utf8) + Data([0xFF]) + Data(#""}"#.utf8),
      says: "not valid UTF-8"),
    Case("NUL byte", Data(good.utf8) + Data([0]), says: "NUL"),
    Case("half a surrogate pair", creating(#""\ud800""#), says: "surrogate"),
    Case(
      "huge number", creating(String(repeating: "9", count: 1_000_000)),
      says: "more than 10000 characters"),
    Case("huge exponent", creating("1e999999999"), says: "exponent"),
    Case(
      "version 2", #"{"format_version": "2.0", "resource_changes": []}"#,
      says: "format_version 2.0 is not supported"),
    Case(
      "no version", #"{"format_version": "", "resource_changes": []}"#,
      says: #"format_version "" is not supported"#),
    Case(
      "unknown action", PlanText.plan(PlanText.change("a.b", #"["dance"]"#)),
      says: #"unknown action list ["dance"]"#),
    Case("no action", PlanText.plan(PlanText.change("a.b", "[]")), says: "unknown action list []"),
    Case(
      "deletion of nothing", PlanText.plan(PlanText.change("a.b", #"["delete"]"#)),
      says: "the action delete needs an object in `before`"),
    Case(
      "creation of nothing", PlanText.plan(PlanText.change("a.b", #"["create"]"#)),
      says: "the action create needs an object in `after`"),
    Case(
      "resources without changes",
      #"{"format_version": "1.2", "planned_values": {"root_module": {"resources": [{"address": "a.b", "mode": "managed", "type": "a", "name": "b", "values": {}}]}}}"#,
      says: "the plan is cut off"),
    Case(
      "one address twice", PlanText.plan(PlanText.creation, PlanText.creation),
      says: "aws_s3_bucket.logs is listed twice"),
  ]

  @Test(arguments: cases) func refused(_ example: Case) throws {
    let scratch = try Scratch()
    try scratch.write("p.json", example.bytes)
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
    expectRefusal(outcome, of: "p.json", saying: example.says, hasPosition: example.hasPosition)
  }

  /// The same bytes on standard input give the same message.
  @Test(arguments: cases.filter { $0.bytes.count < 100_000 })
  func refusedOnStandardInput(_ example: Case) throws {
    let scratch = try Scratch()
    try scratch.write("s.proviso", PlanText.survival)
    let outcome = try Executable.check(
      ["-", "-s", "s.proviso"], input: example.bytes, folder: scratch.folder)
    expectRefusal(
      outcome, of: "standard input", saying: example.says, hasPosition: example.hasPosition)
  }

  /// A plan that ends too early is refused as a whole.
  @Test func cutAnywhere() throws {
    let scratch = try Scratch()
    let bytes = Data(Self.good.utf8)
    try scratch.write("s.proviso", PlanText.survival)
    for index in stride(from: 1, to: bytes.count - 1, by: max(1, bytes.count / 24)) {
      try scratch.write("cut.json", bytes.prefix(index))
      let outcome = try Executable.check(["cut.json", "-s", "s.proviso"], folder: scratch.folder)
      expectRefusal(outcome, of: "cut.json", saying: "ends too early", hasPosition: true)
    }
  }

  @Test func pathsThatAreNotFiles() throws {
    let scratch = try Scratch()
    for (path, says) in [
      (scratch.folder.path, "no saved plan in this directory"), ("/dev/null", "this is a device"),
      (scratch.folder.appendingPathComponent("absent.json").path, "there is no such file"),
    ] {
      expectRefusal(try Executable.check([path]), of: path, saying: says, hasPosition: false)
    }
    let outcome = try Executable.check([""])
    #expect(outcome.status == 2)
    #expect(outcome.standardError == "error: the path of the input is empty\n")
  }

  @Test(.disabled(if: geteuid() == 0, "root can read every file"))
  func noPermission() throws {
    let scratch = try Scratch()
    let file = try scratch.write("p.json", Self.good)
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: file.path)
    expectRefusal(
      try Executable.check(["p.json"], folder: scratch.folder), of: "p.json",
      saying: "permission denied", hasPosition: false)
  }

  /// A plan cannot send control characters to the terminal through an error message.
  @Test func controlCharactersAreNotPrinted() throws {
    let scratch = try Scratch()
    for change in [
      PlanText.change("a.b", #"["\u001b[2J\u009b\u0000\u0007"]"#),
      PlanText.change("a.b", #"["create"]"#).replacing(
        #""managed""#, with: #""\u001b]0;x\u0007""#),
    ] {
      try scratch.write("p.json", PlanText.plan(change))
      let outcome = try Executable.check(["p.json"], folder: scratch.folder)
      expectRefusal(outcome, of: "p.json", saying: #"\u{1b}"#, hasPosition: true)
      let controls = outcome.standardError.dropLast().unicodeScalars.filter {
        $0.properties.generalCategory == .control
      }
      #expect(controls.isEmpty)
    }
  }

  /// Other encodings of the same plan are read.
  @Test func encodingsAndLineEnds() throws {
    let scratch = try Scratch()
    let text = Self.good
    let forms: [(String, Data)] = [
      ("plain", Data(text.utf8)), ("mark", Data([0xEF, 0xBB, 0xBF]) + Data(text.utf8)),
      ("crlf", Data(text.replacing("\n", with: "\r\n").utf8)),
      ("blanks around", Data("\n\n  \(text)\n \n".utf8)),
      (
        "utf16le",
        Data([0xFF, 0xFE]) + Data(text.utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
      ),
      (
        "utf16be",
        Data([0xFE, 0xFF]) + Data(text.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 255)] })
      ),
    ]
    try scratch.write("s.proviso", PlanText.survival)
    for (name, bytes) in forms {
      try scratch.write("p.json", bytes)
      let outcome = try Executable.check(["p.json", "-s", "s.proviso"], folder: scratch.folder)
      #expect(outcome.status == 0, "\(name): \(outcome.standardError)")
      #expect(outcome.standardOutput.contains("1 proved"), "\(name)")
    }
  }
}

/// Expects status 2, an empty standard output, and one line on standard error that names the file.
func expectRefusal(
  _ outcome: Outcome, of file: String, saying text: String, hasPosition: Bool,
  location: SourceLocation = #_sourceLocation
) {
  #expect(outcome.status == 2, "\(outcome.ending)", sourceLocation: location)
  #expect(outcome.standardOutput.isEmpty, sourceLocation: location)
  let message = outcome.standardError
  #expect(message.hasPrefix("error: \(file):"), "\(message)", sourceLocation: location)
  #expect(message.contains(text), "\(message)", sourceLocation: location)
  #expect(message.hasSuffix("\n"), sourceLocation: location)
  // A second line may say what helps.
  let lines = message.split(separator: "\n")
  #expect(
    lines.count == 1 || lines.count == 2 && lines[1].hasPrefix("help: "), "\(message)",
    sourceLocation: location)
  #expect(message.count < 600, "\(message)", sourceLocation: location)
  let rest = message.dropFirst("error: \(file):".count)
  let position = rest.prefixMatch(of: #/[1-9][0-9]*:[1-9][0-9]*: /#)
  #expect((position != nil) == hasPosition, "\(message)", sourceLocation: location)
}
