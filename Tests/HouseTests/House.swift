import Foundation

/// The source files of the package.
enum House {
  /// The folder of the package.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// A Swift file.
  struct File {
    /// The path from the folder of the package.
    let path: String
    let text: SwiftText
    let words: [SwiftText.Word]

    /// The target, the second part of the path.
    var target: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }
    /// The folder in the target, `.` for the target's own.
    var folder: String {
      let parts = path.split(separator: "/").dropFirst(2).dropLast()
      return parts.isEmpty ? "." : parts.joined(separator: "/")
    }
  }

  static let sources: [File] = files(in: "Sources")
  static let tests: [File] = files(in: "Tests")

  private static func files(in folder: String) -> [File] {
    paths.filter { $0.hasPrefix(folder + "/") && $0.hasSuffix(".swift") }.compactMap { path in
      guard let data = FileManager.default.contents(atPath: root.path + "/" + path) else {
        return nil
      }
      let text = SwiftText([UInt8](data))
      return File(path: path, text: text, words: text.words)
    }
  }

  /// The paths of all files that belong to the package, from its folder.
  static let paths: [String] = {
    var out: [String] = []
    for folder in ["Sources", "Tests", "specs", "examples"] {
      let walk = FileManager.default.enumerator(atPath: root.path + "/" + folder)
      while let path = walk?.nextObject() as? String {
        if path.hasSuffix(".build") { walk?.skipDescendants() }
        out.append(folder + "/" + path)
      }
    }
    let top = try? FileManager.default.contentsOfDirectory(atPath: root.path)
    return (out + (top ?? [])).sorted()
  }()
}

extension House.File {
  private static let modifiers: Set<String> = [
    "public", "package", "internal", "final", "indirect", "nonisolated", "Sendable",
  ]
  static let typeKeywords: Set<String> = [
    "struct", "class", "enum", "protocol", "actor", "typealias",
  ]

  /// The types that the file declares at the top and that other files can use.
  var topLevelTypes: [String] {
    var out: [String] = []
    var isDeclaration = false
    for (index, word) in words.enumerated() {
      if word.isFirst { isDeclaration = true }
      guard isDeclaration else { continue }
      if Self.typeKeywords.contains(word.text) {
        if index + 1 < words.count { out.append(words[index + 1].text) }
        isDeclaration = false
      } else if !Self.modifiers.contains(word.text) {
        isDeclaration = false
      }
    }
    return out
  }

  /// The types that the file declares, nested ones too.
  var declaredTypes: Set<String> {
    Set(
      zip(words, words.dropFirst()).compactMap { word, next in
        Self.typeKeywords.contains(word.text) && !word.isMember ? next.text : nil
      })
  }

  /// The types that the file extends, by their first and their last names.
  var extendedTypes: Set<String> {
    var out: Set<String> = []
    for (index, word) in words.enumerated() where word.text == "extension" && !word.isMember {
      let rest = words[(index + 1)...]
      if let first = rest.first { out.insert(first.text) }
      if let last = rest.dropFirst().prefix(while: \.isMember).last { out.insert(last.text) }
    }
    return out
  }

  /// The modules that the file imports, with the lines.
  var imports: [(module: String, line: Int)] {
    var out: [(String, Int)] = []
    for (index, word) in words.enumerated() where word.text == "import" && !word.isMember {
      // A case of an enumeration can have the name.
      guard index == 0 || words[index - 1].line < word.line || words[index - 1].text != "case"
      else { continue }
      // `import struct Module.Type` names its module after the keyword.
      let next = words[(index + 1)...].first { !Self.typeKeywords.contains($0.text) }
      if let next { out.append((next.text, word.line)) }
    }
    return out
  }
}
