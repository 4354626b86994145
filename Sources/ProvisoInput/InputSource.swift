import Synchronization

/// An input as the caller gives it, before its kind is known.
///
/// Recognising an input and reading it look at the same bytes: each file is read once.
package final class InputSource: Sendable {
  /// The source of the bytes.
  package enum Origin: Sendable, Equatable {
    case path(String)
    case standardInput
    /// Bytes in memory, with a name for messages.
    case bytes(name: String)
  }

  package let origin: Origin
  /// The folders that may be read for an input at a path.
  package let scope: FileScope
  private let content: Mutex<[UInt8]?>

  /// The most bytes of ``head``.
  package static let headSize = 4096

  /// An input at a path; `-` is standard input.
  ///
  /// - Parameter scope: the folders that may be read; every folder for a path that the caller gives.
  package init(path: String, in scope: FileScope = .everywhere) {
    origin = path == "-" && scope.isUnlimited ? .standardInput : .path(path)
    self.scope = scope
    content = Mutex(nil)
  }

  /// An input in memory.
  package init(_ bytes: [UInt8], name: String) {
    origin = .bytes(name: name)
    scope = .everywhere
    content = Mutex(bytes)
  }

  /// How messages name the input.
  package var name: String {
    switch origin {
    case .path(let path): path
    case .standardInput: "standard input"
    case .bytes(let name): name
    }
  }

  /// The path in results: `-` is standard input.
  package var path: String { origin == .standardInput ? "-" : name }

  /// The path of a file; `nil` for an input in memory or on standard input.
  package var file: String? {
    if case .path(let path) = origin { path } else { nil }
  }

  /// The folder of the input with its slash, or an empty text: paths in the input are relative to
  /// it.
  package var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "" }

  /// Whether the path leads to a directory.
  package var isDirectory: Bool { file.map { FileReader.kind(of: $0) == .directory } ?? false }

  /// The path of a file for a reader that opens it itself; `nil` for an input in memory or on
  /// standard input.
  ///
  /// - Throws: `InputError` if the file is not in the scope.
  package func pathToOpen() throws(InputError) -> String? {
    guard let file, !scope.isUnlimited else { return file }
    guard scope.contains(file) else {
      throw InputError(FileReader.Failure.outside(folder: scope.shown), at: file)
    }
    // Without the links, which could change before the file is opened.
    return FileScope.realPath(file) ?? file
  }

  /// The first bytes; empty if the input is not a regular file or cannot be read.
  package var head: [UInt8] {
    if let known = content.withLock({ $0.map { Array($0.prefix(Self.headSize)) } }) { return known }
    switch origin {
    case .path(let path): return FileReader.head(of: path, count: Self.headSize, in: scope)
    case .standardInput, .bytes: return (try? bytes()).map { Array($0.prefix(Self.headSize)) } ?? []
    }
  }

  /// Whether the head contains a text.
  package func headContains(_ text: String) -> Bool { Self.contains(head, text) }

  /// Whether bytes contain a text.
  package static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let wanted = Array(text.utf8)
    guard let first = wanted.first, bytes.count >= wanted.count else { return wanted.isEmpty }
    return bytes.withUnsafeBufferPointer { hay in
      var from = 0
      let last = hay.count - wanted.count
      while from <= last {
        guard let found = hay[from...last].firstIndex(of: first) else { return false }
        if hay[found..<(found + wanted.count)].elementsEqual(wanted) { return true }
        from = found + 1
      }
      return false
    }
  }

  /// All bytes.
  ///
  /// - Throws: `InputError` if the file is missing, is not a regular file or cannot be read.
  package func bytes() throws(InputError) -> [UInt8] {
    if let known = content.withLock({ $0 }) { return known }
    let read: [UInt8]
    switch origin {
    case .standardInput: read = try FileReader.standardInput()
    case .bytes: read = []
    case .path(let path):
      do throws(FileReader.Failure) {
        read = try FileReader.bytes(of: path, in: scope)
      } catch {
        throw InputError(error, at: path)
      }
    }
    content.withLock { $0 = read }
    return read
  }
}
