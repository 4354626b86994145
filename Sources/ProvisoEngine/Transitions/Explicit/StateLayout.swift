import ProvisoKernel

/// Where each variable's value lies in the words of a packed state.
///
/// A variable with few values has a field just wide enough for the number of its value. Any other has the
/// code of its value itself, in 8 bits until a value comes that needs more (see ``widened(_:for:)``).
struct StateLayout {
  /// A field, never across two words.
  struct Slot: BitwiseCopyable {
    var word = 0
    var shift: UInt64 = 0
    var bits = 0
    var mask: UInt64 = 0
    /// Where the codes of its values begin in `decode`; below zero: the field is the code.
    var table = -1
    /// How many values the table has.
    var size = 0
    /// Where its part of `encode` begins, and how many places of the value table that covers.
    var inverse = 0
    var inverseSize = 0
  }

  private(set) var slots: [Slot] = []
  /// How many words a state takes.
  private(set) var words = 1
  private var decode: [Int] = []
  private var encode: [Int32] = []
  /// For each variable the codes of its values, or how many bits its codes take.
  private let fields: [Field]

  enum Field {
    case values([Int])
    case code(bits: Int)
  }

  init(_ fields: [Field]) {
    self.fields = fields
    slots = fields.map { _ in Slot() }
    for (place, field) in fields.enumerated() {
      switch field {
      case .code(let bits):
        slots[place].bits = bits
      case .values(let codes):
        slots[place].bits =
          codes.count < 2 ? 0 : Int.bitWidth - (codes.count - 1).leadingZeroBitCount
        addTable(codes, at: place)
      }
      let bits = slots[place].bits
      slots[place].mask = bits == 64 ? .max : (UInt64(1) << UInt64(bits)) - 1
    }
    // Wide fields first: whatever is left of a word is filled by narrow ones.
    var room: [Int] = []
    for place in slots.indices.sorted(by: { slots[$0].bits > slots[$1].bits }) {
      let bits = slots[place].bits
      let word: Int
      // Only the last words can have room for long: a linear search through all would be quadratic.
      if let found = room.indices.suffix(4).first(where: { room[$0] >= bits }) {
        word = found
      } else {
        word = room.count
        room.append(64)
      }
      slots[place].word = word
      slots[place].shift = bits == 0 ? 0 : UInt64(64 - room[word])
      room[word] -= bits
    }
    words = max(room.count, 1)
  }

  private mutating func addTable(_ codes: [Int], at place: Int) {
    slots[place].table = decode.count
    slots[place].size = codes.count
    decode += codes
    let largest = codes.compactMap(ValueCodes.place).max() ?? -1
    slots[place].inverse = encode.count
    slots[place].inverseSize = largest + 1
    encode += Array(repeating: -1, count: largest + 1)
    for (number, code) in codes.enumerated() {
      if let inside = ValueCodes.place(code) {
        encode[slots[place].inverse + inside] = Int32(number)
      }
    }
  }

  /// A layout in which the variable has room for the code.
  func widened(_ variable: Int, for code: Int) -> StateLayout {
    var bits = 8
    while bits < 64 && !StateLayout.fits(code, bits: bits) { bits *= 2 }
    var fields = fields
    if case .values(let codes) = fields[variable] {
      for known in codes {
        while bits < 64 && !StateLayout.fits(known, bits: bits) { bits *= 2 }
      }
    }
    fields[variable] = .code(bits: bits)
    return StateLayout(fields)
  }

  private static func fits(_ code: Int, bits: Int) -> Bool {
    (code << (64 - bits)) >> (64 - bits) == code
  }

  /// The code of a variable's value in a state.
  func code(of variable: Int, in words: UnsafePointer<UInt64>) -> Int {
    let slot = slots[variable]
    let field = (words[slot.word] >> slot.shift) & slot.mask
    if slot.table >= 0 { return decode[slot.table + Int(field)] }
    let unused = 64 - slot.bits
    return (Int(bitPattern: UInt(field)) << unused) >> unused
  }

  /// The field for a code, not yet shifted to its place; `nil` where the layout has no room for it.
  func field(of variable: Int, for code: Int) -> UInt64? {
    let slot = slots[variable]
    guard slot.table >= 0 else {
      return StateLayout.fits(code, bits: slot.bits)
        ? UInt64(UInt(bitPattern: code)) & slot.mask : nil
    }
    if let place = ValueCodes.place(code) {
      guard place < slot.inverseSize else { return nil }
      let number = encode[slot.inverse + place]
      return number < 0 ? nil : UInt64(number)
    }
    for number in 0..<slot.size where decode[slot.table + number] == code { return UInt64(number) }
    return nil
  }

  /// Writes a variable's value into a state; false where the layout has no room for it.
  func write(_ code: Int, of variable: Int, to words: UnsafeMutablePointer<UInt64>) -> Bool {
    guard let field = field(of: variable, for: code) else { return false }
    let slot = slots[variable]
    words[slot.word] = words[slot.word] & ~(slot.mask << slot.shift) | field << slot.shift
    return true
  }
}
