import JSONOutput
import Proviso
import ProvisoKernel
import YAML

/// The settings `conventions`, `rules` and `vars`: their forms in `proviso.yaml`, and how they are read.
/// Mistakes in the values themselves are reported at their own positions.
enum ConventionsForm: Sendable {
  /// The path of a file.
  case file(String)
  /// Values by name.
  case values([(key: YAMLNode, value: YAMLNode)])
}

extension JSONShape {
  /// A text, a number, or `true` or `false`.
  fileprivate static let plain = JSONShape.scalar(of: ["boolean", "number", "string"])

  /// A value of a convention.
  fileprivate static let convention = JSONShape.one(of: [
    plain, .list(of: plain),
    .object(
      JSONObjectShape([.init("add", .list(of: plain, minimum: 1), isRequired: true)], isOpen: false)
    ),
  ])

  fileprivate static let rule = JSONShape.object(
    JSONObjectShape(
      [
        .init("because", .described(.text, as: "Why the rule is changed."), isRequired: true),
        .init(
          "off", .described(.boolean, as: "Whether the rule is not judged at all."),
          isRequired: false),
        .init(
          "severity",
          .described(
            .word(Severity.allCases.map(\.rawValue)), as: "The severity instead of its own."),
          isRequired: false),
        .init(
          "exclude",
          .described(
            .list(of: .text, minimum: 1),
            as:
              "Patterns of addresses; instances about these objects are not judged. * matches any characters, also dots and brackets."
          ), isRequired: false),
        .init(
          "only_types",
          .described(
            .list(of: .text, minimum: 1),
            as: "Only instances about an object of one of these types are judged."),
          isRequired: false),
      ], isOpen: false))
}

extension SettingForm<ConventionsForm> {
  static var conventions: SettingForm {
    SettingForm(
      shape: .one(of: [.text, .map(of: .convention, minimum: 1, minimumNameLength: 1)]),
      expected: "the path of a file, or values by name",
      read: { node in
        if let path = node.nonEmptyText { return .file(path) }
        return node.nonEmptyMapping.map { .values($0) }
      })
  }
}

extension SettingForm<[(key: YAMLNode, value: YAMLNode)]> {
  static var rules: SettingForm {
    SettingForm(
      shape: .map(of: .rule, minimum: 1, minimumNameLength: 1),
      expected: "changes by the names of rules", read: { $0.nonEmptyMapping })
  }

  static var variables: SettingForm {
    SettingForm(
      shape: .map(
        of: .one(of: [.plain, .list(of: .string(pattern: "^[^,]*$"))]), minimum: 1,
        minimumNameLength: 1), expected: "values by the names of `var`s",
      read: { $0.nonEmptyMapping })
  }
}

extension YAMLNode {
  /// The pairs of a mapping; `nil` for an empty mapping and for other nodes.
  fileprivate var nonEmptyMapping: [(key: YAMLNode, value: YAMLNode)]? {
    guard case .mapping(let pairs) = content, !pairs.isEmpty else { return nil }
    return pairs
  }

  /// A text, a number, or `true` or `false` as a value; `nil` for other nodes.
  fileprivate var plainValue: Value? {
    switch meaning {
    case .bool(let flag): .bool(flag)
    case .number(let literal): Number(literal: literal).map(Value.number)
    case .text(let text): .string(Text(text))
    case .null, .unclear, nil: nil
    }
  }

  fileprivate var plainList: [Value]? {
    guard case .sequence(let elements) = content else { return nil }
    let values = elements.compactMap(\.plainValue)
    return values.count == elements.count ? values : nil
  }
}

extension SettingsReader {
  private func location(of node: YAMLNode) -> ResultLocation {
    ResultLocation(path: settings.path, line: node.line, column: node.column)
  }

  /// The text of a key; a key without one is reported.
  private mutating func name(_ key: YAMLNode) -> String? {
    guard let name = key.written, !name.isEmpty else {
      report("a name is a text that is not empty, found \(Self.described(key))", at: key)
      return nil
    }
    return name
  }

  // MARK: Conventions

  mutating func readConventions(_ pairs: [(key: YAMLNode, value: YAMLNode)]) {
    for (key, node) in pairs {
      guard let name = name(key) else { continue }
      guard var setting = convention(name, node) else {
        report(
          "`\(name)` is a text, a number, `true` or `false`, a list of them, or `{add: […]}`, found "
            + Self.described(node), at: node)
        continue
      }
      setting.location = location(of: node)
      settings.adjustments.conventions.append(setting)
    }
  }

