#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The users whose files are found without being named.
///
/// A folder above the checked one, such as `/tmp`, can belong to everybody. A file that somebody else
/// put there must not decide how a plan is checked.
package enum FileOwner {
  /// The user that owns a file, if it is not one whose files are used: the caller, root, or the
  /// owner of the checked folder.
  ///
  /// - Parameters:
  ///   - path: the path of the file. A link counts like the file that it leads to.
  ///   - folder: the path of the checked folder.
  /// - Returns: the number of the user; `nil` if the file can be used, or does not exist.
  package static func stranger(of path: String, checking folder: String) -> Int? {
    var trusted: Set<uid_t> = [geteuid(), 0]
    var status = stat()
    if stat(folder, &status) == 0 { trusted.insert(status.st_uid) }
    for read in [stat, lstat] where read(path, &status) == 0 {
      if !trusted.contains(status.st_uid) { return Int(status.st_uid) }
    }
    return nil
  }
}
