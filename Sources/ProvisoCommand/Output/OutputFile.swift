import ProvisoInput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file for a result, which is written as a whole or not at all.
///
/// The folder is tried before the work begins, so that a wrong path fails at once. The bytes go to a
/// file beside the target, which then takes its name. Where the system has files without a name,
/// nothing is left behind even if the process is killed in between.
final class OutputFile: Sendable {
  /// The path as messages show it.
  let path: String
  private let folder: Int32
  private let name: String
  /// The permissions of the file; `nil` for those of a new one.
  private let permissions: mode_t?
  /// An open device or pipe, which is written directly.
  private let device: Int32?

  /// The reason why a file cannot be written: one sentence, without its path.
  struct Failure: Error {
    /// The sentence, with the path of the file or link.
    let message: String

    init(_ message: String) { self.message = message }

    init(_ path: String, _ failure: SystemWrite.Failure) {
      message = "\(path): this file cannot be written: \(failure.reason)"
    }
  }

  /// Refuses a file that the command reads, or whose name says that people write it.
  static func requireNoSource(_ path: String, inputs: [String]) throws(Failure) {
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return }
    for input in inputs {
      var other = stat()
      if stat(input, &other) == 0, other.st_dev == status.st_dev, other.st_ino == status.st_ino {
        throw Failure("\(path): this is an input, so nothing is written")
      }
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard !name.hasSuffix(".proviso"), !name.hasSuffix(".tf"), !name.hasSuffix(".tf.json"),
      name != "proviso.yaml"
    else { throw Failure("\(path): this is a source, so nothing is written; delete it first") }
  }

  /// Whether two paths lead to the same file, which need not be there yet.
  static func isSame(_ first: String, _ second: String) -> Bool {
    func real(_ path: String) -> String {
      if let whole = FileScope.realPath(path) { return whole }
      let parts = path.split(separator: "/", omittingEmptySubsequences: true)
      let folder = (path.hasPrefix("/") ? "/" : "") + parts.dropLast().joined(separator: "/")
      let name = parts.last.map(String.init) ?? ""
      return (FileScope.realPath(folder.isEmpty ? "." : folder) ?? folder) + "/" + name
    }
    return first == second || first != "-" && second != "-" && real(first) == real(second)
  }

  /// Prepares a file.
  ///
  /// - Throws: `Failure` if the file cannot be written there.
  init(_ path: String) throws(Failure) {
    guard !path.isEmpty, !path.utf8.contains(0) else {
      throw Failure("the path of the output is empty")
    }
    self.path = path
    // `/dev/stdout` and `/dev/fd/3` are links to what the caller has opened.
    if path.hasPrefix("/dev/") || FileReader.kind(of: path) == .special && !isLink(path) {
      // A pipe that nobody reads would block for ever.
      let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK)
      guard descriptor >= 0 else {
        if errno == ENXIO { throw Failure("\(path): this is a pipe that nobody reads") }
        throw Failure(path, .last)
      }
      _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) & ~O_NONBLOCK)
      (device, folder, name, permissions) = (descriptor, -1, "", nil)
      return
    }
    if let complaint = LinkCheck.complaint(about: path) {
      throw Failure(complaint + ", so nothing is written")
    }
    // A link that stays in its directory is followed.
    let target = isLink(path) ? FileScope.realPath(path) ?? path : path
    let slash = target.lastIndex(of: "/")
    name = slash.map { String(target[target.index(after: $0)...]) } ?? target
    let parent = slash.map { $0 == target.startIndex ? "/" : String(target[..<$0]) } ?? "."
    device = nil
    guard !name.isEmpty, name != ".", name != ".." else {
      throw Failure(path, .init(number: EISDIR))
    }
    folder = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw Failure(path, .last) }
    var status = stat()
    if fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 {
      let isFolder = status.st_mode & S_IFMT == S_IFDIR
      guard !isFolder, faccessat(folder, name, W_OK, 0) == 0 else {
        let failure = isFolder ? SystemWrite.Failure(number: EISDIR) : .last
        close(folder)
        throw Failure(path, failure)
      }
      permissions = status.st_mode & 0o7777
    } else {
      permissions = nil
    }
    let scratch = Self.scratchName
    let tried = openat(folder, scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard tried >= 0, unlinkat(folder, scratch, 0) == 0 else {
      let failure = SystemWrite.Failure.last
      if tried >= 0 { close(tried) }
      close(folder)
      throw Failure(path, failure)
    }
    close(tried)
  }

  deinit {
    if folder >= 0 { close(folder) }
    if let device { close(device) }
  }

  /// Writes the whole content of the file, and replaces what was there.
  ///
  /// - Throws: `Failure` if that fails. The file is then as it was.
  func write(_ bytes: [UInt8]) throws(Failure) {
    do throws(SystemWrite.Failure) {
      if let device { return try SystemWrite.all(bytes, to: device) }
      try replace(by: bytes)
    } catch {
      throw Failure(path, error)
    }
  }

  private func replace(by bytes: [UInt8]) throws(SystemWrite.Failure) {
    let scratch = Self.scratchName
    let (descriptor, isNamed) = try openScratch(scratch)
    defer { close(descriptor) }
    var hasName = isNamed
    do throws(SystemWrite.Failure) {
      try SystemWrite.all(bytes, to: descriptor)
      if let permissions, fchmod(descriptor, permissions) != 0 { throw .last }
      if !hasName {
        let open = "/proc/self/fd/\(descriptor)"
        guard linkat(AT_FDCWD, open, folder, scratch, AT_SYMLINK_FOLLOW) == 0 else { throw .last }
        hasName = true
      }
      guard renameat(folder, scratch, folder, name) == 0 else { throw .last }
    } catch {
      if hasName { unlinkat(folder, scratch, 0) }
      throw error
    }
  }

  /// Opens a file without a name, or else one with a name of its own.
  private func openScratch(
    _ name: String
  ) throws(SystemWrite.Failure) -> (descriptor: Int32, isNamed: Bool) {
    #if os(Linux)
      // `O_TMPFILE`, which C defines by other constants.
      let withoutName = 0o20_000_000 | O_DIRECTORY
      let hidden = openat(folder, ".", O_WRONLY | O_CLOEXEC | withoutName, 0o666)
      if hidden >= 0 {
        if access("/proc/self/fd/\(hidden)", F_OK) == 0 { return (hidden, false) }
        close(hidden)
      }
    #endif
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = openat(folder, name, flags, 0o666)
    guard descriptor >= 0 else { throw .last }
    return (descriptor, true)
  }

  /// A name that no file has yet.
  private static var scratchName: String {
    ".proviso-\(getpid())-\(String(UInt64.random(in: 0 ... .max), radix: 36)).tmp"
  }
}

/// Whether a path is a symbolic link itself.
func isLink(_ path: String) -> Bool {
  var status = stat()
  return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
}