  private func convention(_ name: String, _ node: YAMLNode) -> ConventionSetting? {
    if let value = node.plainValue { return ConventionSetting(name: name, value: value) }
    if let values = node.plainList { return ConventionSetting(name: name, value: .list(values)) }
    guard case .mapping(let pairs) = node.content, let pair = pairs.first, pairs.count == 1,
      pair.key.written == "add", let values = pair.value.plainList, !values.isEmpty
    else { return nil }
    var setting = ConventionSetting(name: name, value: .list(values))
    setting.isExtending = true
    return setting
  }

  // MARK: Values from outside

  mutating func readVariables(_ pairs: [(key: YAMLNode, value: YAMLNode)]) {
    for (key, node) in pairs {
      guard let name = name(key) else { continue }
      guard let text = Self.variable(node) else {
        report(
          "`\(name)` is a text, a number, `true` or `false`, or a list of texts without commas, found "
            + Self.described(node), at: node)
        continue
      }
      settings.adjustments.variables.append(
        VariableSetting(
          name: name, text: text, origin: "\(settings.path):\(node.line):\(node.column)"))
    }
  }

  private static func variable(_ node: YAMLNode) -> String? {
    switch node.plainValue {
    case .string(let text)?: return text.string
    case .some(let value): return value.description
    case nil: break
    }
    guard let list = node.plainList else { return nil }
    let texts = list.compactMap { value -> String? in
      if case .string(let text) = value, !text.string.contains(",") { text.string } else { nil }
    }
    return texts.count == list.count ? texts.joined(separator: ",") : nil
  }

  // MARK: Rules

  private static let ruleKeys = ["off", "severity", "exclude", "only_types", "because"]

  mutating func readRules(_ pairs: [(key: YAMLNode, value: YAMLNode)]) {
    for (key, node) in pairs {
      guard let name = name(key) else { continue }
      guard case .mapping(let parts) = node.content else {
        report(
          "a change of a rule has `because`, and `off`, `severity`, `exclude` or `only_types`, found "
            + Self.described(node), at: node)
        continue
      }
      var setting = RuleSetting(rule: name, because: "")
      setting.location = location(of: key)
      for (part, value) in parts { read(part, value, into: &setting) }
      if !parts.contains(where: { $0.key.written == "because" }) {
        report("the change of `\(name)` has no reason; add `because: \"…\"`", at: key)
      }
      settings.adjustments.rules.append(setting)
    }
  }

  private mutating func read(
    _ key: YAMLNode, _ value: YAMLNode, into setting: inout RuleSetting
  ) {
    switch key.written {
    case "because":
      if let text = value.nonEmptyText {
        setting.because = text
      } else {
        reportForm(of: key, expected: "the reason, a text", found: value)
      }
    case "off":
      if case .bool(let isOff)? = value.meaning {
        setting.isOff = isOff
      } else {
        reportForm(of: key, expected: "`true` or `false`", found: value)
      }
    case "severity":
      if let severity = value.nonEmptyText.flatMap(Severity.init) {
        setting.severity = severity
      } else {
        reportForm(
          of: key, expected: Severity.allCases.map { "`\($0.rawValue)`" }.listed("or"), found: value
        )
      }
    case "exclude":
      setting.exclude = texts(of: key, expected: "a list of addresses or patterns", in: value)
    case "only_types": setting.onlyTypes = texts(of: key, expected: "a list of types", in: value)
    default:
      let near = key.written.flatMap { Suggestion.nearest(to: $0, among: Self.ruleKeys) }
      report(
        "a rule has no setting \(Self.described(key)); "
          + (near.map { "did you mean `\($0)`?" }
            ?? "there are \(Self.ruleKeys.map { "`\($0)`" }.listed())"),
        at: key)
    }
  }

  private mutating func texts(
    of key: YAMLNode, expected: String, in value: YAMLNode
  ) -> [String] {
    guard case .sequence(let elements) = value.content, !elements.isEmpty else {
      reportForm(of: key, expected: expected, found: value)
      return []
    }
    return elements.compactMap { element in
      if let text = element.nonEmptyText { return text }
      reportForm(of: key, expected: expected, found: element)
      return nil
    }
  }

  private mutating func reportForm(
    of key: YAMLNode, expected: String, found value: YAMLNode
  ) {
    report("`\(key.written ?? "")` is \(expected), found \(Self.described(value))", at: value)
  }
}
