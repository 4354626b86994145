import JSONOutput

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes bytes to file descriptors. Every output of the command goes through here.
enum SystemWrite {
  /// The reason why bytes cannot be written.
  struct Failure: Error {
    /// The number of the system's error.
    let number: Int32

    /// Whether the reader of a pipe has gone, which is how readers such as `head` end.
    var isClosedPipe: Bool { number == EPIPE }

    /// The reason in words.
    var reason: String {
      switch number {
      case ENOSPC: "no space left on device"
      case EDQUOT: "the disk quota is exceeded"
      case EBADF: "it is closed"
      case EFBIG: "the file is too large"
      case EACCES, EPERM: "permission denied"
      case EROFS: "the file system is read-only"
      case ENOENT, ENOTDIR: "there is no such directory"
      case EISDIR: "this is a directory"
      default: String(cString: strerror(number))
      }
    }

    /// The system's last error.
    static var last: Failure { Failure(number: errno) }
  }

  /// Writes all bytes.
  ///
  /// - Throws: `Failure` if a part cannot be written.
  static func all(_ bytes: [UInt8], to descriptor: Int32) throws(Failure) {
    if let number = DescriptorOutput.writeAll(bytes, to: descriptor) {
      throw Failure(number: number)
    }
  }

  /// Prepares the standard descriptors, before anything is opened.
  ///
  /// A descriptor that is closed is opened in the wrong direction, so that its use fails. Otherwise
  /// the next file that is opened would take its number, and messages would be written into it.
  static func prepare() {
    signal(SIGPIPE, SIG_IGN)
    // A file beyond the limit of the shell is an error of `write`, too.
    signal(SIGXFSZ, SIG_IGN)
    for (descriptor, flags) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      _ = open("/dev/null", flags)
    }
  }
}
