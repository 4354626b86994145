#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

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
    /// The path or a link leads out of the folders that may be read.
    case outside(folder: String)

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
      case .outside(folder: ""): "no file may be read: there is no root folder"
      case .outside(let folder):
        "this file is not below the project's folder \(folder)"
      }
    }
  }

  /// The kind of file that a path leads to, after links.
  package enum Kind: Equatable {
    case missing, regular, directory
    /// A pipe, a socket or a device; a link where links are not followed.
    case special
  }

  /// The kind of file that a path leads to.
  ///
  /// Foundation would also look up the names of the file's owner and group, and for that could ask
  /// a server.
  package static func kind(of path: String, followingLinks: Bool = true) -> Kind {
    var status = stat()
    guard !path.isEmpty, !path.utf8.contains(0),
      (followingLinks ? stat(path, &status) : lstat(path, &status)) == 0
    else { return .missing }
    return kind(of: status)
  }

  private static func kind(of status: stat) -> Kind {
    switch status.st_mode & S_IFMT {
    case S_IFREG: .regular
    case S_IFDIR: .directory
    default: .special
    }
  }

  /// The bytes of a regular file.
  ///
  /// - Parameters:
  ///   - limit: the largest size, in bytes; `nil` for any size.
  ///   - scope: the folders that may be read.
  package static func bytes(
    of path: String, limit: Int? = nil, in scope: FileScope = .everywhere
  ) throws(Failure) -> [UInt8] {
    let descriptor = try open(path, in: scope)
    defer { close(descriptor) }
    guard let bytes = read(descriptor, upTo: limit.map { $0 + 1 } ?? .max) else {
      throw .unreadable
    }
    if let limit, bytes.count > limit { throw .tooLarge(limit: limit) }
    return bytes
  }

  /// The first bytes of a regular file; empty if it cannot be read.
  package static func head(
    of path: String, count: Int, in scope: FileScope = .everywhere
  ) -> [UInt8] {
    guard let descriptor = try? open(path, in: scope) else { return [] }
    defer { close(descriptor) }
    return read(descriptor, upTo: count) ?? []
  }

  /// All bytes of standard input.
  ///
  /// - Parameter limit: the most bytes; `nil` for any number.
  /// - Throws: `InputError` if it cannot be read.
  package static func standardInput(limit: Int? = nil) throws(InputError) -> [UInt8] {
    guard let bytes = read(STDIN_FILENO, upTo: limit.map { $0 + 1 } ?? .max) else {
      throw InputError("standard input: the input cannot be read")
    }
    if let limit, bytes.count > limit {
      throw InputError("standard input: " + Failure.tooLarge(limit: limit).reason())
    }
    return bytes
  }

  /// Opens a regular file. The scope is that of the file that was opened, so a link that changes in
  /// between makes no difference.
  private static func open(_ path: String, in scope: FileScope) throws(Failure) -> Int32 {
    guard !path.isEmpty else { throw .emptyPath }
    guard scope.contains(path) else { throw .outside(folder: scope.shown) }
    // Opening a device can have an effect, so its kind comes first.
    try require(regular: kind(of: path))
    // Without O_NONBLOCK, opening a pipe without a writer would block for ever.
    let descriptor = systemOpen(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    guard descriptor >= 0 else { throw .unreadable }
    do throws(Failure) {
      var status = stat()
      guard fstat(descriptor, &status) == 0 else { throw .unreadable }
      try require(regular: kind(of: status))
      if !scope.isUnlimited {
        guard let real = FileScope.realPath(ofDescriptor: descriptor) ?? FileScope.realPath(path),
          scope.contains(realPath: real)
        else { throw .outside(folder: scope.shown) }
      }
    } catch {
      close(descriptor)
      throw error
    }
    return descriptor
  }

  private static func require(regular kind: Kind) throws(Failure) {
    switch kind {
    case .missing: throw .missing
    case .directory: throw .directory
    case .special: throw .notRegular
    case .regular: break
    }
  }

  /// Reads at most `most` bytes; `nil` if that fails.
  private static func read(_ descriptor: Int32, upTo most: Int) -> [UInt8]? {
    var bytes: [UInt8] = []
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_size > 0 {
      bytes.reserveCapacity(min(most, Int(status.st_size) + 1))
    }
    var part = [UInt8](repeating: 0, count: 1 << 16)
    while bytes.count < most {
      let count = systemRead(descriptor, &part, min(part.count, most - bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      guard count > 0 else { break }
      bytes.append(contentsOf: part[..<count])
    }
    return bytes
  }
}

/// Calls `open(2)`, whose name the type's own functions hide.
private func systemOpen(_ path: String, _ flags: Int32) -> Int32 { open(path, flags) }

/// Calls `read(2)`, whose name the type's own functions hide.
private func systemRead(
  _ descriptor: Int32, _ buffer: UnsafeMutableRawPointer, _ count: Int
) -> Int { read(descriptor, buffer, count) }

extension InputError {
  /// A file that cannot be read.
  ///
  /// - Parameter expected: what was expected instead of a directory.
  package init(_ failure: FileReader.Failure, at path: String, expected: String = "a file") {
    let reason = failure.reason(expected: expected)
    let remedy: Remedy? =
      switch failure {
      case .notRegular: .standardInput
      case .outside: .root
      default: nil
      }
    self.init(path.isEmpty ? reason : "\(path): \(reason)", remedy: remedy)
  }
}
