import ProvisoKernel

/// One transition with values for its inputs, compiled.
struct CompiledMove {
  let move: TransitionRun.Move
  let step: Int
  let isFailure: Bool
  /// The guard's conjuncts that compare one variable with one value, tested on the packed state.
  let literals: [Literal]
  /// The programs of all other conjuncts of the guard.
  let conjuncts: [Int]
  /// The programs of the faults' conditions, with the faults' indices in the transition.
  let faults: [(program: Int, fault: Int)]
  let constants: [(variable: Int, code: Int)]
  let computed: [(variable: Int, program: Int)]

  /// `variable == code`, or its negation.
  struct Literal: Hashable {
    let variable: Int
    let code: Int
    let isPositive: Bool
  }
}

/// A property, compiled; its conditions are programs of the system's `TermMachine`.
struct CompiledProperty {
  let question: StateProperty.Question
  let holds: Int
  /// `nil` if no state leaves the property open.
  let open: Int?
  /// The programs of the conditions of `overRuns`.
  let operands: [Int]
}

/// A transition system compiled for explicit search.
///
/// A search spends its time in a loop over all moves of millions of states. So a state is packed
/// into few words, and each move becomes masks on these words: one comparison for each word that
/// its guard tests, one write for each word that it changes. Guards and updates that are no
/// comparisons with constants or assignments of constants run on the `TermMachine`. `load` a state
/// first; `isEnabled`, `make`, `fault` and `holds` then refer to it.
///
/// A value that does not fit into the layout is reported as a `Need`. The caller widens the layout
/// and packs all states again, so fields start narrow and grow only as far as values do.
final class CompiledSystem {
  let system: TransitionSystem
  let codes: ValueCodes
  let moves: [CompiledMove]
  let properties: [CompiledProperty]
  /// The objects of the properties' instances.
  private let objects: [[Value]]
  private let cancellation: Cancellation
  private let programs: TermCompiler
  private let machine: TermMachine
  /// The variables that programs read.
  private let read: Storage<Int>
  private(set) var layout: StateLayout
  // Flat arrays of plain data, so that the loop over all moves touches no reference counts.
  private var masks = Storage<MoveMasks>()
  private var tests = Storage<WordTest>()
  private var writes = Storage<WordWrite>()
  private var conjuncts = Storage<Int>()
  private var computed = Storage<Computed>()
  private let current: Storage<UInt64>
  /// The state after the last `make`.
  let next: Storage<UInt64>

  /// The tests and writes of a move, as ranges of the arrays above.
  private struct MoveMasks: BitwiseCopyable {
    let isPossible: Bool
    let isFailure: Bool
    let hasFaults: Bool
    let tests: Span
    let conjuncts: Span
    let writes: Span
    let computed: Span
  }

  private struct Span: BitwiseCopyable {
    let start: Int
    let end: Int
  }

  private struct Computed: BitwiseCopyable {
    let variable: Int
    let program: Int
  }

  private struct WordTest: BitwiseCopyable {
    let word: Int
    let mask: UInt64
    let value: UInt64
    let isPositive: Bool
  }

  private struct WordWrite: BitwiseCopyable {
    let word: Int
    let keep: UInt64
    let value: UInt64
  }

  /// Compiles a system whose every input has a finite sort.
  init(
    _ system: TransitionSystem, properties: [StateProperty], cancellation: Cancellation
  ) throws(Cancelled) {
    self.system = system
    self.cancellation = cancellation
    codes = ValueCodes()
    var builder = MoveBuilder(system, codes: codes)
    moves = try builder.moves(cancellation)
    self.properties = properties.map { builder.property($0) }
    objects = properties.map(\.objects)
    programs = try TermCompiler(
      builder.roots, of: builder.store, variables: system.variables.count, codes: codes,
      sharing: true, cancellation: cancellation)
    machine = TermMachine(programs)
    read = Storage(programs.variables.sorted())
    layout = StateLayout(builder.fields())
    current = Storage(repeating: 0, count: layout.words)
    next = Storage(repeating: 0, count: layout.words)
    try prepareMasks(for: layout)
  }

  /// Copies a system for another thread, with all that a search touches in each state.
  ///
  /// Several copies may be in use at once while the original is not: they share the table of codes, and
  /// none of them makes a code. Where one is missing, the copy fails.
  init(copying other: CompiledSystem) throws(Cancelled) {
    system = other.system
    cancellation = other.cancellation
    codes = other.codes
    moves = other.moves
    properties = other.properties
    objects = other.objects
    programs = other.programs
    machine = TermMachine(programs, makesCodes: false)
    read = Storage(programs.variables.sorted())
    layout = other.layout.copy()
    current = Storage(repeating: 0, count: layout.words)
    next = Storage(repeating: 0, count: layout.words)
    try prepareMasks(for: layout)
  }

  /// The objects of a property's instance.
  func objects(of property: Int) -> [Value] { objects[property] }

  /// The reason why evaluation failed, if it did.
  var failure: String? { machine.failure }
  /// Whether evaluation failed. What was evaluated since then counts for nothing.
  var hasFailed: Bool { machine.hasFailed }

  /// Forgets a failure, and all that was evaluated since then.
  func recover() { machine.recover() }

  /// Takes a layout with more room. The caller must pack all states again. Changes nothing where
  /// it throws.
  func widen(to wider: StateLayout) throws(Cancelled) {
    try prepareMasks(for: wider)
    layout = wider
    current.resize(to: layout.words, filling: 0)
    next.resize(to: layout.words, filling: 0)
  }

