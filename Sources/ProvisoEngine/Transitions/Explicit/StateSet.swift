/// A set of packed states that numbers them in the order in which they are added.
///
/// It is a hash table with open addressing and linear probing over one array of states. An entry
/// has the state's number plus one in its lower half and part of the state's hash in its upper
/// half, so full comparisons are rare for different states. The table grows at a load of 5/8; a
/// state costs its words plus 13 to 26 bytes.
final class StateSet {
  let width: Int
  private(set) var count = 0
  private let words: Storage<UInt64>
  private var table: Storage<UInt64>
  private var mask: Int

  private static let tagMask: UInt64 = 0xFFFF_FFFF_0000_0000

  /// Makes an empty set of states of `width` 64-bit words.
  init(width: Int) {
    self.width = width
    words = Storage(capacity: width * 64)
    table = Storage(repeating: 0, count: 256)
    mask = 255
  }

  /// A state by its number. The pointer is valid until the next insertion.
  subscript(number: Int) -> UnsafePointer<UInt64> {
    assert(number >= 0 && number < count)
    return UnsafePointer(words.base + number * width)
  }

  /// The hash of a state.
  @inline(__always)
  func hash(_ state: UnsafePointer<UInt64>) -> UInt64 {
    // The finalizer of MurmurHash3 (A. Appleby, public domain), word by word.
    var h: UInt64 = 0x9E37_79B9_7F4A_7C15
    for index in 0..<width {
      h ^= state[index]
      h ^= h >> 33
      h = h &* 0xFF51_AFD7_ED55_8CCD
      h ^= h >> 33
      h = h &* 0xC4CE_B9FE_1A85_EC53
    }
    return h ^ (h >> 33)
  }

  @inline(__always)
  private func isEqual(_ number: Int, _ state: UnsafePointer<UInt64>) -> Bool {
    let known = words.base + number * width
    for index in 0..<width where known[index] != state[index] { return false }
    return true
  }

  /// Adds a state unless it is known. Returns its number, and whether it is new.
  func insert(_ state: UnsafePointer<UInt64>) -> (number: Int, isNew: Bool) {
    insert(state, hash: hash(state))
  }

  /// Adds a state with this hash unless it is known. Returns its number, and whether it is new.
  @inline(__always)
  func insert(_ state: UnsafePointer<UInt64>, hash: UInt64) -> (number: Int, isNew: Bool) {
    let tag = hash & StateSet.tagMask
    var index = Int(truncatingIfNeeded: hash) & mask
    let entries = table.base
    while true {
      let entry = entries[index]
      if entry == 0 { break }
      if entry & StateSet.tagMask == tag {
        let number = Int(entry & 0xFFFF_FFFF) - 1
        if isEqual(number, state) { return (number, false) }
      }
      index = (index + 1) & mask
    }
    let number = count
    entries[index] = tag | UInt64(number + 1)
    words.append(state, count: width)
    count += 1
    if count * 8 > (mask + 1) * 5 { grow() }
    return (number, true)
  }

  /// The number of a state; `nil` where it is not in the set.
  func number(of state: UnsafePointer<UInt64>) -> Int? { number(of: state, hash: hash(state)) }

  /// The number of a state with this hash; `nil` where it is not in the set. Several threads may ask at
  /// once while none adds a state.
  @inline(__always)
  func number(of state: UnsafePointer<UInt64>, hash: UInt64) -> Int? {
    let tag = hash & StateSet.tagMask
    var index = Int(truncatingIfNeeded: hash) & mask
    while true {
      let entry = table.base[index]
      if entry == 0 { return nil }
      if entry & StateSet.tagMask == tag {
        let number = Int(entry & 0xFFFF_FFFF) - 1
        if isEqual(number, state) { return number }
      }
      index = (index + 1) & mask
    }
  }

  /// Reads the entries of several states, and the states there.
  ///
  /// The entry of a state is seldom in a cache, and the loads of this loop do not depend on each other, so the
  /// processor waits for them together. What then looks up one state after the other finds them in a cache.
  ///
  /// - Returns: a number without a meaning. A caller who keeps it keeps the loads.
  func warm(_ hashes: UnsafePointer<UInt64>, count: Int) -> UInt64 {
    let entries = table.base
    var sum: UInt64 = 0
    for index in 0..<count { sum &+= entries[Int(truncatingIfNeeded: hashes[index]) & mask] }
    for index in 0..<count {
      let entry = entries[Int(truncatingIfNeeded: hashes[index]) & mask]
      if entry != 0, (entry ^ hashes[index]) & StateSet.tagMask == 0 {
        sum &+= words.base[(Int(entry & 0xFFFF_FFFF) - 1) * width]
      }
    }
    return sum
  }

  /// The largest limit on states. A search exceeds its limit by the successors of one state, whose
  /// numbers must still fit into 32 bits.
  static let mostStates = Int(UInt32.max) / 2

  private func grow() {
    let size = (mask + 1) * 2
    // Free the old table before allocating the new one; it can be rebuilt from the states.
    table = Storage(capacity: 1)
    table = Storage(repeating: 0, count: size)
    mask = size - 1
    for number in 0..<count {
      let hash = hash(UnsafePointer(words.base + number * width))
      var index = Int(truncatingIfNeeded: hash) & mask
      while table.base[index] != 0 { index = (index + 1) & mask }
      table.base[index] = (hash & StateSet.tagMask) | UInt64(number + 1)
    }
  }
}
