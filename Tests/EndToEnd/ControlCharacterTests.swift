import Foundation
import TestSupport
import Testing

/// No character of an input that a terminal would obey or hide reaches an output.
@Suite struct ControlCharacterTests {
  /// Control characters, marks of the reading direction, and characters without a width or a shape.
  static let planted = [
    "\u{1B}[31m\u{07}", "\u{0D}\u{08}\u{7F}\u{9B}", "\u{202E}\u{2066}\u{200E}\u{061C}",
    "\u{200B}\u{200D}\u{2060}\u{FEFF}\u{2028}\u{E0041}\u{3164}\u{FE0F}\u{E000}\u{2800}",
  ]

  /// All of them, beginning with those at an index.
  private static func all(from first: Int) -> String {
    (planted[first...] + planted[..<first]).joined()
  }

  /// A text with such characters, for JSON and for strings of specs.
  private static func escaped(_ text: String) -> String {
    "x"
      + text.utf16.map { unit in
        let digits = String(unit, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }.joined() + "y"
  }

  /// The same for YAML, which has no surrogates.
  private static func escapedForYAML(_ text: String) -> String {
    "x"
      + text.unicodeScalars.map { scalar in
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      }.joined() + "y"
  }

  private func expectClean(_ data: Data, _ what: String) {
    for scalar in String(decoding: data, as: UTF8.self).unicodeScalars {
      let isForbidden =
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse: true
        default: scalar.properties.isDefaultIgnorableCodePoint || scalar.value == 0x2800
        }
      guard isForbidden, scalar != "\n", scalar != "\t" else { continue }
      Issue.record(
        "\(what): U+\(String(scalar.value, radix: 16)) in \(String(decoding: data, as: UTF8.self).debugDescription.prefix(600))"
      )
      return
    }
  }

  private func write(_ raw: String, in folder: ProvisoRun.Folder) throws {
    let bad = Self.escaped(raw)
    let yaml = Self.escapedForYAML(raw)
    let plan = """
      {"format_version": "1.2", "terraform_version": "1.9", "\(bad)": "\(bad)",
       "resource_changes": [
        {"address": "t.\(bad)", "mode": "managed", "type": "t", "name": "\(bad)", "index": "\(bad)",
         "provider_name": "\(bad)",
         "change": {"actions": ["delete"], "before": {"id": "\(bad)", "\(bad)": {"\(bad)": ["\(bad)"]}},
          "after": null, "before_sensitive": {}}}],
       "output_changes": {"\(bad)": {"actions": ["create"], "before": null, "after": "\(bad)"}}}
      """
    try folder.write("plan.json", Data(plan.utf8))
    try folder.write(
      "broken.json", Data(plan.replacing("[\"delete\"]", with: "[\"\(bad)\"]").utf8))
    try folder.write("cut.json", Data(plan.prefix(200).utf8))
    let spec = """
      spec s for terraform
      invariant a "T \(bad)" severity high
        because "why \(bad)" reference "https://e.org/\(bad)" tags "\(bad)"
        message "\\(r.address) \(bad) \\(r.before.id)"
      { every r in resources { not r.destroyed and r.type != "\(bad)" } }
      waive a for "\(bad)*" until 2020-01-01 because "w \(bad)"
      test "\(bad)" { plan "plan.json" expect a violated by "t.\(bad)" }
      test "\(bad) 2" { plan "\(bad).json" expect a proved }
      """
    try folder.write("s.proviso", Data(spec.utf8))
    try folder.write("doc.proviso", Data("/// \(raw)\n\(spec)\n// \(raw)\n".utf8))
    try folder.write(
      "wrong.proviso",
      Data(
        "spec w for terraform\nuse \"\(bad)\"\ninvariant a \"\(raw)\" { \"\(bad)\" + 1 \(raw) }\n"
          .utf8))
    try folder.write(
      "w.proviso",
      Data(
        """
        world w
        var n: String = "\(bad)"
        action go(to: String) { requires to == "\(bad)" or to == "b" n = to }
        invariant i "I \(bad)" { n != "b" }
        test "\(bad)" { expect i violated }
        """.utf8))
    try folder.write(
      "p.yaml",
      Data(
        """
        schema: proviso.plan/1
        name: "\(yaml)"
        "\(yaml)": 1
        steps:
          - call: "\(yaml)"
            with: {a: "\(yaml)"}
        """.utf8))
    try folder.write(
      "good.yaml",
      Data(
        "schema: proviso.plan/1\nname: \"\(yaml)\"\nsteps:\n  - call: \"t\(yaml)\"\n    with: {a: \"\(yaml)\", \"\(yaml)\": 1}\n"
          .utf8))
    try folder.write(
      "agent.proviso",
      Data("spec a for agent\ninvariant i \"I\" { no c in calls where c.started { true } }\n".utf8))
    try folder.write(
      "set.yaml",
      Data(
        """
        version: 1
        specs: ["\(yaml)", "s.proviso"]
        "\(yaml)": 1
        rules: {"\(yaml)": {off: true, because: "\(yaml)"}, a: {severity: "\(yaml)"}}
        vars: {"\(yaml)": "\(yaml)"}
        conventions: {"\(yaml)": "\(yaml)"}
        """.utf8))
    try folder.write(
      "rules.yaml",
      Data(
        "version: 1\nspecs: [s.proviso]\nrules: {a: {severity: low, because: \"b \(yaml)\"}}\n".utf8
      )
    )
    try folder.write("r\(raw).proviso", Data(spec.utf8))
    try folder.write("r\(raw).json", Data(plan.utf8))
    try ShellRun.program("tool", "printf '\(raw)' >&2; printf '\(raw)'; exit 1", in: folder)
    try folder.write(
      "tfplan",
      Data("PK\u{3}\u{4}".utf8) + Data(count: 22) + Data([6, 0, 0, 0]) + Data("tfplan".utf8)
        + Data(count: 40))
  }

