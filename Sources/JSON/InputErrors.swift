import CSimdJSON

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Errors about the input as a whole.
extension JSONError {
  static func notFound(name: String) -> JSONError {
    JSONError(.notFound, name: name, message: "there is no such file")
  }

  static func directory(name: String) -> JSONError {
    JSONError(.directory, name: name, message: "this is a directory, not a JSON file")
  }

  static func notRegularFile(name: String, what: String) -> JSONError {
    JSONError(.notRegularFile, name: name, message: "this is \(what), not a regular file")
  }

  static func cannotOpen(name: String, errorNumber: Int32) -> JSONError {
    switch errorNumber {
    case ENOENT, ENOTDIR: .notFound(name: name)
    case ENXIO: .notRegularFile(name: name, what: "a socket or a device")
    default:
      JSONError(
        .notReadable, name: name, message: "the file cannot be opened: \(reason(errorNumber))")
    }
  }

  static func cannotRead(name: String, errorNumber: Int32) -> JSONError {
    JSONError(
      .notReadable, name: name, message: "the input cannot be read: \(reason(errorNumber))")
  }

  static func tooLarge(name: String) -> JSONError {
    JSONError(
      .tooLarge, name: name,
      message: "the input is too large: at most \(csj_maximum_length()) bytes can be read")
  }

  static func outOfMemory(name: String) -> JSONError {
    JSONError(.outOfMemory, name: name, message: "there is not enough memory to read the input")
  }

  static func unsupportedEncoding(name: String, encoding: String) -> JSONError {
    JSONError(
      .invalidEncoding, name: name, offset: 0,
      message: "the text is in \(encoding); expected UTF-8, or UTF-16 with a byte order mark")
  }

  static func invalidUTF16(name: String, offset: Int, what: String) -> JSONError {
    JSONError(
      .invalidEncoding, name: name, offset: offset,
      message: "the byte order mark says UTF-16, but there is \(what), at byte \(offset)")
  }

  private static func reason(_ errorNumber: Int32) -> String {
    switch errorNumber {
    case EACCES, EPERM: return "permission denied"
    case ELOOP: return "too many symbolic links"
    case ENAMETOOLONG: return "the name is too long"
    case EMFILE, ENFILE: return "too many open files"
    case EIO: return "input/output error"
    default: return "system error \(errorNumber)"
    }
  }
}
