import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel

/// A text that tells this program from another version of it.
enum ProgramIdentity {
  /// The absolute paths of the program: that of its file, and the name by which it was started.
  static let paths: [String] = {
    var out: [String] = []
    if let real = FileScope.realPath("/proc/self/exe") { out.append(real) }
    let name = CommandLine.arguments.first ?? ""
    let folders =
      name.contains("/")
      ? [""]
      : (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":").map {
        String($0) + "/"
      }
    let directory = FileManager.default.currentDirectoryPath
    for folder in folders {
      let path = FilePath(folder + name, in: directory).text
      if access(path, X_OK) == 0 {
        out.append(path)
        break
      }
    }
    return out
  }()

  /// The version of the program, and the size and time of its file; `nil` if the program cannot be told
  /// from another one.
  static var text: String? {
    var status = stat()
    guard stat("/proc/self/exe", &status) == 0 else { return nil }
    return
      "\(Verifier.version) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
  }
}
