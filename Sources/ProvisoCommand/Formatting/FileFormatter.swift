import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult
import ProvisoSyntax

/// A spec before and after formatting.
struct FormattedFile: Sendable {
  /// The path of the file; `-` is standard input.
  let path: String
  let before: [UInt8]
  let after: [UInt8]

  /// Whether formatting changes the file.
  var isChanged: Bool { before != after }
}

/// Formats the files of specs.
struct FileFormatter: Sendable {
  /// The specs at the paths and below, without duplicates.
  ///
  /// - Throws: `InputError` if there is no file or no spec at a path.
  func files(at paths: [String]) throws(InputError) -> [String] {
    try SpecFinder.specs(at: paths)
  }

  /// Formats the file at a path, or standard input, without writing it.
  ///
  /// - Throws: `InputError` if the file cannot be read or has mistakes.
  func format(_ path: String) throws(InputError) -> FormattedFile {
    let isInput = path == "-"
    let name = isInput ? "standard input" : path
    let bytes = isInput ? try FileReader.standardInput() : try read(path)
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
        throw InputError(mistakes.map { ResultDiagnostic($0, in: sources) })
      case .unexpected(let index):
        throw InputError(
          "\(index.path):\(index.line):\(index.column): the formatter cannot format this, "
            + "which is a bug in Proviso: the file is not changed")
      }
    }
  }

  /// Replaces the content of the file atomically. Links are followed within their folder, and the
  /// permissions stay the same.
  ///
  /// - Throws: `InputError` if the file cannot be written.
  func write(_ file: FormattedFile) throws(InputError) {
    do throws(OutputFile.Failure) {
      try OutputFile(file.path).write(file.after)
    } catch {
      throw InputError(error.message)
    }
  }
}
