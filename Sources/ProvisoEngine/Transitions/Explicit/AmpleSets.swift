import ProvisoKernel

/// The program locations at which a thread can move alone. For every run, some run makes these moves
/// first and gives the same answers.
///
/// This is partial-order reduction with ample sets (D. Peled, "All from one, one for all: on model
/// checking using representatives", CAV 1993). Here the sets are static, read from the program's
/// transitions: a location qualifies under three conditions. Every variable that its moves share
/// with another thread is only read, no property sees a change, and the location lies on no loop, so
/// that no move is postponed for ever. In a search, such a location then costs one
/// successor for its own moves instead of one for every thread's.
///
/// The reduction needs threads of their own. It did not help on plans of infrastructure, where almost every
/// step writes shared state; down-closed sets cover those.
struct AmpleSets {
  /// The codes of the locations, by the control variables of the threads.
  private(set) var locations: [Int: Set<Int>] = [:]

  /// The parts of the state that one transition reads and writes.
  private struct Footprint {
    /// The control variable of its thread, and the location at which the thread must be.
    let home: (variable: Int, location: Value)?
    var reads: Set<Int> = []
    var writes: Set<Int> = []
    /// The location to which it moves its thread; `nil` if that is not constant.
    var target: Value?
    /// Whether it reads or changes the location of another thread.
    var isGlobal = false
    let canFault: Bool
  }

  /// `nil` where no location qualifies, or where a property is about whole runs: there the order of
  /// independent steps matters.
  init?(
    _ system: TransitionSystem, properties: [StateProperty], compiled: CompiledSystem,
    cancellation: Cancellation
  ) throws(Cancelled) {
    guard system.control.count > 1 else { return nil }
    var reader = ControlReader(system)
    for property in properties {
      if case .overRuns = property.question { return nil }
      reader.read(property.holds)
      reader.read(property.open)
    }
    for variable in system.variables {
      if let condition = variable.remembers { reader.read(condition) }
    }
    // A move that changes a variable of a property must be interleaved with the others.
    let visible = reader.variables
    var footprints: [Footprint] = []
    for transition in system.transitions {
      try cancellation.check()
      footprints.append(Self.footprint(transition, in: system, reader: &reader))
    }
    var users: [Int: Set<Int>] = [:]
    var writers: [Int: Set<Int>] = [:]
    for footprint in footprints {
      let owner = footprint.home?.variable ?? -1
      for variable in footprint.reads.union(footprint.writes) {
        users[variable, default: []].insert(owner)
      }
      for variable in footprint.writes { writers[variable, default: []].insert(owner) }
    }
    for control in system.control {
      try cancellation.check()
      let own = footprints.filter { $0.home?.variable == control }
      let loops = Self.locations(onLoops: own)
      let byLocation = Dictionary(grouping: own) { $0.home?.location ?? .null }
      for (location, moves) in byLocation {
        try cancellation.check()
        let isAlone = moves.allSatisfy { move in
          guard !move.isGlobal, !move.canFault, let target = move.target else { return false }
          return !reader.sees(control, location) && !reader.sees(control, target)
            && !loops.contains(location)
            && move.writes.isDisjoint(with: visible)
            && move.writes.allSatisfy { users[$0]?.subtracting([control]).isEmpty ?? true }
            && move.reads.allSatisfy { writers[$0]?.subtracting([control]).isEmpty ?? true }
        }
        if isAlone { locations[control, default: []].insert(compiled.codes.code(location)) }
      }
    }
    if locations.isEmpty { return nil }
  }

  private static func footprint(
    _ transition: Transition, in system: TransitionSystem, reader: inout ControlReader
  ) -> Footprint {
    var home: (variable: Int, location: Value)?
    var conditions: [Term] = []
    for requirement in transition.requirements {
      if home == nil, let location = system.location(saidBy: requirement.condition) {
        home = location
      } else {
        conditions.append(requirement.condition)
      }
    }
    var footprint = Footprint(home: home, canFault: !transition.faults.isEmpty)
    let control = Set(system.control)
    conditions += transition.faults.map(\.condition)
    for update in transition.updates {
      if control.contains(update.variable) {
        let targets = system.locations(of: update.value, in: update.variable)
        if update.variable == home?.variable, let targets, targets.count == 1 {
          footprint.target = targets[0]
          continue
        }
        footprint.isGlobal = true
        guard let targets else {
          reader.watchAll(update.variable)
          continue
        }
        // Its requirement on that thread's location is read below.
        for target in targets { reader.watch(update.variable, target) }
        reader.read(update.value)
        continue
      }
      // A monitor changes only with the condition that it remembers, and the properties' variables
      // include those of the condition.
      if system.variables[update.variable].remembers != nil { continue }
      footprint.writes.insert(update.variable)
      conditions.append(update.value)
    }
    let read = system.terms.variables(in: conditions)
    footprint.reads = read.subtracting(control)
    if !read.isDisjoint(with: control) {
      footprint.isGlobal = true
      for condition in conditions { reader.read(condition) }
    }
    return footprint
  }

  /// The locations that may lie on a loop of the thread.
  private static func locations(onLoops moves: [Footprint]) -> Set<Value> {
    var next: [Value: Set<Value>] = [:]
    for move in moves {
      guard let from = move.home?.location, let to = move.target else { continue }
      next[from, default: []].insert(to)
    }
    // Remove locations without successors, and repeat: every location on a loop stays.
    var left = next
    while true {
      let ends = left.filter { $0.value.allSatisfy { left[$0] == nil } }.keys
      if ends.isEmpty { return Set(left.keys) }
      for end in ends { left[end] = nil }
    }
  }
}

/// Collects the threads' locations that conditions depend on.
private struct ControlReader {
  private let system: TransitionSystem
  private let control: Set<Int>
  /// The locations that conditions test, by thread.
  private var watched: [Int: Set<Value>] = [:]
  /// The threads whose every location may matter.
  private var isOpen: Set<Int> = []
  /// The other variables that conditions read.
  private(set) var variables: Set<Int> = []
  private var met: Set<Term> = []

  init(_ system: TransitionSystem) {
    self.system = system
    control = Set(system.control)
  }

  mutating func read(_ term: Term) {
    var open = [term]
    while let top = open.popLast() {
      guard met.insert(top).inserted else { continue }
      if let (variable, value) = system.location(saidBy: top) {
        watched[variable, default: []].insert(value)
        continue
      }
      if case .variable(let variable) = system.terms[top] {
        if control.contains(variable) {
          isOpen.insert(variable)
        } else {
          variables.insert(variable)
        }
      }
      open += system.terms[top].operands
    }
  }

  mutating func watch(_ variable: Int, _ location: Value) {
    watched[variable, default: []].insert(location)
  }

  mutating func watchAll(_ variable: Int) { isOpen.insert(variable) }

  func sees(_ variable: Int, _ location: Value) -> Bool {
    isOpen.contains(variable) || watched[variable]?.contains(location) ?? false
  }
}
