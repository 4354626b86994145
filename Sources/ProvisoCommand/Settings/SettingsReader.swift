import Essentials
import Proviso
import ProvisoAgent
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import YAML

extension Settings {
  /// The largest file that is read, in bytes.
  private static let maximumSize = 1 << 16

  /// Reads the settings at a path.
  ///
  /// - Parameters:
  ///   - root: A folder below which the settings may name files, in addition to their own.
  ///   - scope: The folders that the file itself may lie in.
  /// - Throws: `InputError` with every mistake of the file and its position.
  init(
    contentsOf path: String, root: String? = nil, in scope: FileScope = .everywhere
  ) throws(InputError) {
    let text = try Self.text(at: path, in: scope)
    guard Self.beginsAsSettings(text) else {
      throw InputError(
        "\(path):1:1: this is not a file with settings: expected `version: \(Settings.version)`")
    }
    var reader = SettingsReader(path: path, scope: FileScope(of: path, root: root))
    try reader.read(text)
    self = try reader.result()
  }

  private static func text(
    at path: String, in scope: FileScope
  ) throws(InputError) -> String {
    let bytes: [UInt8]
    do throws(FileReader.Failure) {
      bytes = try FileReader.bytes(of: path, limit: maximumSize, in: scope)
    } catch {
      throw InputError("\(path): \(error.reason(expected: "a file with settings"))")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw InputError("\(path): the file is not valid UTF-8")
    }
    return text
  }

  /// Whether a text seems to be meant as settings. Messages quote no other text, because it could be a
  /// secret that was named by mistake.
  private static func beginsAsSettings(_ text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline).filter {
      let content = $0.drop(while: \.isWhitespace)
      return !content.isEmpty && !content.hasPrefix("#")
    }
    guard let first = lines.first else { return true }
    func isKey(_ line: Substring) -> Bool {
      guard let colon = line.firstIndex(of: ":") else { return false }
      let key = line[..<colon].trimming { " \"'{\u{FEFF}".unicodeScalars.contains($0) }
      return SettingsTable.key(near: key) != nil
    }
    return isKey(first) || lines.contains(where: { $0.hasPrefix("version:") })
  }
}

/// Reads settings from YAML, key by key, as ``SettingsTable`` describes them.
struct SettingsReader {
  var settings: Settings
  private let path: String
  private var mistakes: [String] = []
  private let folder: String
  /// The folders that the files which the settings name lie in.
  private let scope: FileScope

  init(path: String, scope: FileScope) {
    self.path = path
    self.scope = scope
    settings = Settings(path: path)
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  func result() throws(InputError) -> Settings {
    guard mistakes.isEmpty else { throw InputError(mistakes) }
    return settings
  }

  mutating func report(_ message: String, at node: YAMLNode) {
    mistakes.append(position(of: node) + message)
  }

  private func position(of node: YAMLNode) -> String { "\(path):\(node.line):\(node.column): " }

  /// A description of a value for messages.
  static func described(_ node: YAMLNode) -> String {
    switch node.content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let text, _):
      node.meaning == .null ? "nothing" : "`\(text.prefix(40))\(text.count > 40 ? "…" : "")`"
    }
  }

  // MARK: Keys

  mutating func read(_ text: String) throws(InputError) {
    let root: YAMLNode?
    do {
      root = try YAMLDocument.parse(text)
    } catch {
      throw InputError("\(path):\(error.line):\(error.column): \(error.message)")
    }
    guard let root, root.meaning != .null else {
      throw InputError("\(path):1:1: the file is empty; expected `version: \(Settings.version)`")
    }
    guard case .mapping(let mapping) = root.content else {
      throw InputError(
        position(of: root)
          + "expected settings, each as `key: value`, found \(Self.described(root))")
    }
    if !mapping.contains(where: { $0.key.written == "version" }) {
      mistakes.append("\(path):1:1: expected `version: \(Settings.version)`")
    }
    for (key, value) in mapping {
      if let setting = SettingsTable.setting(key.written ?? "") {
        setting.read(value, &self)
      } else {
        reportUnknown(key)
      }
    }
    checkConventions(mapping)
  }

  private mutating func reportUnknown(_ key: YAMLNode) {
    let near = SettingsTable.key(near: key.written ?? "")
    let known = SettingsTable.keys.map { "`\($0)`" }.joined(separator: ", ")
    report(
      "there is no setting \(Self.described(key)); "
        + (near.map { "did you mean `\($0)`?" } ?? "there are \(known)"), at: key)
  }

  // MARK: Values

  mutating func checkVersion(_ version: Int, at node: YAMLNode) {
    guard version != Settings.version else { return }
    report(
      "this proviso reads version \(Settings.version) of the settings, not \(version)", at: node)
  }

  mutating func readSpecs(_ elements: [YAMLNode]) {
    var names: [String] = []
    for element in elements {
      guard let name = element.nonEmptyText else {
        report(
          "a spec is a path or a pack such as `standard`, found \(Self.described(element))",
          at: element)
        continue
      }
      names.append(name)
      if SpecPack.named(name) != nil {
        settings.specs.append(name)
        continue
      }
      guard let path = existingPath(name, at: element) else { continue }
      do {
        for file in try SpecFinder.specs(at: [path]) where !settings.specs.contains(file) {
          settings.specs.append(file)
        }
      } catch {
        report("there is no .proviso file in `\(name)` or below", at: element)
      }
    }
    settings.specNames = names
  }

  mutating func readPolicies(_ elements: [YAMLNode]) {
    var paths: [String] = []
    for element in elements {
      guard let name = element.nonEmptyText else {
        report(
          "a policy is a path or a name such as `mail`, found \(Self.described(element))",
          at: element)
        continue
      }
      if ToolPolicies.builtInNames.contains(name) {
        paths.append(name)
      } else if let path = existingPath(name, at: element) {
        paths.append(path)
      }
      do throws(InputError) {
        settings.policies = try ToolPolicies(at: paths)
      } catch {
        paths.removeLast()
        report(
          error.messages.map { String($0.dropFirst("error: ".count)) }.joined(separator: "; "),
          at: element)
      }
    }
  }

  private mutating func checkConventions(_ mapping: [(key: YAMLNode, value: YAMLNode)]) {
    guard settings.conventions != nil || !settings.adjustments.conventions.isEmpty,
      let names = settings.specNames,
      !SpecPack.haveConventions(in: names),
      let key = mapping.first(where: { $0.key.written == "conventions" })?.key
    else { return }
    report(
      "`conventions` changes a pack, and `specs` names none; add `standard` to `specs`", at: key)
  }

  /// The path, from the current folder, of a file that the settings name relative to their own
  /// folder. A missing file is reported.
  mutating func existingPath(_ name: String, at node: YAMLNode) -> String? {
    let path = name.hasPrefix("/") ? name : folder + name
    guard scope.contains(path) else {
      report(
        "`\(name)` is not below the project's folder \(scope.shown), so it is not read; "
          + "name a directory that contains both with --root", at: node)
      return nil
    }
    guard FileReader.kind(of: path) != .missing else {
      report("there is no file or directory `\(name)` beside this file", at: node)
      return nil
    }
    let plain = RelativePath.normalized(path)
    return plain.isEmpty ? "." : plain
  }
}
