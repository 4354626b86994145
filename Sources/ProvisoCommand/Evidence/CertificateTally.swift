import ProvisoKernel
import ProvisoResult

/// The outcome of certifying each property, and of all together.
struct CertificateTally {
  private(set) var status = ProvisoExit.proved
  private var confirmed = 0
  private var refuted = 0
  private var open = 0
  /// The number of proofs of each kind.
  private var whole = 0
  private var partly = 0
  private var without = 0

  private mutating func worsen(to other: ProvisoExit) {
    // Violated is worse than undecided.
    if other == .violated || status == .proved { status = other }
  }

  /// Notes that no further property is looked at, and says so.
  mutating func stop(_ reason: String) -> String {
    worsen(to: .undecided)
    return "not certified       all other properties: \(reason)"
  }

  /// Adds a property with the solver's answers, and says the outcome in one line or more.
  mutating func add(
    _ property: CertificateManifest.Property, _ answers: [SecondSolver.Answer]
  ) -> String {
    var lines: [String] = []
    var isConfirmed = true
    for (query, answer) in zip(property.queries, answers) {
      switch (answer, query.expected) {
      case (.sat, "sat"), (.unsat, "unsat"): confirmed += 1
      case (.unknown(let reason), _):
        open += 1
        isConfirmed = false
        worsen(to: .undecided)
        lines.append("  \(query.file): no answer: \(reason)")
      case (.sat, _), (.unsat, _):
        refuted += 1
        isConfirmed = false
        worsen(to: .violated)
        lines.append(
          "  \(query.file): refuted: expected \(query.expected.printable), found \(answer == .sat ? "sat" : "unsat")"
        )
      }
    }
    let count = property.queries.count
    let queries = count == 1 ? "1 query" : "\(count) queries"
    let word: String
    switch (Verdict(rawValue: property.verdict), isConfirmed) {
    case (.violated, _):
      worsen(to: .violated)
      word = "violated"
      lines += property.runs.map { "  \($0.file): a run; `proviso replay` judges it" }
    case (.proved, false): word = "not certified"
    case (.proved, true):
      if property.arguments.contains(where: { !$0.needsNoSolver }) { worsen(to: .undecided) }
      if property.arguments.isEmpty && count > 0 {
        whole += 1
        word = "certified"
      } else if count > 0 {
        partly += 1
        word = "certified in part"
      } else {
        without += 1
        word = "not certified"
        if property.arguments.isEmpty && property.runs.isEmpty { worsen(to: .undecided) }
      }
    case (.trusted, _), (.tolerated, _): word = property.verdict
    case (.undecided, _), (nil, _):
      worsen(to: .undecided)
      word = "undecided"
    }
    lines += property.arguments.map { "  \($0.text.printable)" }
    if word == "not certified", count == 0, property.arguments.isEmpty {
      lines.append(
        property.runs.isEmpty
          ? "  the directory has no proof of it"
          : "  a run reaches its goal: \(property.runs[0].file)")
    }
    let head =
      word.padding(to: 20) + property.name.printable + (count > 0 ? ": \(queries)" : "")
    return ([head] + lines).joined(separator: "\n")
  }

  /// The last lines.
  ///
  /// - Parameter solver: the name of the solver; `nil` if none was asked.
  func summary(_ solver: String?) -> String {
    var text = "\n"
    if let solver {
      text += "\(solver): \(confirmed) confirmed, \(refuted) refuted, \(open) without an answer\n"
    }
    text += "\(whole) certified · \(partly) in part · \(without) not by a solver\n"
    text +=
      "not checked: that the queries say what the plan and the specs say; `proviso check --certificates` writes them anew\n"
    return text
  }
}
