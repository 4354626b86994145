import Foundation

/// The program `aws` of this machine, which can be outside the directories that a sandbox has.
struct AmazonProgram {
  let path: String
  /// The directory that contains its interpreter and libraries; `nil` if a sandbox has it anyway.
  let directory: String?

  /// The program; `nil` if there is none.
  static let installed: AmazonProgram? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    for folder in path.split(separator: ":").map(String.init) {
      let found = URL(fileURLWithPath: folder).appendingPathComponent("aws")
      guard FileManager.default.isExecutableFile(atPath: found.path) else { continue }
      // A shim of pyenv is a script that looks for the program.
      let isShim = folder.hasSuffix("/.pyenv/shims")
      let names = isShim ? versions(beside: folder) : [found.path]
      if let program = names.lazy.compactMap(AmazonProgram.init(at:)).first { return program }
    }
    return nil
  }()

  private static func versions(beside shims: String) -> [String] {
    let folder = URL(fileURLWithPath: shims).deletingLastPathComponent()
      .appendingPathComponent("versions")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted().map { folder.appendingPathComponent("\($0)/bin/aws").path }
      .filter(FileManager.default.isExecutableFile(atPath:))
  }

  private init?(at path: String) {
    let real = URL(fileURLWithPath: path).resolvingSymlinksInPath()
    self.path = real.path
    if ["/usr/", "/bin/"].contains(where: real.path.hasPrefix) {
      directory = nil
      return
    }
    // `DIRECTORY/bin/aws` is a script whose interpreter is in the same directory.
    let directory = real.deletingLastPathComponent().deletingLastPathComponent().path
    guard let text = try? String(contentsOf: real, encoding: .utf8),
      text.hasPrefix("#!\(directory)/bin/")
    else { return nil }
    self.directory = directory
  }
}
