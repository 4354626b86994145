import ProvisoKernel

/// The moves of a state that need not be made, because an exchange of objects that keeps the state makes
/// each of them another move that is made.
///
/// Two objects are twins in a state if all their variables have the same values, and no other variable holds
/// one of them. The exchange of twins keeps the state, so it leads from the successors of a step to those of
/// the step with the twin in its place, and both have one representative (see ``StateOrbits``). Representatives
/// have twins side by side; so a step is left out if the object before one of its arguments is a twin, and no
/// argument itself. What remains has smaller arguments each time, so some step is always left to stand for the
/// others.
final class TwinMoves {
  private let kinds: [OrbitKind]
  /// The first place of each kind in `isTwin`.
  private let starts: [Int]
  /// Whether an object is a twin of the one before it.
  private let isTwin: Storage<Bool>
  /// The places of the objects among the arguments of each move, as ranges of `places`.
  private let spans = Storage<Span>()
  private let places = Storage<Int>()

  private struct Span: BitwiseCopyable {
    let start: Int
    let end: Int
  }

  /// `nil` if no step takes objects that can be twins. Objects that are related to each other never are.
  init?(_ compiled: CompiledSystem, kinds all: [OrbitKind]) {
    kinds = all.filter { !$0.isLinked }
    var starts: [Int] = []
    var placeOf: [Value: Int] = [:]
    for kind in kinds {
      let start = placeOf.count
      starts.append(start)
      for (object, number) in kind.numbers { placeOf[object] = start + number }
    }
    self.starts = starts
    isTwin = Storage(repeating: false, count: placeOf.count)
    for move in compiled.moves {
      let start = places.count
      for argument in compiled.system.steps[move.step].arguments {
        if let place = placeOf[argument] { places.append(place) }
      }
      spans.append(Span(start: start, end: places.count))
    }
    guard places.count > 0 else { return nil }
  }

  /// Finds the twins of a representative.
  func look(at state: UnsafePointer<UInt64>, _ layout: StateLayout) {
    for (kind, start) in zip(kinds, starts) {
      let existing = kind.existing(in: state, layout)
      let held = Set(kind.others.map { layout.code(of: $0, in: state) })
      for object in 0..<kind.count {
        isTwin[start + object] =
          object > 0 && object < existing
          && kind.single.allSatisfy {
            layout.code(of: $0[object], in: state) == layout.code(of: $0[object - 1], in: state)
          }
          && (held.isEmpty
            || !held.contains(kind.codes[object]) && !held.contains(kind.codes[object - 1]))
      }
    }
  }

  /// Whether a move of the state must be made.
  @inline(__always)
  func isNeeded(_ move: Int) -> Bool {
    let span = spans.base[move]
    var index = span.start
    while index < span.end {
      let place = places.base[index]
      if isTwin.base[place], !isArgument(place - 1, span) { return false }
      index += 1
    }
    return true
  }

  private func isArgument(_ place: Int, _ span: Span) -> Bool {
    (span.start..<span.end).contains { places.base[$0] == place }
  }
}
