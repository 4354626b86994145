import Essentials
import Proviso
import ProvisoEngine
import ProvisoKernel
import ProvisoReport
import Synchronization

/// The abilities of standard output and standard error.
struct Terminal {
  /// Whether results can have colours.
  let hasColors: Bool
  /// The width of a line in columns.
  let width: Int
  /// Whether standard output is a terminal.
  let isTerminal: Bool
  private let errorIsTerminal: Bool

  /// Reads the abilities from the environment.
  ///
  /// - Parameter color: The choice of the command line. The automatic one is colours on a terminal or
  ///   with `FORCE_COLOR`, unless `NO_COLOR` is set.
  init(color: ColorChoice = .auto) {
    let environment = ProcessInfo.processInfo.environment
    isTerminal = isatty(STDOUT_FILENO) == 1
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    hasColors =
      switch color {
      case .always: true
      case .never: false
      case .auto:
        !isSet("NO_COLOR")
          && (isSet("FORCE_COLOR") && environment["FORCE_COLOR"] != "0"
            || isTerminal && environment["TERM"] != "dumb")
      }
    errorIsTerminal = isatty(STDERR_FILENO) == 1
    var size = winsize()
    if isTerminal, ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 {
      width = Int(size.ws_col)
    } else {
      width = environment["COLUMNS"].flatMap { Int($0) } ?? 100
    }
  }

  /// The settings of a report.
  ///
  /// - Parameters:
  ///   - isTerminal: Whether the report goes to standard output, rather than to a file.
  ///   - all: The option for all violations; `nil` if the command has none.
  func reportSettings(
    isTerminal: Bool = true, detail: ReportSettings.Detail = .short, showsAll: Bool = false,
    all: String? = nil
  ) -> ReportSettings {
    ReportSettings(
      width: width, hasColors: isTerminal && hasColors, detail: detail, showsAll: showsAll,
      help: .init(
        checkWithGraph: ["proviso check … --graph graph.dot"], longer: "-v", all: all))
  }

  /// The notation of a text that has colours if standard output can show them.
  var notation: Console.Notation { hasColors ? .coloured : .plain }

  /// Writes messages to standard error.
  func complain(_ messages: [String]) {
    for message in messages { Console.complain(message) }
  }

  /// Writes advice to standard error if a person reads it.
  func hint(_ text: String) {
    if errorIsTerminal { complain(["hint: " + text]) }
  }

  func progress() -> ProgressLine { ProgressLine(isShown: errorIsTerminal) }
}

/// A line on a terminal that shows the progress of a check that takes longer than a second.
final class ProgressLine: Sendable {
  private let isShown: Bool
  private let start = ContinuousClock.now
  private let isDirty = Mutex(false)

  init(isShown: Bool) { self.isShown = isShown }

  func show(_ progress: CheckProgress) {
    switch progress {
    case .property(let title): show(title)
    case .run(let number, let total): show("run \(number) of \(total)")
    case .exploration(let report): show(report)
    case .program(let command): announce("running \(command)")
    }
  }

  private func show(_ text: String) {
    guard isShown, ContinuousClock.now - start > .seconds(1) else { return }
    isDirty.withLock { $0 = true }
    Console.showProgress("checking: \(text)")
  }

  private func show(_ report: ExplorationProgress) {
    show(
      report.states == 0
        ? "depth \(report.depth)"
        : "depth \(report.depth), \(report.states) states, \(report.queue) in the queue")
  }

  private func announce(_ text: String) {
    guard isShown else { return }
    isDirty.withLock { $0 = true }
    Console.showProgress(text)
  }

  func clear() {
    let wasDirty = isDirty.withLock { dirty in
      defer { dirty = false }
      return dirty
    }
    if wasDirty { Console.showProgress("") }
  }
}

extension Settings {
  /// The line that names the settings that are used.
  ///
  /// - Parameter isReplaced: Whether the command line names the specs.
  func notice(isReplaced: Bool) -> String {
    let specs = specNames?.joined(separator: ", ") ?? SpecPack.standard.name
    return ("using \(path)" + (isReplaced ? ", but the specs of --spec" : ": \(specs)")).printable
  }
}
