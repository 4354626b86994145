import Foundation
import ProvisoKernel
import ProvisoLanguage
import YAML

extension Settings {
  /// The largest file that is read, in bytes.
  private static let largestFile = 1 << 16

  /// Reads the settings at a path.
  ///
  /// - Throws: `InputError` with every mistake of the file and its place.
  public init(contentsOf path: String) throws(InputError) {
    let text = try Self.text(at: path)
    var reader = SettingsReader(path: path)
    try reader.read(text)
    self = try reader.result()
  }

  private static func text(at path: String) throws(InputError) -> String {
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: URL(fileURLWithPath: path).resolvingSymlinksInPath().path)
    guard let attributes else { throw InputError("\(path): there is no such file") }
    guard attributes[.type] as? FileAttributeType == .typeRegular else {
      throw InputError("\(path): expected a file with settings, not a directory or a device")
    }
    guard (attributes[.size] as? Int ?? 0) <= largestFile else {
      throw InputError("\(path): the file is larger than \(largestFile >> 10) KB")
    }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw InputError("\(path): the file cannot be opened; check its permissions")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw InputError("\(path): the file is not valid UTF-8")
    }
    return text
  }
}

/// Reads settings from YAML, key by key.
private struct SettingsReader {
  let path: String
  private var settings: Settings
  private var mistakes: [String] = []
  private let folder: String

  init(path: String) {
    self.path = path
    settings = Settings(path: path)
    folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  func result() throws(InputError) -> Settings {
    guard mistakes.isEmpty else { throw InputError(mistakes) }
    return settings
  }

  private mutating func report(_ node: YAMLNode, _ message: String) {
    mistakes.append(place(node) + message)
  }

  private func place(_ node: YAMLNode) -> String { "\(path):\(node.line):\(node.column): " }

  // MARK: YAML

  mutating func read(_ text: String) throws(InputError) {
    let root: YAMLNode?
    do {
      root = try YAMLDocument.parse(text)
    } catch {
      throw InputError("\(path):\(error.line):\(error.column): \(error.message)")
    }
    guard let root, !isNull(root) else {
      throw InputError("\(path):1:1: the file is empty; expected `version: \(Settings.version)`")
    }
    guard case .mapping(let mapping) = root.content else {
      throw InputError(
        place(root) + "expected settings, each as `key: value`, found \(kind(root))")
    }
    if !mapping.contains(where: { $0.key.written == "version" }) {
      mistakes.append("\(path):1:1: expected `version: \(Settings.version)`")
    }
    for (key, value) in mapping { read(key, value) }
    checkConventions(mapping)
  }

  private func isNull(_ node: YAMLNode) -> Bool { node.meaning == .null }

  private func kind(_ node: YAMLNode) -> String {
    switch node.content {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .scalar(let text, _):
      isNull(node) ? "nothing" : "`\(text.prefix(40))\(text.count > 40 ? "…" : "")`"
    }
  }

  // MARK: Keys

  private mutating func read(_ key: YAMLNode, _ value: YAMLNode) {
    switch key.written {
    case "version":
      guard let number = integer(value) else {
        return report(value, "`version` is \(Settings.version), found \(kind(value))")
      }
      if number != Settings.version {
        report(
          value, "this proviso reads version \(Settings.version) of the settings, not \(number)")
      }
    case "specs": readSpecs(value)
    case "conventions":
      guard let name = text(value) else {
        return report(value, "`conventions` is the path of a file, found \(kind(value))")
      }
      settings.conventions = existing(name, value)
    case "strict": settings.isStrict = flag("strict", value)
    case "ignore_preexisting":
      settings.ignoresPreexisting = flag("ignore_preexisting", value)
    case "timeout":
      guard let seconds = integer(value), (1...Settings.longestTimeout).contains(seconds) else {
        return report(
          value,
          "`timeout` is a number of seconds between 1 and \(Settings.longestTimeout), found \(kind(value))"
        )
      }
      settings.timeout = seconds
    default:
      let name = key.written ?? ""
      let meant = Suggestion.nearest(
        to: name.replacing("-", with: "_"), among: Settings.keys + ["spec"])
      let known = Settings.keys.map { "`\($0)`" }.joined(separator: ", ")
      let near = Settings.keys.first { $0 == name.replacing("-", with: "_") } ?? meant
      report(
        key,
        "there is no setting \(kind(key)); "
          + (near.map { "did you mean `\($0 == "spec" ? "specs" : $0)`?" } ?? "there are \(known)"))
    }
  }

  private mutating func readSpecs(_ value: YAMLNode) {
    guard case .sequence(let sequence) = value.content, !sequence.isEmpty else {
      return report(
        value,
        "`specs` is a list of .proviso files, directories and packs such as `standard`, found \(kind(value))"
      )
    }
    var names: [String] = []
    for element in sequence {
      guard let name = text(element) else {
        report(element, "a spec is a path or a pack such as `standard`, found \(kind(element))")
        continue
      }
      names.append(name)
      if SpecPack.named(name) != nil {
        settings.specs.append(name)
        continue
      }
      guard let path = existing(name, element) else { continue }
      do {
        for file in try SpecFinder.specs(at: [path]) where !settings.specs.contains(file) {
          settings.specs.append(file)
        }
      } catch {
        report(element, "there is no .proviso file in `\(name)` or below")
      }
    }
    settings.specNames = names
  }

  private mutating func checkConventions(_ mapping: [(key: YAMLNode, value: YAMLNode)]) {
    guard settings.conventions != nil, let names = settings.specNames,
      !SpecPack.isIn(names),
      let key = mapping.first(where: { $0.key.written == "conventions" })?.key
    else { return }
    report(
      key,
      "`conventions` changes a pack, and `specs` names none; add `standard` to `specs`"
    )
  }

  /// The path from the current folder of what the file names from its own.
  private mutating func existing(_ name: String, _ node: YAMLNode) -> String? {
    let path = name.hasPrefix("/") ? name : folder + name
    guard !name.isEmpty, FileManager.default.fileExists(atPath: path) else {
      report(node, "there is no file or directory `\(name)` beside this file")
      return nil
    }
    let plain = RelativePath.normalized(path)
    return plain.isEmpty ? "." : plain
  }

  private mutating func flag(_ key: String, _ value: YAMLNode) -> Bool? {
    if case .scalar("true", isPlain: true) = value.content { return true }
    if case .scalar("false", isPlain: true) = value.content { return false }
    report(value, "`\(key)` is `true` or `false`, found \(kind(value))")
    return nil
  }

  private func integer(_ node: YAMLNode) -> Int? {
    guard case .scalar(let text, isPlain: true) = node.content,
      text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { return nil }
    return Int(text)
  }

  private func text(_ node: YAMLNode) -> String? { isNull(node) ? nil : node.written }
}
