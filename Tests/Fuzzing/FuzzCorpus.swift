import Foundation

/// The texts that mutants begin from: the examples, specs and test texts of the repository.
enum FuzzCorpus {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// The files below a folder whose names end in this way, sorted, without the largest.
  static func files(in folder: String, ending: String, atMost size: Int = 40_000) -> [[UInt8]] {
    let walk = FileManager.default.enumerator(atPath: root.path + "/" + folder)
    let paths = (walk?.compactMap { $0 as? String } ?? []).filter { $0.hasSuffix(ending) }.sorted()
    return paths.compactMap { FileManager.default.contents(atPath: "\(root.path)/\(folder)/\($0)") }
      .filter { $0.count <= size }.map { [UInt8]($0) }
  }

  /// The texts between `"""` in the Swift files below a folder.
  static func longLiterals(in folder: String) -> [[UInt8]] {
    files(in: folder, ending: ".swift", atMost: .max).flatMap { file in
      let parts = String(decoding: file, as: UTF8.self).components(separatedBy: "\"\"\"")
      return stride(from: 1, to: parts.count - 1, by: 2).map { index in
        Array(parts[index].drop { $0 == "#" || $0.isNewline }.utf8)
      }
    }
  }

  /// The texts between `"` in the Swift files below a folder, with their escapes replaced.
  static func shortLiterals(in folder: String) -> [[UInt8]] {
    var out: [[UInt8]] = []
    for file in files(in: folder, ending: ".swift", atMost: .max) {
      for match in String(decoding: file, as: UTF8.self).matches(of: #/"((?:[^"\\\n]|\\.)+)"/#) {
        let text = String(match.output.1)
          .replacingOccurrences(of: "\\n", with: "\n").replacingOccurrences(of: "\\", with: "")
        out.append(Array(text.utf8))
      }
    }
    return out
  }

  /// The words of the texts, for the dictionary of a mutator.
  static func words(of texts: [[UInt8]]) -> [String] {
    var seen: Set<[UInt8]> = []
    for text in texts {
      for token in Token.list(of: text) where token.kind == .word { seen.insert(token.bytes) }
    }
    return seen.map { String(decoding: $0, as: UTF8.self) }.sorted()
  }
}
