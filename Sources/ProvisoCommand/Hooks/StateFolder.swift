import Essentials
import ProvisoInput

/// The folder of sessions and of the audit log. Only its owner, or the group that shares it, can read it.
enum StateFolder {
  /// The reason why there is no such folder: a sentence.
  struct Failure: Error {
    let message: String
  }

  /// The path of the folder, which is made if it is missing.
  ///
  /// - Parameter path: the folder that the user names; `nil` for the user's own
  ///   (XDG Base Directory Specification, `XDG_STATE_HOME`).
  static func made(_ path: String?) throws(Failure) -> String {
    let folder = if let path { path } else { try standard() }
    // Arguments and results of calls can be secrets.
    umask(SharedFolder.mask(in: folder))
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true,
        attributes: [.posixPermissions: 0o700])
    } catch {
      throw Failure(message: "\(folder): the folder for sessions cannot be made")
    }
    return real(folder)
  }

  /// The absolute path of a folder without links; the path itself if there is none.
  static func real(_ path: String) -> String {
    FileScope.realPath(path) ?? URL(fileURLWithPath: path).standardizedFileURL.path
  }

  /// The directory that the names of paths in a world are relative to: that of its file.
  static func directory(of world: String) -> String {
    real(URL(fileURLWithPath: world).standardizedFileURL.deletingLastPathComponent().path)
  }

  private static func standard() throws(Failure) -> String {
    let environment = ProcessInfo.processInfo.environment
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/proviso" }
    guard let home = environment["HOME"], home.hasPrefix("/") else {
      throw Failure(message: "there is no folder for sessions: HOME is not set; give --state")
    }
    return home + "/.local/state/proviso"
  }
}
