import JSON
import Proviso
import ProvisoEngine
import ProvisoInput

/// The settings of the project of an input, which the program that starts the server reads.
package protocol ProjectSettings: Sendable {
  /// A verifier with the settings for an input.
  ///
  /// - Parameters:
  ///   - path: the path of the input, or of a folder.
  ///   - specs: the specs that the caller names; empty for those of the settings.
  /// - Throws: `InputError` if the settings cannot be used.
  func verifier(forInputAt path: String, specs: [SpecSource]) throws(InputError) -> Verifier
}

/// The means of a call of a tool: the files below one folder, and a bounded time.
package struct ToolContext: Sendable {
  /// The largest file that is read, in bytes.
  private static let mostBytes = 256 << 20

  let settings: any ProjectSettings
  /// The absolute path of the folder below which files are read. It is the current folder.
  let folder: String
  let deadline: Duration
  let memoryLimit: Int?
  /// Ends the call early.
  let cancellation: Cancellation

  /// The bytes of a file below the folder.
  func bytes(of path: String) throws(InputError) -> [UInt8] {
    do throws(FileReader.Failure) {
      return try FileReader.bytes(of: path, limit: Self.mostBytes, in: .below(folder))
    } catch {
      throw InputError("\(path): \(error.reason())")
    }
  }

  /// A spec: the name of a pack, or a file below the folder.
  func spec(_ name: String) throws(InputError) -> SpecSource {
    guard SpecPack.named(name) == nil else { return .path(name) }
    guard let text = String(validating: try bytes(of: name), as: UTF8.self) else {
      throw InputError("\(name): the file is not valid UTF-8")
    }
    return .text(text, name: name)
  }

  /// A verifier for an input, within the bounds of the call.
  func verifier(
    forInputAt path: String, specs: [SpecSource]
  ) throws(InputError) -> Verifier {
    // The folders above that of a path could be somewhere else, after links.
    guard path == "." || FileScope.below(folder).contains(path) else {
      throw InputError("\(path): \(FileReader.Failure.outside(folder: folder).reason())")
    }
    return bounded(try settings.verifier(forInputAt: path, specs: specs))
  }

  /// A verifier within the bounds of the call.
  func bounded(_ plain: Verifier) -> Verifier {
    var verifier = plain
    verifier.boundary = folder
    verifier.deadline = deadline
    verifier.memoryLimit = memoryLimit
    verifier.cancellation = cancellation
    // No program is run for a caller that nobody watches.
    verifier.options.terraform.consent = .never
    return verifier
  }
}
