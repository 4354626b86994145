#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Folders that a group of users shares, such as the one of the calls that two persons approve.
///
/// Such a folder gives its group the right to write and its new files its own group (`chmod 2770`). The files of
/// every other folder are their owner's alone.
package enum SharedFolder {
  /// Whether a folder is shared.
  package static func isOne(_ path: String) -> Bool {
    var status = stat()
    let bits = S_IWGRP | S_ISGID
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      && status.st_mode & bits == bits
  }

  /// The rights of a new file in a folder.
  package static func rights(in folder: String) -> mode_t { isOne(folder) ? 0o660 : 0o600 }

  /// The rights that the system keeps from new files of this process.
  package static func mask(in folder: String) -> mode_t { isOne(folder) ? 0o007 : 0o077 }

  /// Makes an empty file with the rights of its folder, unless there is one.
  ///
  /// A database would take the rights of the process, which no group can write.
  package static func makeFile(_ name: String, in folder: String) {
    let file = open(
      "\(folder)/\(name)", O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, rights(in: folder))
    if file >= 0 { close(file) }
  }
}
