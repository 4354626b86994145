#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Files that only this program changes, such as the records of what was decided.
///
/// A file with a second name (a hard link) can be changed through that name, where nobody looks for it. A
/// link in the file's place leads to a file elsewhere.
package enum SoleFile {
  /// The reason why a file cannot be taken to be one's own; `nil` if it can be, or does not exist.
  package static func reason(against path: String) -> String? {
    var status = stat()
    guard lstat(path, &status) == 0 else { return nil }
    return reason(against: status)
  }

  /// The reason why an open file cannot be taken to be one's own; `nil` if it can be.
  package static func reason(against descriptor: Int32) -> String? {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return "its state cannot be read" }
    return reason(against: status)
  }

  private static func reason(against status: stat) -> String? {
    guard status.st_mode & S_IFMT == S_IFREG else { return "it is not a regular file" }
    // A file without a name is one that was replaced just now.
    guard status.st_nlink <= 1 else {
      return
        "it has \(status.st_nlink) names (hard links), and could be changed through another one; put a copy in its place"
    }
    return nil
  }
}