  static let commands: [[String]] = {
    var out: [[String]] = []
    for format in ["text", "json"] {
      for rest in [
        ["plan.json", "-s", "s.proviso"], ["RAW.json", "-s", "RAW.proviso"],
        ["plan.json", "--config", "rules.yaml"], ["good.yaml", "-s", "agent.proviso"],
        ["w.proviso"], ["plan.json", "-s", "s.proviso", "-o", "out"],
      ] {
        let config = rest.contains("--config") ? [] : ["--no-config"]
        out.append(["check", "--format", format] + config + rest)
      }
      out.append(["explore", "w.proviso", "--format", format])
      out.append(["simulate", "w.proviso", "--random", "20", "--format", format])
    }
    for format in ["sarif", "junit", "github", "gitlab", "markdown", "dot", "itf", "html"] {
      out.append(["check", "--no-config", "--format", format, "plan.json", "-s", "s.proviso"])
    }
    out.append(["check", "--no-config", "--format", "html", "w.proviso"])
    for detail in ["-v", "-vv", "-q", "--all"] {
      out.append(["check", "--no-config", detail, "plan.json", "-s", "s.proviso"])
    }
    out.append([
      "check", "--no-config", "plan.json", "-s", "s.proviso", "--write-baseline", "out",
    ])
    out.append(["explain", "a", "-s", "s.proviso", "-p", "plan.json"])
    out.append(["check", "--no-config", "plan.json", "-s", "s.proviso", "--only", "RAW"])
    out.append(["check", "--no-config", "plan.json", "-s", "s.proviso", "--baseline", "RAW"])
    for rest in [
      ["broken.json"], ["cut.json"], ["p.yaml", "-s", "agent.proviso"],
      ["plan.json", "-s", "wrong.proviso"],
      ["none-RAW.json"], ["plan.json", "-s", "RAW"], ["tfplan", "--terraform-bin", "./tool"],
      ["plan.json", "--graph", "RAW.json"], ["plan.json", "--var", "RAW=RAW"],
      ["plan.json", "-s", "s.proviso", "-o", "RAW/RAW"],
    ] { out.append(["check", "--no-config"] + rest) }
    return out + [
      ["check", "plan.json", "--config", "set.yaml"], ["check", "--RAW"],
      ["check", "--format", "RAW"],
      ["RAW"], ["explore", "w.proviso", "--export", "itf"], ["test", "s.proviso"], ["test", "."],
      ["test", "w.proviso", "--junit", "out"], ["test", "s.proviso", "--junit", "out"],
      ["specs", "s.proviso"], ["specs", "doc.proviso"], ["specs", ".", "--format", "markdown"],
      ["specs", "RAW.proviso"],
      ["specs", "s.proviso", "--format", "markdown"], ["specs", "s.proviso", "--format", "json"],
      ["specs", "w.proviso"], ["specs", "--print", "RAW"], ["explain", "RAW"], ["schema", "RAW"],
      ["fmt", "--check", "."], ["fmt", "--diff", "."], ["fmt", "wrong.proviso"], ["fmt", "RAW"],
      ["init", "d/RAW"], ["init", "plan.json/RAW"], ["simulate", "w.proviso"],
      ["explore", "w.proviso", "--export", "smt", "--property", "i"],
      ["explore", "w.proviso", "--export", "itf", "--property", "RAW"],
    ]
  }()

