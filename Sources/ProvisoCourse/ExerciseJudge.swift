import Essentials
import Proviso
import ProvisoInput
import ProvisoKernel
import ProvisoReport
import ProvisoResult
import ProvisoSyntax

/// Judges answers by what they mean: the engines decide whether an answer and the reference agree, and a wrong
/// answer gets a run to a state in which they do not.
package struct ExerciseJudge {
  /// A judgement about an answer.
  package struct Judgement: Sendable {
    package enum Outcome: String, Sendable {
      case right, wrong, undecided
      /// The answer has a mistake, or lacks what it needs, so that nothing was judged.
      case unreadable
    }
    package let outcome: Outcome
    package let text: String
  }

  private let exercise: Exercise
  private let settings: ReportSettings
  private let limits: @Sendable (inout Verifier) -> Void

  /// - Parameters:
  ///   - settings: how counterexamples are shown.
  ///   - limits: sets the time and the memory of a check.
  package init(
    _ exercise: Exercise, settings: ReportSettings,
    limits: @escaping @Sendable (inout Verifier) -> Void = { _ in }
  ) {
    self.exercise = exercise
    self.settings = settings
    self.limits = limits
  }

  /// Judges an answer: the text of the learner's file, or the word.
  ///
  /// - Throws: `InputError` if the files of the judgement cannot be written.
  package func judge(_ answer: String) throws(InputError) -> Judgement {
    if case .words(let words) = exercise.check { return judge(word: answer, among: words) }
    let bench = try Bench()
    do throws(InputError) {
      var judgement = try judge(answer, exercise.given, on: bench)
      for variant in exercise.variants where judgement.outcome == .right {
        let files = exercise.given.map { $0.name == variant.name ? variant : $0 }
        judgement = try judge(answer, files, on: bench)
        if judgement.outcome != .right {
          judgement = Judgement(
            outcome: judgement.outcome,
            text: Self.introduction(to: variant, among: exercise.given) + judgement.text)
        }
      }
      return Judgement(outcome: judgement.outcome, text: bench.hidingFolder(in: judgement.text))
    } catch {
      return Judgement(
        outcome: .unreadable,
        text: bench.hidingFolder(in: error.messages.joined(separator: "\n")) + "\n")
    }
  }

  /// The lines in which another version of a file differs, for the message about it.
  private static func introduction(to variant: Exercise.File, among given: [Exercise.File])
    -> String
  {
    func lines(_ text: String) -> [String] {
      text.split(separator: "\n").map(String.init).filter { !$0.allSatisfy(\.isWhitespace) }
    }
    let own = lines(given.first { $0.name == variant.name }?.text ?? "")
    let other = lines(variant.text)
    let changes =
      own.filter { !other.contains($0) }.map { "  - " + $0 }
      + other.filter { !own.contains($0) }.map { "  + " + $0 }
    return "In another version of \(variant.name), which differs in these lines:\n\n"
      + changes.map { $0 + "\n" }.joined() + "\n"
  }

  private func judge(word: String, among words: [String]) -> Judgement {
    func plain(_ text: String) -> String {
      text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != "." }
        .joined(separator: " ")
    }
    // A number counts also with the word for what it counts, such as "6 states".
    let numbers = plain(word).split(separator: " ").filter { Int($0) != nil }
    let number = numbers.count == 1 ? String(numbers[0]) : plain(word)
    let isRight = words.contains { plain($0) == plain(word) || plain($0) == number }
    return Judgement(
      outcome: isRight ? .right : .wrong,
      text: isRight ? "" : "`\(word)` is not the answer.\n")
  }

  private func judge(
    _ answer: String, _ given: [Exercise.File], on bench: Bench
  ) throws(InputError) -> Judgement {
    for file in given { try bench.write(file.text, to: file.name) }
    if let word = restriction(in: answer) {
      return wrong("`\(word)` restricts what is judged; take it out of \(exercise.file).\n")
    }
    switch exercise.check {
    case .property(let name): return try compare(answer, name, on: bench)
    case .proved: return try prove(answer, on: bench)
    case .waivers: return try compareWaivers(answer, on: bench)
    case .words: return Judgement(outcome: .undecided, text: "")
    }
  }

  // MARK: Properties

  private static let comparison = "answer_agrees_with_reference"

  private func compare(
    _ answer: String, _ name: String, on bench: Bench
  ) throws(InputError) -> Judgement {
    // The file itself must be free of mistakes, so that messages are about what the learner wrote.
    try bench.write(answer, to: exercise.file)
    var reader = Verifier(specs: [.path(bench.path(exercise.file))])
    reader.boundary = bench.folder
    _ = try reader.loadSpecsBelow()
    guard let own = property(name, in: answer) else {
      return wrong("There is no property `\(name)` in \(exercise.file).\n")
    }
    guard let other = property(name, in: exercise.reference) else {
      throw InputError("exercise \(exercise.name): the reference has no property `\(name)`")
    }
    guard own.isPossible == other.isPossible else {
      return wrong(
        "`\(name)` is of another kind: the task asks for \(other.isPossible ? "a `possible`" : "an `invariant`").\n"
      )
    }
    guard own.timing == other.timing else {
      return wrong(
        "`\(name)` is checked \(own.timing.words), and the task asks for one that is checked \(other.timing.words).\n"
      )
    }
    if own.isOverRuns || other.isOverRuns { return try compareVerdicts(answer, name, on: bench) }
    let clause = own.timing == .everyMoment ? "" : "  \(own.timing.words)\n"
    // Names for both keep messages short, and let a body have several lines and comments.
    let added = """

      define exercise_answer() = (
      \(own.body)
      )

      define exercise_reference() = (
      \(other.body)
      )

      invariant \(Self.comparison)
        "Your property and the reference differ"
      \(clause)  message "yours is \\(exercise_answer()) here, and the reference \\(exercise_reference())"
      {
        exercise_answer() == exercise_reference()
      }

      """
    try bench.write(answer + added, to: exercise.file)
    let result = try run(on: bench)
    guard var found = result.properties.first(where: { $0.name == Self.comparison }) else {
      throw InputError("exercise \(exercise.name): the comparison was not judged")
    }
    // The learner's file has no comparison.
    found.name = name
    if let location = result.properties.first(where: { $0.name == name })?.location {
      found.location = location
    }
    return judgement(found, in: result)
  }

  /// Compares the verdicts of properties of whole runs, which cannot stand in a comparison.
  private func compareVerdicts(
    _ answer: String, _ name: String, on bench: Bench
  ) throws(InputError) -> Judgement {
    func verdict(of text: String) throws(InputError) -> (PropertyResult, CheckResult) {
      try bench.write(text, to: exercise.file)
      let result = try run(on: bench)
      guard let found = result.properties.first(where: { $0.name == name }) else {
        throw InputError("exercise \(exercise.name): `\(name)` was not judged")
      }
      return (found, result)
    }
    let (own, ownResult) = try verdict(of: answer)
    let (other, otherResult) = try verdict(of: exercise.reference)
    if own.verdict == .undecided || other.verdict == .undecided {
      return Judgement(
        outcome: .undecided,
        text: "This is undecided: \(own.reason ?? other.reason ?? "no reason is known").\n")
    }
    if own.verdict == other.verdict { return Judgement(outcome: .right, text: "") }
    let isOwn = own.verdict == .violated
    var reference = other
    reference.title = "The reference: " + other.title
    let shown = isOwn ? show(own, in: ownResult) : show(reference, in: otherResult)
    return wrong(
      (isOwn
        ? "A run violates your property, but not the reference:\n\n"
        : "A run violates the reference, but not your property:\n\n") + shown)
  }

  private struct Written {
    let isPossible: Bool
    let timing: Timing
    let body: String
    let isOverRuns: Bool
  }

  private func property(_ name: String, in text: String) -> Written? {
    let bytes = Array(text.utf8)
    for case .property(let property) in SyntaxFile.parse(bytes, file: 0).syntax.items
    where property.name.text == name {
      let span = property.body.span
      guard bytes.indices.contains(span.start), span.end <= bytes.count else { return nil }
      var inner = property.body
      while case .quantifier(.every, _, let next?) = inner.kind { inner = next }
      let isOverRuns = if case .overRun = inner.kind { true } else { false }
      return Written(
        isPossible: property.kind == .possible, timing: property.timing?.timing ?? .everyMoment,
        body: String(decoding: bytes[span.start..<span.end], as: UTF8.self),
        isOverRuns: isOverRuns)
    }
    return nil
  }

  /// The word of an item by which an answer would restrict the runs on which it is judged, and which the
  /// exercise's own text does not have.
  private func restriction(in answer: String) -> String? {
    func words(_ text: String) -> Set<String> {
      Set(
        SyntaxFile.parse(Array(text.utf8), file: 0).syntax.items.compactMap { item in
          switch item {
          case .assume, .failures: "assume"
          case .world(.start): "start"
          default: nil
          }
        })
    }
    guard exercise.file.hasSuffix(".proviso") else { return nil }
    return words(answer).subtracting(words(exercise.start)).min()
  }

  // MARK: Worlds and plans

  private func prove(_ answer: String, on bench: Bench) throws(InputError) -> Judgement {
    let isWorld = exercise.file.hasSuffix(".proviso")
    if isWorld {
      // Messages about mistakes quote only the learner's lines.
      try bench.write(answer, to: exercise.file)
      var reader = Verifier(specs: [.path(bench.path(exercise.file))])
      reader.boundary = bench.folder
      _ = try reader.loadSpecsBelow()
    }
    try bench.write(answer + (isWorld ? "\n" + exercise.hidden : ""), to: exercise.file)
    let result = try run(on: bench)
    for property in result.properties where property.verdict != .proved {
      return judgement(property, in: result)
    }
    if result.properties.isEmpty {
      throw InputError("exercise \(exercise.name): there is no property to prove")
    }
    return Judgement(outcome: .right, text: "")
  }

  // MARK: Waivers

  private func compareWaivers(_ answer: String, on bench: Bench) throws(InputError) -> Judgement {
    func waived(by text: String) throws(InputError) -> [[String]: String] {
      try bench.write(text, to: exercise.file)
      let result = try run(on: bench)
      var ends: [[String]: String] = [:]
      for property in result.properties {
        for violation in property.violations {
          if let waiver = violation.waiver {
            ends[[property.name] + violation.objects] = waiver.until
          }
        }
      }
      return ends
    }
    let own = try waived(by: answer)
    let other = try waived(by: exercise.reference)
    func list(_ entries: Set<[String]>) -> String {
      entries.sorted { $0.lexicographicallyPrecedes($1) }
        .map { "  \($0[0]) for \($0.dropFirst().joined(separator: ", "))\n" }.joined()
    }
    if own == other { return Judgement(outcome: .right, text: "") }
    let missing = Set(other.keys).subtracting(own.keys)
    let added = Set(own.keys).subtracting(other.keys)
    if missing.isEmpty, added.isEmpty {
      return wrong(
        other.sorted { $0.key.lexicographicallyPrecedes($1.key) }.compactMap { entry, end in
          own[entry].flatMap { found in
            found == end ? nil : "The waiver ends on \(found), but the task asks for \(end).\n"
          }
        }.joined())
    }
    return wrong(
      (missing.isEmpty ? "" : "These violations should be waived and are not:\n" + list(missing))
        + (added.isEmpty ? "" : "These violations are waived and should not be:\n" + list(added)))
  }

  // MARK: Running

  private func run(on bench: Bench) throws(InputError) -> CheckResult {
    let file = bench.path(exercise.file)
    var verifier = Verifier()
    verifier.boundary = bench.folder
    verifier.root = bench.folder
    limits(&verifier)
    if !exercise.plan.isEmpty {
      verifier.specs = [.path(file)]
      return try verifier.check(planAt: bench.path(exercise.plan))
    }
    return exercise.file.hasSuffix(".proviso")
      ? try verifier.explore(worldAt: file) : try verifier.check(planAt: file)
  }

  private func wrong(_ text: String) -> Judgement { Judgement(outcome: .wrong, text: text) }

  private func judgement(_ property: PropertyResult, in result: CheckResult) -> Judgement {
    switch property.verdict {
    case .proved: Judgement(outcome: .right, text: "")
    case .violated: wrong(show(property, in: result))
    default: Judgement(outcome: .undecided, text: show(property, in: result))
    }
  }

  /// One property of a result, as `proviso check` shows it.
  private func show(_ property: PropertyResult, in result: CheckResult) -> String {
    var one = result
    one.properties = [property]
    one.coverage = []
    var settings = settings
    settings.detail = .findings
    return TextReport(settings).render([one])
  }
}

extension Timing {
  /// The clause that asks for it.
  fileprivate var words: String {
    switch self {
    case .everyMoment: "at every moment"
    case .atRest: "at rest"
    case .atEnd: "at end"
    }
  }
}
