import JSONOutput
import ProvisoKernel
import YAML

/// The keys of `proviso.yaml`, in the order in which messages and the schema list them.
///
/// ``SettingsReader`` reads a file by this table, and ``SettingsSchema`` is made from it.
enum SettingsTable {
  static let all: [Setting] = [
    Setting(
      "version", .version, isRequired: true, description: "The version of this format.",
      store: { version, node, reader in reader.checkVersion(version, at: node) }),
    Setting(
      "specs",
      .list(of: "a list of .proviso files, directories and packs such as `standard`"),
      description:
        "The specs to check: .proviso files, directories that contain some, and names of built-in packs, such as standard. Without this key: the standard pack.",
      otherNames: ["spec"],
      store: { elements, _, reader in reader.readSpecs(elements) }),
    Setting(
      "conventions", .conventions,
      description:
        "The path of a file that extends the conventions.proviso of a pack, or values for single names of a pack. A value replaces that of the pack; {add: […]} extends a list.",
      store: { form, node, reader in
        switch form {
        case .file(let name): reader.settings.conventions = reader.existingPath(name, at: node)
        case .values(let values): reader.readConventions(values)
        }
      }),
    Setting(
      "policies",
      .list(of: "a list of policies of tools: paths, and names of built-in ones such as `mail`"),
      description:
        "The policies of the tools in records of calls: files, and names of built-in ones, such as mail. --policy overrides them.",
      otherNames: ["policy"],
      store: { elements, _, reader in reader.readPolicies(elements) }),
    Setting(
      "rules", .rules,
      description:
        "Changes of single rules, by their names: off, another severity, objects to exclude, or only some types. Each has a reason, which results repeat.",
      otherNames: ["rule"],
      store: { rules, _, reader in reader.readRules(rules) }),
    Setting(
      "vars", .variables,
      description:
        "Values of the `var`s of specs, by their names. --var overrides them.",
      otherNames: ["var", "variables", "values"],
      store: { values, _, reader in reader.readVariables(values) }),
    Setting(
      "strict", .flag,
      description:
        "Count a property of your own specs as undecided if it, or a part of it, is vacuous.",
      store: { isStrict, _, reader in reader.settings.isStrict = isStrict }),
    Setting(
      "fail_on_preexisting", .flag,
      description:
        "Count violations that exist before the plan, and that it leaves or repairs.",
      store: { counts, _, reader in reader.settings.countsPreexisting = counts }),
    Setting(
      "ignore_preexisting", .flag,
      description: "The opposite of fail_on_preexisting, under an older name.",
      store: { ignores, _, reader in reader.settings.countsPreexisting = !ignores }),
    Setting(
      "timeout", .integer(in: Settings.timeoutRange, of: "seconds"),
      description: "The time limit of one query of the solver, in seconds.",
      store: { seconds, _, reader in reader.settings.timeout = seconds }),
  ]

  static let keys = all.map(\.key)

  static func setting(_ key: String) -> Setting? { all.first { $0.key == key } }

  /// The key that was probably meant by an unknown one.
  static func key(near name: String) -> String? {
    let name = name.replacing("-", with: "_")
    if setting(name) != nil { return name }
    let names = all.flatMap { [$0.key] + $0.otherNames }
    guard let near = Suggestion.nearest(to: name, among: names) else { return nil }
    return all.first { $0.otherNames.contains(near) }?.key ?? near
  }
}

/// A key of `proviso.yaml`.
struct Setting: Sendable {
  let key: String
  let isRequired: Bool
  /// Other names that people write for the key. They only serve suggestions.
  let otherNames: [String]
  /// The values that the key can have.
  let shape: JSONShape
  /// Stores the value of the key, or reports why it is wrong.
  let read: @Sendable (YAMLNode, inout SettingsReader) -> Void

  init<Value>(
    _ key: String, _ form: SettingForm<Value>, isRequired: Bool = false, description: String,
    otherNames: [String] = [],
    store: @escaping @Sendable (Value, YAMLNode, inout SettingsReader) -> Void
  ) {
    self.key = key
    self.isRequired = isRequired
    self.otherNames = otherNames
    shape = .described(form.shape, as: description)
    read = { node, reader in
      guard let value = form.read(node) else {
        return reader.report(
          "`\(key)` is \(form.expected), found \(SettingsReader.described(node))"
            + form.hint(for: node), at: node)
      }
      store(value, node, &reader)
    }
  }
}

/// The form of a value in `proviso.yaml`: its shape in the schema, its name in messages, and the
/// function that reads it.
struct SettingForm<Value>: Sendable {
  let shape: JSONShape
  /// A description for messages, such as `` `true` or `false` ``.
  let expected: String
  /// Returns the value, or `nil` if the node has another form.
  let read: @Sendable (YAMLNode) -> Value?

  /// The end of a message about a scalar that would be a text in quotes.
  func hint(for node: YAMLNode) -> String {
    guard Value.self == String.self else { return "" }
    switch node.meaning {
    case .bool, .number, .unclear: return "; put it in quotes"
    case .null, .text, nil: return ""
    }
  }
}

extension SettingForm<Int> {
  static var version: SettingForm {
    SettingForm(
      shape: .constant(.integer(Settings.version)), expected: String(Settings.version),
      read: { $0.integer })
  }

  static func integer(in range: ClosedRange<Int>, of unit: String) -> SettingForm {
    SettingForm(
      shape: .integer(from: range.lowerBound, through: range.upperBound),
      expected: "a number of \(unit) between \(range.lowerBound) and \(range.upperBound)",
      read: { $0.integer.flatMap { range.contains($0) ? $0 : nil } })
  }
}

extension SettingForm<Bool> {
  static var flag: SettingForm {
    SettingForm(
      shape: .boolean, expected: "`true` or `false`",
      read: { node in
        if case .bool(let flag) = node.meaning { flag } else { nil }
      })
  }
}

extension SettingForm<String> {
  /// A non-empty text.
  static func text(_ expected: String) -> SettingForm {
    SettingForm(shape: .text, expected: expected, read: { $0.nonEmptyText })
  }
}

extension SettingForm<[YAMLNode]> {
  /// A non-empty list of texts. The elements are not checked yet, so that each mistake in them is
  /// reported at its own position.
  static func list(of expected: String) -> SettingForm {
    SettingForm(
      shape: .list(of: .text, minimum: 1), expected: expected,
      read: { node in
        guard case .sequence(let elements) = node.content, !elements.isEmpty else { return nil }
        return elements
      })
  }
}

extension YAMLNode {
  /// The value of a whole number; `nil` for any other node.
  fileprivate var integer: Int? {
    guard case .number(let literal) = meaning else { return nil }
    return Number(literal: literal)?.integer
  }

  /// The value of a text that is not empty; `nil` for any other node.
  var nonEmptyText: String? {
    guard case .text(let text) = meaning, !text.isEmpty else { return nil }
    return text
  }
}
