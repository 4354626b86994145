import ProvisoKernel

/// Where a thread of a program can go on alone, whatever the others do meanwhile: every run has one with
/// these moves first that shows the same.
///
/// The idea is that of ample sets (D. Peled, "All from one, one for all: on model checking using
/// representatives", CAV 1993), told from the text of the program: at such a place no move reads or writes
/// what another thread writes, none writes what another thread reads, no question sees a change, and the
/// place lies on no loop, so that nothing is put off for ever.
struct AmpleSets {
  /// The codes of the places, by the control variables of the threads.
  private(set) var places: [Int: Set<Int>] = [:]

  /// What one transition touches.
  private struct Touch {
    /// The control variable that it belongs to, and where that stands.
    let home: (variable: Int, place: Value)?
    var reads: Set<Int> = []
    var writes: Set<Int> = []
    /// Where it takes its thread; `nil` where that is no constant.
    var target: Value?
    /// Whether other threads' places matter to it or change by it.
    var isGlobal = false
    let canFault: Bool
  }

  /// `nil` where a question is about whole runs: which steps are taken in turn matters there.
  init?(_ system: TransitionSystem, _ properties: [StateProperty], _ compiled: CompiledSystem) {
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
    // What a question reads must not change unseen.
    let visible = reader.variables
    let touches = system.transitions.map { Self.touch($0, system, &reader) }
    var users: [Int: Set<Int>] = [:]
    var writers: [Int: Set<Int>] = [:]
    for touch in touches {
      let owner = touch.home?.variable ?? -1
      for variable in touch.reads.union(touch.writes) { users[variable, default: []].insert(owner) }
      for variable in touch.writes { writers[variable, default: []].insert(owner) }
    }
    for control in system.control {
      let own = touches.filter { $0.home?.variable == control }
      let loops = Self.places(onLoops: own)
      let byPlace = Dictionary(grouping: own) { $0.home?.place ?? .null }
      for (place, moves) in byPlace {
        let isAlone = moves.allSatisfy { move in
          guard !move.isGlobal, !move.canFault, let target = move.target else { return false }
          return !reader.sees(control, place) && !reader.sees(control, target)
            && !loops.contains(place)
            && move.writes.isDisjoint(with: visible)
            && move.writes.allSatisfy { users[$0]?.subtracting([control]).isEmpty ?? true }
            && move.reads.allSatisfy { writers[$0]?.subtracting([control]).isEmpty ?? true }
        }
        if isAlone { places[control, default: []].insert(compiled.codes.code(place)) }
      }
    }
    if places.isEmpty { return nil }
  }

  private static func touch(
    _ transition: Transition, _ system: TransitionSystem, _ reader: inout ControlReader
  ) -> Touch {
    var home: (variable: Int, place: Value)?
    var conditions: [Term] = []
    for requirement in transition.requirements {
      if home == nil, let place = system.place(saidBy: requirement.condition) {
        home = place
      } else {
        conditions.append(requirement.condition)
      }
    }
    var touch = Touch(home: home, canFault: !transition.faults.isEmpty)
    let control = Set(system.control)
    conditions += transition.faults.map(\.condition)
    for update in transition.updates {
      if control.contains(update.variable) {
        let targets = system.places(of: update.value, in: update.variable)
        if update.variable == home?.variable, let targets, targets.count == 1 {
          touch.target = targets[0]
          continue
        }
        touch.isGlobal = true
        guard let targets else {
          reader.watchAll(update.variable)
          continue
        }
        // It also requires that thread to stand somewhere, which is read below.
        for target in targets { reader.watch(update.variable, target) }
        reader.read(update.value)
        continue
      }
      // A memory of what held before is asked with the condition: whoever leaves that alone changes nothing.
      if system.variables[update.variable].remembers != nil { continue }
      touch.writes.insert(update.variable)
      conditions.append(update.value)
    }
    let read = system.terms.variables(in: conditions)
    touch.reads = read.subtracting(control)
    if !read.isDisjoint(with: control) {
      touch.isGlobal = true
      for condition in conditions { reader.read(condition) }
    }
    return touch
  }

  /// The places from which a thread can come back to them.
  private static func places(onLoops moves: [Touch]) -> Set<Value> {
    var next: [Value: Set<Value>] = [:]
    for move in moves {
      guard let from = move.home?.place, let to = move.target else { continue }
      next[from, default: []].insert(to)
    }
    // Places that lead nowhere that leads on are on no loop, and so on; what is left may be.
    var left = next
    while true {
      let ends = left.filter { $0.value.allSatisfy { left[$0] == nil } }.keys
      if ends.isEmpty { return Set(left.keys) }
      for end in ends { left[end] = nil }
    }
  }
}

/// Finds which places of threads conditions ask about.
private struct ControlReader {
  private let system: TransitionSystem
  private let control: Set<Int>
  /// The places that are asked about, by thread.
  private var watched: [Int: Set<Value>] = [:]
  /// The threads of which anything may be asked.
  private var isOpen: Set<Int> = []
  /// The other variables that were read.
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
      if let (variable, value) = system.place(saidBy: top) {
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

  mutating func watch(_ variable: Int, _ place: Value) {
    watched[variable, default: []].insert(place)
  }

  mutating func watchAll(_ variable: Int) { isOpen.insert(variable) }

  func sees(_ variable: Int, _ place: Value) -> Bool {
    isOpen.contains(variable) || watched[variable]?.contains(place) ?? false
  }
}
