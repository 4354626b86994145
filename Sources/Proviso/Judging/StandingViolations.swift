import ProvisoEngine
import ProvisoKernel
import ProvisoLanguage

/// Tells a violation that stands before the plan, and that the plan leaves as it is, from one to which
/// the plan adds something, such as a further open port or a fourth of two allowed addresses.
///
/// A violation is left as it is if at every moment of every run each of its causes (``Cause``) is one of
/// its causes before the first step, and belongs to no object that the plan has replaced by then. The
/// moments are those of all variables that the violation reads. Whatever depends on an unknown counts as
/// added, and so does everything where there are too many moments to look at.
struct StandingViolations {
  /// The plan's addition to a violation.
  enum Addition {
    case nothing
    /// A run after which there is more.
    case run(Run)
    /// It is not known.
    case unknown
  }

  /// A run to each moment of a timing at which some of the variables may have changed; `nil` if there are
  /// too many.
  typealias Runs = (Set<Int>, Timing) -> [Run]?

  /// The most changes of what is read until all that can be read is known.
  private static let mostRounds = 8
  /// The most steps of all runs together that are replayed for one violation.
  private static let mostSteps = 300_000

  private let universe: any ConcreteMeaning & Narrator
  private let patterns: PatternCache
  private let binders: [Binder]
  private let body: Expression
  /// The first members that the property reads of each attribute; `nil` for all.
  private let members: [Int: Set<Text>?]
  private let timing: Timing
  private let runs: Runs

  /// Prepares the comparison for the instances of a property.
  init(
    of property: Property, in universe: any ConcreteMeaning & Narrator, patterns: PatternCache,
    runs: @escaping Runs
  ) {
    self.universe = universe
    self.patterns = patterns
    self.runs = runs
    timing = property.timing
    (binders, body) = PropertyShape.split(property.body)
    members = Self.members(in: property.body)
  }

  /// The first members that an expression reads of each attribute.
  private static func members(in root: Expression) -> [Int: Set<Text>?] {
    var out: [Int: Set<Text>?] = [:]
    var stack = [root]
    var seen: Set<ObjectIdentifier> = []
    while let top = stack.popLast() {
      guard seen.insert(ObjectIdentifier(top)).inserted else { continue }
      if case .member(let base, let name) = top.kind,
        case .attribute(let object, let index) = base.kind
      {
        if let known = out[index, default: []] { out[index] = known.union([name]) }
        stack.append(object)
        continue
      }
      if case .attribute(_, let index) = top.kind { out[index] = .some(nil) }
      top.kind.forEachPart { stack.append($0) }
    }
    return out
  }

  // MARK: Causes

  private func causes(
    of frame: [MaskedValue], at moment: Moment, in world: FlagValues,
    through meaning: any ConcreteMeaning
  ) -> CauseReader.Answer {
    CauseReader(meaning, at: moment, in: world, patterns: patterns)
      .violation(binders, body, in: frame)
  }

  /// Whether a violation is about objects that the plan leaves alone, and about nothing that is missing.
  func isOfUnchangedObjects(_ frame: [MaskedValue], in found: Counterexample) -> Bool {
    let start = Moment(initialOf: universe.system)
    guard
      case .causes(let before) = causes(
        of: frame, at: start, in: found.run.world, through: universe)
    else { return false }
    let objects = objects(of: frame)
    return !objects.isEmpty && objects.allSatisfy(universe.isUnchanged)
      && self.objects(of: before).allSatisfy(universe.isUnchanged)
      && !before.contains(where: \.hasLack)
  }

  /// The plan's addition to a violation that stands before the first step.
  func addition(to frame: [MaskedValue], by found: Counterexample) -> Addition {
    let recorder = ReadRecorder(universe)
    let world = found.run.world
    let start = Moment(initialOf: universe.system)
    guard case .causes(let before) = causes(of: frame, at: start, in: world, through: recorder)
    else {
      return .unknown
    }
    var known = variables(recorder)
    for _ in 0..<Self.mostRounds {
      // A step in flight can leave what a step that has failed leaves, so moments at rest add nothing.
      let found = worst(of: runs(known, .everyMoment), than: before, for: frame, through: recorder)
      guard case .nothing = found else {
        // A run that ends as the property asks tells it better, and these are fewer.
        if case .run = found, timing == .everyMoment { return found }
        for timing in [timing, .atEnd] where timing != .everyMoment {
          let other = worst(of: runs(known, timing), than: before, for: frame, through: recorder)
          if case .run = other { return other }
        }
        return found
      }
      let all = variables(recorder)
      if all == known { return .nothing }
      known = all
    }
    return .unknown
  }

  /// The simplest of some runs after which a violation has other causes than before.
  private func worst(
    of runs: [Run]?, than before: Set<Cause>, for frame: [MaskedValue],
    through recorder: ReadRecorder
  ) -> Addition {
    guard let runs, runs.reduce(0, { $0 + $1.entries.count }) <= Self.mostSteps else {
      return .unknown
    }
    var worse: Run?
    for run in runs {
      guard let moment = try? Interpreter(universe.system, world: run.world).replay(run) else {
        return .unknown
      }
      switch causes(of: frame, at: moment, in: run.world, through: recorder) {
      case .opposite: break
      case .open: return .unknown
      case .causes(let after):
        if !after.isSubset(of: before) || isOfReplaced(objects(of: frame), after, in: run) {
          worse = worse.map { isSimpler(run, than: $0) ? run : $0 } ?? run
        }
      }
    }
    return worse.map(Addition.run) ?? .nothing
  }

  /// Whether an object of a violation has been made anew in a run.
  private func isOfReplaced(
    _ objects: Set<ObjectID>, _ causes: Set<Cause>, in run: Run
  ) -> Bool {
    let replaced = objects.union(self.objects(of: causes)).filter(universe.isReplaced)
    guard !replaced.isEmpty else { return false }
    let done = Set(run.entries.filter { $0.outcome == .done }.map(\.step))
    return replaced.contains { object in universe.steps(of: object).contains(where: done.contains) }
  }

  /// Whether a run tells more simply what is added: without steps in flight, then with fewer steps.
  private func isSimpler(_ a: Run, than b: Run) -> Bool {
    let flights = [a, b].map { $0.entries.count { $0.outcome != .done } }
    return flights[0] != flights[1]
      ? flights[0] < flights[1] : a.entries.count < b.entries.count
  }

  private func variables(_ recorder: ReadRecorder) -> Set<Int> {
    var out: Set<Int> = []
    for read in recorder.reads {
      out.formUnion(
        universe.variables(
          of: read.object, attribute: read.attribute, members: members[read.attribute] ?? nil))
    }
    return out
  }

  private func objects(of causes: Set<Cause>) -> Set<ObjectID> {
    causes.reduce(into: []) { $0.formUnion($1.objects) }
  }

  private func objects(of frame: [MaskedValue]) -> Set<ObjectID> {
    var out: Set<ObjectID> = []
    for value in frame {
      if case .object(let object) = value.value { out.insert(object) }
    }
    return out
  }
}
