import Essentials
import ProvisoInput

/// A solver that is a program of its own: cvc5, Z3, or any other that reads SMT-LIB files.
struct SecondSolver {
  let path: String
  /// The number of seconds for one query.
  let limit: Int

  enum Answer: Equatable {
    case sat, unsat
    /// The solver gives no answer, for this reason.
    case unknown(String)
  }

  /// The most bytes of output; an answer is one word.
  private static let mostOutput = 1 << 16

  /// Finds the program.
  ///
  /// - Parameter wanted: a path, or a name to look for; `nil` for cvc5, or else z3.
  /// - Throws: `InputError` if there is none.
  init(_ wanted: String?, limit: Int) throws(InputError) {
    self.limit = limit
    for name in wanted.map({ [$0] }) ?? ["cvc5", "z3"] {
      guard let found = Self.find(name) else { continue }
      path = found
      return
    }
    throw InputError(
      wanted.map { "\($0): there is no such program; expected a solver that reads SMT-LIB files" }
        ?? "no second solver was found: neither cvc5 nor z3 is on the PATH; install one, or name it with --solver"
    )
  }

  /// The name of the program.
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  private static func find(_ name: String) -> String? {
    func isProgram(_ path: String) -> Bool {
      FileReader.kind(of: path) == .regular && FileManager.default.isExecutableFile(atPath: path)
    }
    if name.contains("/") { return isProgram(name) ? URL(fileURLWithPath: name).path : nil }
    // A folder that is relative to the current one could be anybody's.
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.filter { $0.hasPrefix("/") }.map { "\($0)/\(name)" }.first(where: isProgram)
  }

  /// Asks about a script.
  func answer(to file: String, isCancelled: @escaping @Sendable () -> Bool) -> Answer {
    let path = URL(fileURLWithPath: file).path
    let arguments =
      name.contains("cvc5")
      ? ["--lang=smt2", "--strings-exp", "--tlimit=\(limit * 1000)", path]
      : name.contains("z3") ? ["-smt2", "-T:\(limit)", path] : [path]
    let run = ToolRun(
      program: self.path, arguments: arguments, folder: "/",
      environment: ["PATH": "/usr/bin:/bin"], limit: limit + 5, mostOutput: Self.mostOutput,
      isCancelled: isCancelled)
    do throws(ToolRun.Failure) {
      let output = try run.run()
      let text = String(decoding: output.text, as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline).map { $0.trimmingPrefix(" ") }
      switch lines.first(where: { ["sat", "unsat", "unknown", "timeout"].contains($0) }) {
      case "sat": return .sat
      case "unsat": return .unsat
      case "unknown": return .unknown("it does not know")
      case "timeout": return .unknown("it took longer than \(limit) seconds")
      default:
        let first = (text + output.errors).split(whereSeparator: \.isNewline).first ?? "no output"
        return .unknown("it said: \(String(first.prefix(200)).printable)")
      }
    } catch {
      switch error {
      case .notStarted(let reason): return .unknown("it cannot be run: \(reason)")
      case .tooSlow: return .unknown("it took longer than \(limit) seconds")
      case .tooMuch: return .unknown("it printed too much")
      case .cancelled: return .unknown("the work was interrupted")
      }
    }
  }
}
