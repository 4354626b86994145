import TestSupport
import Testing

/// Secrets in values that Terraform does not mark: as they are, or in the spellings of another format.
///
/// No report holds a part of one, also where a rule takes the copy apart.
@Suite struct CopiedSecretTests {

  @Test func copiesAreSecrets() throws {
    let first = Campaign.seed(20_261_130)
    let count = 20 * Campaign.factor
    var violated = 0
    for seed in first..<(first + UInt64(count)) {
      var plan = CopiedSecretPlan(seed: seed)
      let json = plan.json()
      for spec in CopiedSecretPlan.specs {
        let (outcome, outputs) = SecretTests.outputs(of: json, against: spec)
        if outcome == "violated" { violated += 1 }
        for output in outputs {
          let lines = output.split(separator: "\n").filter { plan.leaks(in: String($0)) }
          guard !lines.isEmpty else { continue }
          Issue.record(
            "seed \(seed): \(lines.prefix(3).joined(separator: "\n"))\n\(spec)\n\(json)")
        }
      }
    }
    #expect(violated == count * CopiedSecretPlan.specs.count)
  }

  /// A value that is computed from a copy is not shown, and other values are.
  @Test(arguments: [
    "r.after.conn", "r.after.conn.lowerAscii()", "r.after.conn.split(\"-\")",
    "r.after.conn.size()", "r.after.conn.startsWith(\"user:S\")", "wordsOf(r.after.conn)",
    "linesOf(r.after.conn)", "json(r.after.text).p", "r.after.conn + \"x\"",
    "r.after.list[1]", "keys(r.after.map)", "r.after.conn == \"x\"", "plan.variables.w",
  ])
  func derivedValues(_ expression: String) {
    let plan = #"""
      {"format_version": "1.2", "terraform_version": "1.11.4",
       "variables": {"v": {"value": "S3cr&t-Pa55"}, "w": {"value": "a S3cr&t-Pa55"}},
       "configuration": {"root_module": {
        "variables": {"v": {"sensitive": true}, "w": {}}}},
       "resource_changes": [
       {"address": "t_x.a", "mode": "managed", "type": "t_x", "name": "a", "provider_name": "any",
        "change": {"actions": ["create"], "before": null,
         "after": {"conn": "user:S3cr&t-Pa55@db", "text": "{\"p\": \"S3cr\\u0026t-Pa55\"}",
          "list": ["a", "S3cr%26t-Pa55"], "map": {"S3cr&t-Pa55": 1}, "open": "shown"},
         "after_unknown": {}, "before_sensitive": false, "after_sensitive": {}}}]}
      """#
    let spec = """
      spec s for terraform
      invariant a "A" message "\\(\(expression)) \\(r.after.open)" { every r in resources { false } }
      """
    let (outcome, outputs) = SecretTests.outputs(of: plan, against: spec)
    #expect(outcome == "violated", "\(outputs)")
    #expect(outputs.contains { $0.contains("(sensitive) shown") }, "\(outputs.prefix(1))")
  }
}

/// A random plan with a marked secret, and unmarked values that hold it.
struct CopiedSecretPlan {
  /// Texts that occur in no other part of the plan.
  private var tokens: [String] = []
  private var random: SeededGenerator

  init(seed: UInt64) { random = SeededGenerator(seed: seed) }

  /// Rules that read the copies as they are, take them apart, and let a solver pick a value beside them.
  static let specs: [String] = {
    func spec(_ message: String, _ body: String) -> String {
      "spec s for terraform\ninvariant a \"A\" message \"\(message)\" { \(body) }\n"
    }
    let parts = ["j", "k", "l", "m", "n"]
    return parts.map {
      spec("\\(r.after.\($0))", "every r in resources { r.after.\($0) == \"x\" }")
    }
      + parts.map {
        spec(
          "\\(r.after.\($0).lowerAscii())",
          "every r in resources { r.after.\($0).lowerAscii() == \"x\" }")
      } + [
        spec("\\(w)", "every r in resources, w in linesOf(r.after.l) { w == \"\" }"),
        spec("\\(w)", "every r in resources, w in r.after.k.split(\"-\") { w == \"x\" }"),
        spec(
          "\\(wordsOf(r.after.j))", "every r in resources, w in wordsOf(r.after.j) { w == \"x\" }"),
        spec("\\(r.after)", "every r in resources { r.after.u != r.after.k }"),
        spec("\\(r.after.u)", "every r in resources { r.after.u != r.after.l.split(\"-\")[0] }"),
      ]
  }()

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

  /// A secret with signs that other formats spell in other ways.
  private mutating func secret() -> String {
    let signs = [
      "\"", "\\", "\n", "\t", "&", "<", ">", "\u{2028}", "é", "/", "%", "+", "𝒳", "-", "'",
    ]
    let letters = Array("bcdfghjkmnpqrstvwxz")
    var text = ""
    for _ in 0..<Int.random(in: 2...4, using: &random) {
      let token = "zq" + String((0..<7).map { _ in letters.randomElement(using: &random)! })
      tokens.append(token)
      text += token + signs.randomElement(using: &random)!
    }
    return text
  }

  /// A text in JSON, in the spellings that encoders choose.
  private mutating func spelled(_ text: String) -> String {
    let style = Int.random(in: 0..<4, using: &random)
    return text.unicodeScalars.map { scalar -> String in
      switch scalar {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\n": "\\n"
      case "\t": "\\t"
      case "/" where style == 1: "\\/"
      case "&", "<", ">", "\u{2028}":
        style == 0 ? String(scalar) : "\\u" + Self.digits(UInt16(scalar.value), upper: style == 2)
      default:
        scalar.value < 128 || style != 3
          ? String(scalar)
          : String(scalar).utf16.map { "\\u" + Self.digits($0, upper: false) }.joined()
      }
    }.joined()
  }

  private static func digits(_ code: UInt16, upper: Bool) -> String {
    let text = String(code, radix: 16, uppercase: upper)
    return String(repeating: "0", count: 4 - text.count) + text
  }

  private static func percent(_ text: String) -> String {
    text.utf8.map { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte)
        ? String(Unicode.Scalar(byte))
        : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: byte & 1 == 0)
    }.joined()
  }

  mutating func json() -> String {
    let text = secret()
    let inner = "{\"p\":\"" + spelled(text) + "\"}"
    let twice = chance(2) ? "[\"" + spelled(inner) + "\"]" : inner
    let lines = text.replacing("\n", with: "\n   ")
    let link = "db://user:" + Self.percent(text) + "@host"
    func quote(_ text: String) -> String {
      "\""
        + text.unicodeScalars.map { scalar in
          scalar.value < 32 || scalar == "\"" || scalar == "\\"
            ? "\\u" + Self.digits(UInt16(scalar.value), upper: false) : String(scalar)
        }.joined() + "\""
    }
    return """
      {"format_version": "1.2", "terraform_version": "1.11.4",
       "configuration": {"root_module": {}},
       "resource_changes": [
       {"address": "t_x.a", "mode": "managed", "type": "t_x", "name": "a", "provider_name": "any",
        "change": {"actions": ["create"], "before": null,
         "after": {"p": \(quote(text)), "j": \(quote(inner)), "k": \(quote("a-" + text + "-b")),
          "l": \(quote("#!/bin/sh\n   " + lines + "\nexit")), "m": \(quote(link)),
          "n": \(quote(twice))},
         "after_unknown": {"u": true}, "before_sensitive": false,
         "after_sensitive": {"p": true}}}]}
      """
  }

  /// Whether a text has a part of the secret in it.
  func leaks(in text: String) -> Bool {
    let lower = text.lowercased()
    return tokens.contains { lower.contains($0) }
  }
}
