import ProvisoEngine
import ProvisoInput
import ProvisoKernel
import ProvisoLanguage
import ProvisoResult

/// How worlds and plans of agents are explored.
extension InputOptions {
  /// The bounds of an exploration.
  public var exploration: ExplorationLimits {
    get { self[ExplorationLimits.self] }
    set { self[ExplorationLimits.self] = newValue }
  }
}

extension ExplorationLimits: InputOption {
  /// The default bounds, with a thread for each processor.
  public init() { self.init(depth: 10, threads: WorkQueue.processors) }
}

extension CheckRun {
  /// Explores a world with its properties and those of the verifier's specs.
  ///
  /// - Parameter mayBeEmpty: whether a world without a property is accepted.
  package func explore(
    _ world: Input, mayBeEmpty: Bool
  ) throws(InputError) -> CheckResult {
    try explore(load(world, mayBeEmpty: mayBeEmpty))
  }

  /// Reads a world, and the verifier's specs if they are for one.
  func load(_ world: Input, mayBeEmpty: Bool) throws(InputError) -> LoadedSpecs {
    guard case .source(let source) = world.content else {
      throw InputError("only a world can be explored, but this is a value of another kind")
    }
    let own: SpecSource
    if case .path(let path) = source.origin {
      own = .path(path)
    } else {
      own = .text(String(decoding: try source.bytes(), as: UTF8.self), name: source.name)
    }
    let others = verifier.specs.filter { $0.name != own.name }
    var reader = verifier.reader
    reader.conventions = nil
    // Settings are about plans.
    reader.adjustments.rules = []
    reader.adjustments.conventions = []
    return try reader.load([own] + others, mayBeEmpty: mayBeEmpty)
  }

  /// Explores worlds that have been read before.
  package func explore(_ loaded: LoadedSpecs) throws(InputError) -> CheckResult {
    let assembly = assembly
    var findings = Findings()
    findings.diagnostics = loaded.warnings
    var first: (path: String, model: WorldModel)?
    for file in loaded.specs {
      guard let model = file.spec.world else {
        throw InputError(
          "\(file.spec.path): this is a spec for `\(file.spec.vocabulary)`, but only worlds are explored",
          remedy: .inputToCheck)
      }
      if let first, first.model.name != model.name {
        throw InputError(
          "\(file.spec.path): this is about the world `\(model.name)`, and \(first.path) about "
            + "`\(first.model.name)`")
      }
      first = first ?? (file.spec.path, model)
      partial.begin(InputInfo(of: model, in: file), against: loaded, findings)
      partial.enter("the world was explored")
      let answer = try WorldJudge(
        loaded: file, model: model, explorer: explorer, recorded: verifier.recorded
      ).answer()
      findings.properties += answer.properties
      findings.coverage += answer.coverage.filter { !findings.coverage.contains($0) }
      findings.assume(answer.assumptions)
      findings.exploration =
        findings.exploration.map { $0.joined(with: answer.exploration) } ?? answer.exploration
    }
    guard let first, let file = loaded.specs.first else {
      throw InputError("there is no world to explore")
    }
    return assembly.result(
      of: findings, about: InputInfo(of: first.model, in: file), against: loaded)
  }
}

extension InputInfo {
  /// Describes a world.
  init(of model: WorldModel, in file: LoadedSpecs.CheckedFile) {
    self.init(
      path: file.spec.path, kind: .world,
      sha256: Digest(of: file.sources.files.first?.bytes ?? []).value,
      resources: model.objectCount, steps: model.actions.count, order: .free,
      words: WorldInput.words)
  }
}

extension WorldModel {
  /// The number of objects, including those that may be created, without enums and agents.
  var objectCount: Int { entities.reduce(0) { $0 + objectNames[$1.index].count } }
}