  /// Each command gets all characters, and each group of them is the first one somewhere, because a
  /// message may end with the first character that it refuses. In a campaign each group is the first one of
  /// every command.
  @Test(arguments: planted.indices) func noneIsShown(_ first: Int) throws {
    let folder = try ProvisoRun.Folder()
    let text = Self.all(from: first)
    let raw = "r" + text
    try write(text, in: folder)
    let executable = try Executable.found.get()
    for (index, command) in Self.commands.enumerated()
    where Campaign.isRunning || index % Self.planted.count == first {
      let output = folder.url.appendingPathComponent("out")
      try? FileManager.default.removeItem(at: output)
      let outcome = try ProvisoRun.run(
        executable, command.map { $0.replacing("RAW", with: raw) }, in: folder,
        input: Data("s\nv\n?\n1\n\(raw)\n".utf8))
      expectClean(Data(outcome.output.utf8), "output of \(command)")
      expectClean(Data(outcome.errors.utf8), "errors of \(command)")
      if let data = try? Data(contentsOf: output) { expectClean(data, "file of \(command)") }
    }
  }

  /// The inputs are good, so that the test looks at results and not only at errors.
  @Test(arguments: [
    "check --no-config plan.json -s s.proviso", "check --config rules.yaml plan.json",
    "check --no-config good.yaml -s agent.proviso", "explore w.proviso", "specs s.proviso",
  ])
  func inputsAreGood(_ command: String) throws {
    let folder = try ProvisoRun.Folder()
    try write(Self.all(from: 0), in: folder)
    let outcome = try ShellRun.run("$P \(command)", in: folder)
    #expect(outcome.status != 2, "\(outcome.errors)")
  }

  /// JSON stays JSON, and its strings keep their characters.
  @Test(arguments: planted) func jsonKeepsTheText(_ text: String) throws {
    let folder = try ProvisoRun.Folder()
    try write(text, in: folder)
    let outcome = try ProvisoRun.check(
      ["--no-config", "--format", "json", "plan.json", "-s", "s.proviso"], in: folder)
    let result = try #require(
      JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any])
    let properties = try #require(result["properties"] as? [[String: Any]])
    #expect(properties.first?["title"] as? String == "T x\(text)y")
  }

  /// The formatter does not change what it cannot show: an editor gets the source as it is.
  @Test func formattedSourcesStay() throws {
    let text = "// a\u{202E}b\nspec t for terraform\n"
    let outcome = try Executable.run(["fmt", "-"], input: Data(text.utf8))
    #expect(outcome.standardOutput == text)
  }
}