  /// A variable with a value that its field has no room for.
  struct Need {
    let variable: Int
    let code: Int
  }

  private func prepareMasks(for layout: StateLayout) throws(Cancelled) {
    let masks = Storage<MoveMasks>()
    let tests = Storage<WordTest>()
    let writes = Storage<WordWrite>()
    let conjuncts = Storage<Int>()
    let computed = Storage<Computed>()
    for move in moves {
      try cancellation.check()
      var isPossible = true
      let firstTest = tests.count
      var positive: [Int: (mask: UInt64, value: UInt64)] = [:]
      for literal in move.literals {
        let slot = layout.slots[literal.variable]
        guard let field = layout.field(of: literal.variable, for: literal.code) else {
          if literal.isPositive { isPossible = false }
          continue
        }
        let mask = slot.mask << slot.shift
        let value = field << slot.shift
        if literal.isPositive {
          let known = positive[slot.word] ?? (0, 0)
          if known.mask & mask & (known.value ^ value) != 0 { isPossible = false }
          positive[slot.word] = (known.mask | mask, known.value | value)
        } else {
          tests.append(WordTest(word: slot.word, mask: mask, value: value, isPositive: false))
        }
      }
      for (word, test) in positive.sorted(by: { $0.key < $1.key }) {
        tests.append(WordTest(word: word, mask: test.mask, value: test.value, isPositive: true))
      }
      let firstWrite = writes.count
      var words: [Int: (keep: UInt64, value: UInt64)] = [:]
      for (variable, code) in move.constants {
        let slot = layout.slots[variable]
        let field = layout.field(of: variable, for: code) ?? 0
        let known = words[slot.word] ?? (.max, 0)
        words[slot.word] = (
          known.keep & ~(slot.mask << slot.shift), known.value | field << slot.shift
        )
      }
      for (word, write) in words.sorted(by: { $0.key < $1.key }) {
        writes.append(WordWrite(word: word, keep: write.keep, value: write.value))
      }
      let firstConjunct = conjuncts.count
      for program in move.conjuncts { conjuncts.append(program) }
      let firstComputed = computed.count
      for (variable, program) in move.computed {
        computed.append(Computed(variable: variable, program: program))
      }
      masks.append(
        MoveMasks(
          isPossible: isPossible, isFailure: move.isFailure, hasFaults: !move.faults.isEmpty,
          tests: Span(start: firstTest, end: tests.count),
          conjuncts: Span(start: firstConjunct, end: conjuncts.count),
          writes: Span(start: firstWrite, end: writes.count),
          computed: Span(start: firstComputed, end: computed.count)))
    }
    self.masks = masks
    self.tests = tests
    self.writes = writes
    self.conjuncts = conjuncts
    self.computed = computed
  }

  /// A constant that some update writes and that the layout has no room for yet.
  var missingConstant: Need? {
    for move in moves {
      for (variable, code) in move.constants where layout.field(of: variable, for: code) == nil {
        return Need(variable: variable, code: code)
      }
    }
    return nil
  }

  /// Makes a state the current one.
  func load(_ state: UnsafePointer<UInt64>) {
    current.base.update(from: state, count: layout.words)
    for index in 0..<read.count {
      let variable = read.base[index]
      machine.set(variable, to: layout.code(of: variable, in: state))
    }
    machine.runShared()
  }

  /// Whether a compiled condition holds in the loaded state.
  func holds(_ program: Int) -> Bool { machine.holds(program) }

  /// Whether a move is enabled in the loaded state.
  @inline(__always)
  func isEnabled(_ move: Int) -> Bool {
    let mask = masks.base[move]
    guard mask.isPossible else { return false }
    var index = mask.tests.start
    while index < mask.tests.end {
      let test = tests.base[index]
      if (current.base[test.word] & test.mask == test.value) != test.isPositive { return false }
      index += 1
    }
    index = mask.conjuncts.start
    while index < mask.conjuncts.end {
      if !machine.holds(conjuncts.base[index]) { return false }
      index += 1
    }
    return true
  }

  /// Makes a move from the loaded state, so that `next` is the state after it.
  ///
  /// - Returns: The value that the layout has no room for; `nil` on success.
  @inline(__always)
  func make(_ move: Int) -> Need? {
    let mask = masks.base[move]
    next.base.update(from: current.base, count: layout.words)
    var index = mask.writes.start
    while index < mask.writes.end {
      let write = writes.base[index]
      next.base[write.word] = next.base[write.word] & write.keep | write.value
      index += 1
    }
    index = mask.computed.start
    while index < mask.computed.end {
      let update = computed.base[index]
      let code = machine.code(of: update.program)
      if !layout.write(code, of: update.variable, to: next.base) {
        return Need(variable: update.variable, code: code)
      }
      index += 1
    }
    return nil
  }

  /// Whether a move is the failure of its step.
  @inline(__always)
  func isFailure(_ move: Int) -> Bool { masks.base[move].isFailure }

  /// Whether a move has any faults.
  @inline(__always)
  func hasFaults(_ move: Int) -> Bool { masks.base[move].hasFaults }

  /// The fault of an enabled move in the loaded state; double writes come first.
  func fault(_ move: Int) -> Fault? {
    let found = moves[move].faults.filter { machine.holds($0.program) }.map {
      system.transitions[moves[move].move.transition].faults[$0.fault]
    }
    return found.first { $0.kind == .doubleWrite } ?? found.first
  }

  /// The values of a packed state.
  func values(of state: UnsafePointer<UInt64>) -> [Value] {
    system.variables.indices.map { codes.value(layout.code(of: $0, in: state)) }
  }
}
