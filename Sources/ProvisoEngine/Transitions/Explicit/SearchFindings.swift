import ProvisoKernel

/// The findings of a search through states: faults, and the states that decide properties.
struct SearchFindings {
  /// A state from which a move meets a fault.
  struct FaultFound {
    let state: Int
    let move: Int
    let fault: Fault
  }

  /// The findings for one property.
  struct Finding {
    /// States that violate it, or, for `reachable`, meet it; nearest first.
    var states: [Int] = []
    /// Whether some state leaves it open.
    var isOpen = false
  }

  private(set) var faults: [FaultFound] = []
  private(set) var properties: [Finding]
  /// The signs that visits have to look for.
  let wanted: WantedSigns
  /// The number of states to keep for each property.
  private let mostFound: Int

  init(_ properties: [CompiledProperty], mostFound: Int) {
    self.properties = Array(repeating: Finding(), count: properties.count)
    self.mostFound = mostFound
    wanted = WantedSigns(properties)
  }

  /// Keeps the first fault, and the first double write. A double write is an error; other faults
  /// only leave properties undecided.
  mutating func add(_ fault: Fault, of move: Int, at state: Int) {
    let isFirstDoubleWrite =
      fault.kind == .doubleWrite && !faults.contains { $0.fault.kind == .doubleWrite }
    guard faults.isEmpty || isFirstDoubleWrite else { return }
    faults.append(FaultFound(state: state, move: move, fault: fault))
  }

  mutating func add(_ sign: VisitedStates.Sign, at state: Int) {
    if sign.isOpen {
      properties[sign.property].isOpen = true
      wanted.endOpen(of: sign.property)
    } else if properties[sign.property].states.count < mostFound {
      properties[sign.property].states.append(state)
      if properties[sign.property].states.count == mostFound {
        wanted.endStates(of: sign.property)
      }
    }
  }
}

/// The signs that a search still needs of its properties: a state that leaves one open, and states that decide
/// it.
final class WantedSigns {
  private let flags: Storage<UInt8>

  private static let open: UInt8 = 1
  private static let state: UInt8 = 2

  init(_ properties: [CompiledProperty]) {
    flags = Storage(
      properties.map { property in
        var flags: UInt8 = property.open == nil ? 0 : Self.open
        if case .overRuns = property.question { return flags }
        flags |= Self.state
        return flags
      })
  }

  @inline(__always)
  func isAny(of property: Int) -> Bool { flags.base[property] != 0 }

  func isOpen(of property: Int) -> Bool { flags.base[property] & Self.open != 0 }

  func isState(of property: Int) -> Bool { flags.base[property] & Self.state != 0 }

  func endOpen(of property: Int) { flags.base[property] &= ~Self.open }

  func endStates(of property: Int) { flags.base[property] &= ~Self.state }
}
