import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// The properties of some specs as questions about one order of steps.
///
/// The questions do not depend on each other: each judge has a store, a lowering, an engine and a context
/// of the solver of its own, and the threads share only the universe. So they are answered on all
/// processors, and the answers are in the order of the specs.
struct OrderQuestions: Sendable {
  let universe: any Universe
  let specs: LoadedSpecs
  let words: InputWords
  /// The reason why nothing can be proved about the input; `nil` if proofs are possible.
  let incompleteness: String?
  let run: CheckRun

  init(
    universe: any Universe, specs: LoadedSpecs, words: InputWords, incompleteness: String?,
    in run: CheckRun
  ) {
    self.universe = universe
    self.specs = specs
    self.words = words
    self.incompleteness = incompleteness
    self.run = run
  }

  /// The properties of a file that are judged.
  func properties(of file: LoadedSpecs.CheckedFile) -> [Property] {
    guard let recorded = run.verifier.recorded else { return file.spec.properties }
    return file.spec.properties.filter { $0.name == recorded.property }
  }

  /// New settings, with caches that no other thread has.
  private var settings: OrderSettings {
    var settings = OrderSettings(
      limits: run.verifier.limits, incompleteness: incompleteness, words: words,
      cancellation: run.cancellation)
    settings.explains = run.verifier.explains
    settings.certifies = run.verifier.certifies
    settings.findsWaits = run.verifier.findsWaits
    settings.recorded = run.verifier.recorded
    return settings
  }

  // MARK: Assumptions

  /// Whether the assumptions of each file can be true.
  ///
  /// - Returns: also the first file in which they cannot, with the error.
  func assumptionFindings() -> ([CoverageFinding], (file: Int, error: InputError)?) {
    var findings: [CoverageFinding] = []
    let settings = settings
    for (index, file) in specs.specs.enumerated() {
      do throws(InputError) {
        findings += try AssumptionCheck(
          universe: universe, loaded: file, settings: settings, noun: words.input.singular
        ).run()
      } catch {
        return (findings, (index, error))
      }
    }
    return (findings, nil)
  }

  // MARK: Answers

  /// The fewest pairs of a property and a step for which it is worth while to start threads.
  private static let fewestForThreads = 1_000

  /// The answers for the properties of each file.
  func answers(for files: [LoadedSpecs.CheckedFile]) -> [[PropertyResult]] {
    let questions = files.indices.flatMap { file in
      properties(of: files[file]).map { (file, $0) }
    }
    let texts = files.map { file in
      file.spec.assumptions.map { file.sources.line(of: $0.span) }
    }
    let isLarge = questions.count * universe.system.steps.count >= Self.fewestForThreads
    let results = WorkQueue.results(
      of: questions.count, on: isLarge ? WorkQueue.processors : 1,
      makingEach: { self.settings },
      begin: { index in
        let property = questions[index].1
        run.report(.property(property.title))
        run.partial.enter("`\(property.name)` was judged")
      },
      { index, settings in
        let (file, property) = questions[index]
        let loaded = files[file]
        let result = OrderJudge(
          universe: universe, spec: loaded.spec, property: property,
          settings: settings.forOneProperty(), assumptionTexts: texts[file],
          // A pack covers many resource types and most plans have few, so its coverage would be noise.
          sources: loaded.isBuiltIn ? nil : loaded.sources, texts: loaded.sources
        ).result()
        run.partial.add(result)
        return result
      })
    var out: [[PropertyResult]] = Array(repeating: [], count: files.count)
    for ((file, _), result) in zip(questions, results) { out[file].append(result) }
    return out
  }
}
