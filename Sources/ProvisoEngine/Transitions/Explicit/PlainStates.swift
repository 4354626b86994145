import ProvisoKernel

/// The states of a search without their monitors, each once.
final class PlainStates {
  let monitors: [Int]
  private(set) var states: StateSet
  private var mask: [UInt64] = []
  private let projected: Storage<UInt64>

  /// `nil` if the system has no monitors, so that states and plain states are the same.
  init?(_ compiled: CompiledSystem) {
    let variables = compiled.system.variables
    monitors = variables.indices.filter { variables[$0].isMonitor }
    guard !monitors.isEmpty else { return nil }
    states = StateSet(width: compiled.layout.words)
    projected = Storage(repeating: 0, count: compiled.layout.words)
    prepare(for: compiled.layout)
  }

  private func prepare(for layout: StateLayout) {
    projected.resize(to: layout.words, filling: 0)
    mask = Array(repeating: .max, count: layout.words)
    for monitor in monitors {
      let slot = layout.slots[monitor]
      mask[slot.word] &= ~(slot.mask << slot.shift)
    }
  }

  var count: Int { states.count }

  subscript(number: Int) -> UnsafePointer<UInt64> { states[number] }

  /// Adds a state; false if one that differs only in monitors was added before.
  func insert(_ state: UnsafePointer<UInt64>) -> Bool {
    for word in mask.indices { projected.base[word] = state[word] & mask[word] }
    return states.insert(projected.base).isNew
  }

  /// Takes the same states in a new layout.
  func take(_ repacked: StateSet, in layout: StateLayout) {
    states = repacked
    prepare(for: layout)
  }
}
