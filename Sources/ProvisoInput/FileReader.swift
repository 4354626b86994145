import Foundation

/// Reads files and standard input, with the same messages for errors everywhere.
package enum FileReader {
  /// Why a file cannot be read, without its path.
  package enum Failure: Error, Equatable {
    case emptyPath
    case missing
    case directory
    /// A pipe, a socket or a device: opening one can block for ever.
    case notRegular
    case unreadable
    case tooLarge(limit: Int)

    /// The reason in words.
    ///
    /// - Parameter expected: what was expected instead of a directory, such as `a .proviso file`.
    package func reason(expected: String = "a file") -> String {
      switch self {
      case .emptyPath: "the path is empty"
      case .missing: "there is no such file"
      case .directory: "this is a directory; expected \(expected)"
      case .notRegular: "this is not a regular file"
      case .unreadable: "the file cannot be opened; check its permissions"
      case .tooLarge(let limit):
        "the file is larger than \(limit >= 1 << 20 ? "\(limit >> 20) MB" : "\(limit >> 10) KB")"
      }
    }
  }

  /// The kind of file that a path leads to, after links.
  package enum Kind: Equatable {
    case missing, regular, directory
    /// A pipe, a socket or a device.
    case special
  }

  /// The kind of file that a path leads to.
  package static func kind(of path: String) -> Kind {
    let resolved = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    guard let attributes = try? FileManager.default.attributesOfItem(atPath: resolved) else {
      return .missing
    }
    switch attributes[.type] as? FileAttributeType {
    case .typeRegular?: return .regular
    case .typeDirectory?: return .directory
    default: return .special
    }
  }

  /// The bytes of a regular file.
  ///
  /// - Parameter limit: the largest size, in bytes; `nil` for any size.
  package static func bytes(
    of path: String, limit: Int? = nil
  ) throws(Failure) -> [UInt8] {
    guard !path.isEmpty else { throw .emptyPath }
    switch kind(of: path) {
    case .missing: throw .missing
    case .directory: throw .directory
    case .special: throw .notRegular
    case .regular: break
    }
    guard let handle = FileHandle(forReadingAtPath: path) else { throw .unreadable }
    defer { try? handle.close() }
    let data: Data
    do {
      data =
        try limit.map { try handle.read(upToCount: $0 + 1) ?? Data() } ?? handle.readToEnd()
        ?? Data()
    } catch {
      throw .unreadable
    }
    if let limit, data.count > limit { throw .tooLarge(limit: limit) }
    return [UInt8](data)
  }

  /// The first bytes of a regular file; empty if it cannot be read.
  package static func head(of path: String, count: Int) -> [UInt8] {
    guard kind(of: path) == .regular, let handle = FileHandle(forReadingAtPath: path) else {
      return []
    }
    defer { try? handle.close() }
    return (try? handle.read(upToCount: count)).flatMap { $0 }.map { [UInt8]($0) } ?? []
  }

  /// All bytes of standard input.
  ///
  /// - Throws: `InputError` if it cannot be read.
  package static func standardInput() throws(InputError) -> [UInt8] {
    var bytes: [UInt8] = []
    do {
      while let part = try FileHandle.standardInput.read(upToCount: 1 << 20), !part.isEmpty {
        bytes.append(contentsOf: part)
      }
    } catch {
      throw InputError("standard input: the input cannot be read")
    }
    return bytes
  }
}

extension InputError {
  /// A file that cannot be read.
  ///
  /// - Parameter expected: what was expected instead of a directory.
  package init(_ failure: FileReader.Failure, at path: String, expected: String = "a file") {
    let reason = failure.reason(expected: expected)
    self.init(
      path.isEmpty ? reason : "\(path): \(reason)",
      remedy: failure == .notRegular ? .standardInput : nil)
  }
}
