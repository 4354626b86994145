import Essentials
import Proviso

/// A text that tells this program from another version of it.
enum ProgramIdentity {
  /// The version of the program, and the size and time of its file; `nil` if the program cannot be told
  /// from another one.
  static var text: String? {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return nil }
    return
      "\(Verifier.version) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
