import Essentials
import ProvisoInput

/// A folder for the files of one judgement, which is deleted with this object.
package final class Bench: Sendable {
  package let folder: String

  package init() throws(InputError) {
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

  package func path(_ name: String) -> String { folder + "/" + name }

  package func write(_ text: String, to name: String) throws(InputError) {
    do {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path(name)))
    } catch {
      throw InputError("\(path(name)): the file cannot be written")
    }
  }

  /// A text in which the files have their names only.
  package func hidingFolder(in text: String) -> String { text.replacing(folder + "/", with: "") }
}
