import TestSupport

/// A random plan with secrets in everything that Terraform can mark, and unknowns beside them.
struct SecretPlan {
  /// Texts that occur in no other part of the plan: every secret is made of them. Half of them are too
  /// short for a search of secrets in what is printed, so that only the masks can hide them.
  private(set) var tokens: [String] = []
  /// The first digits of the secret numbers.
  private(set) var numerals: [String] = []
  private(set) var json = ""
  private var random: SeededGenerator

  static let addresses = ["t_x.a", "t_x.b", "t_y.c"]

  init(seed: UInt64) {
    random = SeededGenerator(seed: seed)
    let objects = Self.addresses.map { change($0) }
    let outputs = ["o", "p"].map { output($0) }
    let variables = ["v", "w"].map { ($0, text()) }
    let mask = chance(2)
    json = """
      {"format_version": "1.2", "terraform_version": "1.11.4",
       "variables": {\(variables.map { "\"\($0.0)\": {\"value\": \($0.1)}" }.joined(separator: ", "))},
       "resource_drift": [\(drift("t_x.a"))],
       "resource_changes": [\(objects.joined(separator: ",\n"))],
       "output_changes": {\(outputs.map(\.change).joined(separator: ", "))},
       "planned_values": {"outputs": {\(outputs.map(\.planned).joined(separator: ", "))}},
       "configuration": {"root_module": {
        "outputs": {"o": {"sensitive": true}},
        "variables": {"v": {"sensitive": true, "default": \(text())}\(mask ? ", \"w\": {\"sensitive\": true}" : "")},
        "resources": [{"address": "t_x.a", "mode": "managed", "type": "t_x", "name": "a",
         "expressions": {"u": {"references": ["t_x.b.p", "t_x.b"]}, "p": {"constant_value": \(text())}}}]}}}
      """
  }

  private mutating func chance(_ of: Int) -> Bool { Int.random(in: 0..<of, using: &random) == 0 }

  /// A secret text, as JSON.
  private mutating func text() -> String {
    let letters = Array("bcdfghjkmnpqrstvwxz")
    // Letters that no report, name or spec contains.
    let rare = Array("ɐɕɖɣɮɰɲɷʁʄʘʚʞʠʬʭ")
    func word(_ from: [Character], _ count: Int) -> String {
      String((0..<count).map { _ in from.randomElement(using: &random) ?? "q" })
    }
    if chance(2) {
      let token = word(rare, 2)
      tokens.append(token)
      return "\"\(token)\""
    }
    let parts = (0..<2).map { _ in "Zq" + word(letters, 7) }
    tokens += parts
    return "\"\(parts.joined(separator: "-"))\""
  }

  private mutating func number() -> String {
    let head = String((0..<7).map { _ in Character(String(Int.random(in: 3...8, using: &random))) })
    numerals.append(head)
    return head + "55"
  }

  /// Attributes with secrets, and their marks.
  private mutating func secrets() -> (values: [String], marks: [String]) {
    let policy = text().dropFirst().dropLast()
    return (
      [
        "\"p\": \(text())", "\"n\": \(number())", "\"q\": [\(text()), \"open\", \(text())]",
        "\"m\": {\(text()): \(text()), \"k\": \(text())}",
        "\"d\": {\"k\": \(text()), \"open\": \"yes\", \"l\": [{\"k\": \(text()), \"open\": \"no\"}]}",
        "\"j\": \"{\\\"a\\\": \\\"\(policy)\\\"}\"", "\"tags\": {\"t\": \(text())}",
      ],
      [
        "\"p\": true", "\"n\": true", "\"q\": [true, false, true]", "\"m\": true",
        "\"d\": {\"k\": true, \"l\": [{\"k\": true}]}", "\"j\": true", "\"tags\": {\"t\": true}",
      ]
    )
  }

  private mutating func change(_ address: String) -> String {
    let parts = address.split(separator: ".")
    let action = ["create", "update", "update", "delete", "no-op", "replace"].randomElement(
      using: &random)!
    let (values, marks) = secrets()
    var (others, _) = secrets()
    // A value that stays the same can be marked on one side only.
    for index in others.indices where chance(3) { others[index] = values[index] }
    func object(_ values: [String], _ more: String) -> String {
      "{" + (values + ["\"id\": \"\(parts[1])-1\"", more]).joined(separator: ", ") + "}"
    }
    let isMade = action != "delete"
    let wasThere = action != "create"
    let after = object(action == "no-op" ? others : values, "\"open\": \"new\"")
    let before = object(others, "\"open\": \"\(action == "no-op" ? "new" : "old")\"")
    let key = text()
    let hasUnknowns = isMade && action != "no-op"
    let unknown =
      hasUnknowns
      ? "{\"u\": true, \"w\": true, \"x\": {\(key): true}, \"y\": {\"k\": true}, \"z\": [true, true], \"tags_all\": true}"
      : "{}"
    let actions = action == "replace" ? "\"delete\", \"create\"" : "\"\(action)\""
    let own = marks + (hasUnknowns ? ["\"w\": true", "\"x\": true"] : [])
    let isSameObject = isMade && wasThere && others == values
    let marksBefore = isSameObject && chance(2) ? "{}" : "{\(marks.joined(separator: ", "))}"
    return """
      {"address": "\(address)", "mode": "managed", "type": "\(parts[0])", "name": "\(parts[1])",
       "provider_name": "any", "change": {"actions": [\(actions)],
       "before": \(wasThere ? before : "null"), "after": \(isMade ? after : "null"),
       "after_unknown": \(unknown), "before_sensitive": \(wasThere ? marksBefore : "false"),
       "after_sensitive": \(isMade ? "{\(own.joined(separator: ", "))}" : "false")}}
      """
  }

  private mutating func drift(_ address: String) -> String {
    """
    {"address": "\(address)", "mode": "managed", "type": "t_x", "name": "a", "change": {
     "actions": ["update"], "before": {"p": \(text()), "d": {"k": \(text())}},
     "after": {"p": \(text())}, "after_unknown": {},
     "before_sensitive": {"p": true, "d": {"k": true}}, "after_sensitive": {}}}
    """
  }

  private mutating func output(_ name: String) -> (change: String, planned: String) {
    // The output `o` is marked in the configuration only.
    let isMarked = name == "o" ? false : true
    let value = text()
    return (
      """
      "\(name)": {"actions": ["update"], "before": \(text()), "after": \(value),
       "after_unknown": false, "before_sensitive": false, "after_sensitive": \(isMarked)}
      """, "\"\(name)\": {\"sensitive\": \(isMarked), \"value\": \(value)}"
    )
  }

  /// The secrets that a text contains.
  func leaks(in text: String) -> [String] {
    let lower = text.lowercased()
    return tokens.filter { lower.contains($0.lowercased()) } + numerals.filter { text.contains($0) }
  }
}
