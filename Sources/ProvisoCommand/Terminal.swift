import Foundation
import Proviso
import Synchronization

/// What standard output and standard error can show.
struct Terminal {
  /// Whether results may use colour: on a terminal, unless `NO_COLOR` is set.
  let hasColors: Bool
  /// The width of a line.
  let width: Int
  private let errorIsTerminal: Bool

  init() {
    let environment = ProcessInfo.processInfo.environment
    let isTerminal = isatty(STDOUT_FILENO) == 1
    let isPlain = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    hasColors = isTerminal && !isPlain && environment["TERM"] != "dumb"
    errorIsTerminal = isatty(STDERR_FILENO) == 1
    var size = winsize()
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      width = Int(size.ws_col)
    } else {
      width = environment["COLUMNS"].flatMap { Int($0) } ?? 100
    }
  }

  /// Writes messages to standard error.
  func complain(_ messages: [String]) {
    for message in messages {
      let end = message.hasSuffix("\n") ? "" : "\n"
      FileHandle.standardError.write(Data((message + end).utf8))
    }
  }

  func progress() -> ProgressLine { ProgressLine(isShown: errorIsTerminal) }
}

/// One line on a terminal that says what is being checked, once that takes longer than a second.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let isDirty = Mutex(false)

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ text: String) {
    guard isShown, ContinuousClock.now - start > .seconds(1) else { return }
    isDirty.withLock { $0 = true }
    FileHandle.standardError.write(Data("\r\u{1B}[Kchecking: \(text)".utf8))
  }

  /// Says how far an exploration has come.
  func show(_ report: ExplorationProgress) {
    show(
      report.states == 0
        ? "depth \(report.depth)"
        : "depth \(report.depth), \(report.states) states, \(report.queue) still to look at")
  }

  /// Says at once what is being done.
  func announce(_ text: String) {
    guard isShown else { return }
    isDirty.withLock { $0 = true }
    FileHandle.standardError.write(Data("\r\u{1B}[K\(text)".utf8))
  }

  func clear() {
    let wasDirty = isDirty.withLock { dirty in
      defer { dirty = false }
      return dirty
    }
    if wasDirty { FileHandle.standardError.write(Data("\r\u{1B}[K".utf8)) }
  }
}

extension Settings {
  /// The line that says which settings are used.
  ///
  /// - Parameter isReplaced: whether the command line names the specs.
  func told(isReplaced: Bool) -> String {
    let specs = specNames?.joined(separator: ", ") ?? SpecPack.standard.name
    return "using \(path)" + (isReplaced ? ", but the specs of --spec" : ": \(specs)")
  }
}
