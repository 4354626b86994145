import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// The texts of the built-in specs: packs, their files, their rules, and the contracts of tools.
public enum BuiltInSource {
  /// The text that a name stands for: of a pack (`standard`), of a file (`standard/exposure.proviso`,
  /// `proviso:git.proviso`), or of a rule with the definitions that it uses.
  ///
  /// - Throws: `InputError` if nothing built in has the name.
  public static func text(named name: String) throws(InputError) -> String {
    if let pack = SpecPack.named(name) {
      return pack.files.map { "// \($0.path)\n\n" + String(decoding: $0.bytes, as: UTF8.self) }
        .joined(separator: "\n")
    }
    if let file = files.first(where: { $0.names.contains(name) }) {
      return String(decoding: file.bytes, as: UTF8.self)
    }
    for pack in SpecPack.all {
      if let text = RuleSource(pack)?.text(of: name) { return text }
    }
    let meant = Suggestion.nearest(to: name, among: names)
    throw InputError(
      "there is no built-in pack, file or rule `\(name)`"
        + (meant.map { "; did you mean `\($0)`?" } ?? ""))
  }

  /// The content of a built-in file by its path in results; `nil` if there is none.
  package static func bytes(at path: String) -> [UInt8]? {
    files.first { $0.names.contains(path) }?.bytes
  }

  private static var files: [(names: [String], bytes: [UInt8])] {
    SpecPack.all.flatMap(\.files).map { file in
      ([file.path, String(file.path.dropFirst("specs/".count))], file.bytes)
    }
      + ToolContracts.files.sorted { $0.key < $1.key }.map { name, bytes in
        ([ToolContracts.scheme + name, "tools/" + name, "specs/tools/" + name], bytes)
      }
  }

  private static var names: [String] {
    SpecPack.all.map(\.name) + files.flatMap(\.names)
      + SpecPack.all.flatMap { RuleSource($0)?.rules ?? [] }
  }
}

/// The declarations of a pack, to print one rule with what it uses.
private struct RuleSource {
  private struct Item {
    let name: Name
    let isRule: Bool
    /// The names that it uses.
    let uses: Set<String>
    let text: String
  }

  /// A file with its declarations, and the indices of the files that it uses.
  private struct File {
    let path: String
    var items: [Item] = []
    var uses: [Int] = []
  }

  private var files: [File] = []

  var rules: [String] { files.flatMap(\.items).filter(\.isRule).map(\.name.text) }

  /// Reads the files of a pack; `nil` if one has a mistake.
  init?(_ pack: SpecPack) {
    for file in pack.files {
      let (syntax, mistakes) = SyntaxFile.parse(file.bytes, file: 0)
      guard !mistakes.contains(where: { $0.level == .error }) else { return nil }
      files.append(Self.file(syntax, path: file.path, text: file.bytes, of: pack))
    }
  }

  private static func file(
    _ syntax: SyntaxFile, path: String, text: [UInt8], of pack: SpecPack
  ) -> File {
    let lines = String(decoding: text, as: UTF8.self).split(
      separator: "\n", omittingEmptySubsequences: false)
    var file = File(path: path)
    for item in syntax.items {
      var uses: Set<String> = []
      let name: Name
      switch item {
      case .use(let used, _):
        let path = pack.folder + used
        if let index = pack.files.firstIndex(where: { $0.path == path }) { file.uses.append(index) }
        continue
      case .property(let property):
        name = property.name
        property.body.collectNames(into: &uses)
        for part in property.sentenceParts { part.collectNames(into: &uses) }
      case .constant(let constant, let value):
        name = constant
        value.collectNames(into: &uses)
      case .define(let definition):
        name = definition.name
        definition.body.collectNames(into: &uses)
      case .table(let table, let rows):
        name = table
        for row in rows { row.value.collectNames(into: &uses) }
      case .outside(let field): name = field.name
      case .assume, .failures, .waive, .test, .world: continue
      }
      let isRule = if case .property = item { true } else { false }
      let line = text[..<name.span.start].count { $0 == UInt8(ascii: "\n") }
      file.items.append(
        Item(name: name, isRule: isRule, uses: uses, text: excerpt(lines, at: line)))
    }
    return file
  }

  /// A declaration with its documentation: the comments before its line, and the lines after it that
  /// are indented or close a bracket.
  private static func excerpt(_ lines: [Substring], at line: Int) -> String {
    var first = line
    while first > 0, lines[first - 1].hasPrefix("///") { first -= 1 }
    var last = line
    for next in lines.indices.dropFirst(line + 1) {
      let text = lines[next]
      if text.allSatisfy(\.isWhitespace) { continue }
      guard let character = text.first, " \t{}])".contains(character) else { break }
      last = next
    }
    return lines[first...last].joined(separator: "\n") + "\n"
  }

  /// A rule, and then the declarations that it uses, directly or through others, file by file.
  func text(of rule: String) -> String? {
    guard
      let start = files.indices.first(where: { index in
        files[index].items.contains { $0.isRule && $0.name.text == rule }
      }), let item = files[start].items.first(where: { $0.isRule && $0.name.text == rule })
    else { return nil }
    var used: [Int: Set<String>] = [:]
    var open = [(file: start, names: item.uses)]
    while let (file, names) = open.popLast() {
      for index in [file] + files[file].uses {
        for found in files[index].items
        where !found.isRule && names.contains(found.name.text)
          && used[index, default: []].insert(found.name.text).inserted
        {
          open.append((index, found.uses))
        }
      }
    }
    var out = "// \(files[start].path)\n\n" + item.text
    for index in files.indices {
      let names = used[index] ?? []
      guard !names.isEmpty else { continue }
      if index != start { out += "\n// \(files[index].path)\n" }
      for found in files[index].items where !found.isRule && names.contains(found.name.text) {
        out += "\n" + found.text
      }
    }
    return out
  }
}
