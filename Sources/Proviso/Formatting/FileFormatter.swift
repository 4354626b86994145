import Foundation
import ProvisoKernel
import ProvisoLanguage
import ProvisoSyntax

/// A spec before and after it was formatted.
public struct FormattedFile: Sendable {
  /// The path as it was given, or found; `-` is standard input.
  public let path: String
  public let before: [UInt8]
  public let after: [UInt8]

  /// Whether formatting changes the file.
  public var isChanged: Bool { before != after }
}

/// Formats the files of specs.
public struct FileFormatter: Sendable {
  /// Makes a formatter.
  public init() {}

  /// The specs at and below the paths, each once.
  ///
  /// - Throws: `InputError` where a path names nothing, or no spec.
  public func files(at paths: [String]) throws(InputError) -> [String] {
    try SpecFinder.specs(at: paths)
  }

  /// Formats the file at a path, or standard input, and writes nothing.
  ///
  /// - Throws: `InputError` where it cannot be read, or has mistakes.
  public func format(_ path: String) throws(InputError) -> FormattedFile {
    let isInput = path == "-"
    let name = isInput ? "standard input" : path
    let bytes = isInput ? try PlanReader.standardInput() : try read(path)
    return FormattedFile(path: path, before: bytes, after: try format(bytes, name: name))
  }

  private func read(_ path: String) throws(InputError) -> [UInt8] {
    do {
      return try SpecReader.read(path)
    } catch {
      throw InputError("\(path): \(error.reason)")
    }
  }

  private func format(_ bytes: [UInt8], name: String) throws(InputError) -> [UInt8] {
    do {
      return try SpecFormatter().format(bytes, path: name)
    } catch {
      switch error {
      case .mistakes(let mistakes, let sources):
        throw InputError(mistakes.map { SpecReader.tell($0, sources) })
      case .unexpected(let place):
        throw InputError(
          "\(place.path):\(place.line):\(place.column): the formatter does not understand this, "
            + "which is a mistake of its own; the file stays as it is")
      }
    }
  }

  /// Puts the new form in the place of the old, whole or not at all; a link is followed, and the
  /// permissions stay.
  ///
  /// - Throws: `InputError` where the file cannot be written.
  public func write(_ file: FormattedFile) throws(InputError) {
    let target = URL(fileURLWithPath: file.path).resolvingSymlinksInPath()
    let manager = FileManager.default
    do {
      let permissions = try manager.attributesOfItem(atPath: target.path)[.posixPermissions]
      guard manager.isWritableFile(atPath: target.path) else {
        throw CocoaError(.fileWriteNoPermission)
      }
      try Data(file.after).write(to: target, options: .atomic)
      if let permissions {
        try manager.setAttributes([.posixPermissions: permissions], ofItemAtPath: target.path)
      }
    } catch {
      throw InputError("\(file.path): the file cannot be written; check its permissions")
    }
  }
}
