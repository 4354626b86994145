import Essentials
import ProvisoInput
import ProvisoResult
import Synchronization

/// The positions of resources in the `.tf` files beside a plan, for reports that point at code.
///
/// The JSON of a plan has no positions. The files are searched for the lines that begin a block, such as
/// `resource "aws_vpc" "main" {`; modules are followed where their source is a folder of the same
/// project. A file that cannot be read has no positions: an answer never depends on them.
package final class ConfigurationPositions: Sendable {
  /// The largest file that is read, in bytes.
  private static let largest = 4 << 20
  /// The number of files of one folder that are read.
  private static let mostFiles = 500

  private let folder: String
  private let scope: FileScope
  /// The blocks of the folders that have been read, by their names such as `aws_vpc.main`.
  private let known = Mutex<[String: Blocks]>([:])

  private struct Blocks {
    var positions: [String: ResultLocation] = [:]
    /// The sources of modules, by their names.
    var modules: [String: String] = [:]
  }

  /// Prepares the search in the folder of a plan, or in the folder that is the input itself.
  package init(besidePlanAt path: String) {
    if FileReader.kind(of: path) == .directory {
      folder = path.hasSuffix("/") || path == "." ? path : path + "/"
    } else {
      folder = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
    scope = FileScope(of: path)
  }

  /// The position of the block of a resource or an output; `nil` if it is not found.
  ///
  /// - Parameter name: an address such as `module.net["a"].aws_subnet.x[0]`, or a sentence that has one,
  ///   such as `delete of aws_vpc.main`.
  package func position(of name: String) -> ResultLocation? {
    let address = name.split(separator: " ").first { $0.contains(".") }.map(String.init) ?? name
    var parts = Self.parts(of: address)
    var folder = folder == "." ? "" : folder
    while parts.count > 2, parts[0] == "module" {
      guard let source = blocks(in: folder).modules[parts[1]],
        source.hasPrefix("./") || source.hasPrefix("../")
      else { return nil }
      folder = Self.normalized(folder + source) + "/"
      parts.removeFirst(2)
    }
    let key = parts.first == "data" ? parts.prefix(3) : parts.prefix(2)
    return blocks(in: folder).positions[key.joined(separator: ".")]
  }

  /// The files of the configuration with the settings of blocks; empty where one of them is not found or
  /// is written in a way that is not understood.
  func changes(by blocks: [ConfigurationBlock]) -> [Repair.FileChange] {
    var places: [(block: ConfigurationBlock, position: ResultLocation)] = []
    for block in blocks {
      guard let position = position(of: block.address) else { return [] }
      places.append((block, position))
    }
    var changes: [Repair.FileChange] = []
    for path in Set(places.map(\.position.path)).sorted() {
      guard let bytes = try? FileReader.bytes(of: path, limit: Self.largest, in: scope) else {
        return []
      }
      let text = String(decoding: bytes, as: UTF8.self)
      var lines = text.parts(separatedBy: "\n").map(String.init)
      // Lines can end as they do on Windows, but then all of them do.
      let returns = lines.dropLast().filter { $0.utf8.last == UInt8(ascii: "\r") }.count
      guard returns == 0 || returns == lines.count - 1 else { return [] }
      let ending = returns == 0 ? "\n" : "\r\n"
      if returns > 0 { lines = lines.map { $0.replacing(["\r": ""]) } }
      // From the end, so that no line moves before its block is found.
      for place in places.sorted(by: { $0.position.line > $1.position.line })
      where place.position.path == path {
        guard place.block.add(to: &lines, at: place.position.line - 1) else { return [] }
      }
      changes.append(
        Repair.FileChange(path: path, before: text, after: lines.joined(separator: ending)))
    }
    return changes
  }

  /// A path without `.` and without a `..` behind a name.
  private static func normalized(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.parts(separatedBy: "/", omittingEmpty: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }

  /// The names of an address, without instance keys, which can contain dots.
  static func parts(of address: String) -> [String] {
    var parts: [String] = [""]
    var depth = 0
    var isQuoted = false
    for character in address {
      switch character {
      case "\"" where depth > 0: isQuoted.toggle()
      case "[" where !isQuoted: depth += 1
      case "]" where !isQuoted: depth -= 1
      case "." where depth == 0: parts.append("")
      default: if depth == 0 { parts[parts.count - 1].append(character) }
      }
    }
    return parts
  }

  private func blocks(in folder: String) -> Blocks {
    if let found = known.withLock({ $0[folder] }) { return found }
    var blocks = Blocks()
    let names =
      (try? FileManager.default.contentsOfDirectory(atPath: folder.isEmpty ? "." : folder)) ?? []
    for name in names.filter({ $0.hasSuffix(".tf") }).sorted().prefix(Self.mostFiles) {
      let path = folder + name
      guard let bytes = try? FileReader.bytes(of: path, limit: Self.largest, in: scope) else {
        continue
      }
      Self.read(String(decoding: bytes, as: UTF8.self), path, into: &blocks)
    }
    known.withLock { $0[folder] = blocks }
    return blocks
  }

  private static func read(_ text: String, _ path: String, into blocks: inout Blocks) {
    var module: String?
    for (index, line) in text.parts(separatedBy: "\n").enumerated() {
      let words = words(of: line)
      let location = ResultLocation(
        path: path, line: index + 1, column: line.prefix { $0 == " " || $0 == "\t" }.count + 1)
      switch words.first {
      case "resource" where words.count >= 3:
        blocks.positions["\(words[1]).\(words[2])"] = location
      case "data" where words.count >= 3:
        blocks.positions["data.\(words[1]).\(words[2])"] = location
      case "output" where words.count >= 2: blocks.positions["output.\(words[1])"] = location
      case "module" where words.count >= 2:
        module = words[1]
        blocks.positions["module.\(words[1])"] = location
      case "source" where words.count >= 2:
        if let name = module { blocks.modules[name] = words[1] }
        module = nil
      default: break
      }
    }
  }

  /// The first words of a line that begins a block or is an attribute with a text, without quotes.
  private static func words(of line: Substring) -> [String] {
    let text = line.drop { $0 == " " || $0 == "\t" }
    guard let first = text.first, first.isLetter, text.contains("\"") else { return [] }
    return text.prefix { $0 != "{" && $0 != "#" }
      .split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "=" })
      .prefix(3).map { String($0).replacing("\"", with: "") }
  }
}
