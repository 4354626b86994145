import Z3

/// A question that the solver answered, as a script that any other solver can answer, too.
public struct SolverQuestion: Hashable, Sendable {
  /// The script in SMT-LIB 2.6, with its expected answer as `:status`.
  public let script: String
  /// Whether the script is satisfiable.
  public let isSatisfiable: Bool
  /// The texts and numbers of the input that are in the script.
  public let literals: Set<String>

  /// Makes a question.
  ///
  /// - Parameter body: the script without its first lines, from the logic on.
  init(logic: String, body: String, isSatisfiable: Bool, literals: Set<String> = []) {
    self.isSatisfiable = isSatisfiable
    self.literals = literals
    script =
      "(set-info :smt-lib-version 2.6)\n(set-logic \(logic))\n"
      + "(set-info :status \(isSatisfiable ? "sat" : "unsat"))\n" + body
  }
}

extension SolverQuestion {
  /// A question from a whole script of the solver.
  init(of script: String, isSatisfiable: Bool, literals: Set<String> = []) {
    let logic = "(set-logic ALL)\n"
    self.init(
      logic: "ALL", body: script.hasPrefix(logic) ? String(script.dropFirst(logic.count)) : script,
      isSatisfiable: isSatisfiable, literals: literals)
  }
}

/// The questions that an engine asked its solver, each once, for those who check its answers again.
public final class EvidenceLog {
  /// The questions, in the order in which they were asked first.
  public private(set) var questions: [SolverQuestion] = []
  /// The reason why questions are missing: the solver's operations that SMT-LIB does not have.
  public private(set) var missing: [String] = []
  private var scripts: Set<String> = []

  /// An empty log.
  public init() {}

  func note(_ question: SolverQuestion) {
    if scripts.insert(question.script).inserted { questions.append(question) }
  }

  /// Notes an answered question of a solver.
  func note(_ solver: Z3Solver, isSatisfiable: Bool, literals: Set<String>) {
    do {
      note(
        SolverQuestion(
          of: try solver.smtLib(), isSatisfiable: isSatisfiable, literals: literals))
    } catch {
      if !missing.contains(error.message) { missing.append(error.message) }
    }
  }
}
