import Essentials
import ProvisoInput

/// Finds the specs below folders.
package enum SpecFinder {
  /// The most files and folders that are looked at below one folder.
  static let mostEntries = 1_000_000

  /// The `.proviso` files at and below the paths, each once; those below one folder are sorted by
  /// path. Hidden files and folders are skipped, and links are not followed.
  ///
  /// - Throws: `InputError` if a path does not exist, or there is no spec at or below the paths.
  package static func specs(at paths: [String]) throws(InputError) -> [String] {
    var found: [String] = []
    var seen: Set<String> = []
    for path in paths {
      let kind = FileReader.kind(of: path)
      guard kind != .missing else {
        throw InputError("\(path): there is no such file or directory")
      }
      guard kind == .directory else {
        if seen.insert(path).inserted { found.append(path) }
        continue
      }
      for file in below(path).sorted() where seen.insert(file).inserted { found.append(file) }
    }
    guard !found.isEmpty else {
      throw InputError(
        "\(paths.joined(separator: ", ")): there is no .proviso file at or below this path")
    }
    return found
  }

  /// Whether the path names a folder.
  static func isFolder(_ path: String) -> Bool {
    FileReader.kind(of: path) == .directory
  }

  private static func below(_ folder: String) -> [String] {
    let isHere = folder == "." || folder == "./"
    var folders = [isHere ? "" : folder.hasSuffix("/") ? folder : folder + "/"]
    var files: [String] = []
    var count = 0
    while let next = folders.popLast() {
      let names =
        (try? FileManager.default.contentsOfDirectory(atPath: next.isEmpty ? "." : next)) ?? []
      for name in names where !name.hasPrefix(".") {
        count += 1
        guard count < mostEntries else { return files }
        switch FileReader.kind(of: next + name, followingLinks: false) {
        case .directory: folders.append(next + name + "/")
        case .regular where name.hasSuffix(".proviso"): files.append(next + name)
        case .regular, .special, .missing: break
        }
      }
    }
    return files
  }
}
