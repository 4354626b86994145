import Foundation
import ProvisoInput

/// A folder for the files of one judgement, which is deleted with this object.
final class Bench: Sendable {
  let folder: String

  init() throws(InputError) {
    let url = FileManager.default.temporaryDirectory.appendingPathComponent(
      "proviso-learn-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw InputError("\(url.path): the folder cannot be made")
    }
    folder = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  func path(_ name: String) -> String { folder + "/" + name }

  func write(_ text: String, to name: String) throws(InputError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    } catch {
      throw InputError("\(path(name)): the file cannot be written")
    }
  }

  /// A text in which the files have their names only.
  func hidingFolder(in text: String) -> String { text.replacing(folder + "/", with: "") }
}
