import ProvisoKernel

/// The layout of a packed state: the bits of its words that hold each variable.
///
/// A variable with a finite sort has a field just wide enough for the index of its value among the
/// sort's values. Any other variable has the code of its value, in 8 bits until a value needs more
/// (see ``widened(_:for:)``).
struct StateLayout {
  /// The field of one variable; it never crosses two words.
  struct Slot: BitwiseCopyable {
    var word = 0
    var shift: UInt64 = 0
    var bits = 0
    var mask: UInt64 = 0
    /// The index in `decode` of the codes of its values; negative if the field holds the code
    /// itself.
    var table = -1
    /// The number of values in the table.
    var size = 0
    /// The start of its part of `encode`.
    var inverse = 0
    /// The length of that part: it covers the value table's indices from 0 on.
    var inverseSize = 0
  }

  private(set) var slots: [Slot] = []
  /// The number of 64-bit words of a state.
  private(set) var words = 1
  private var decode: [Int] = []
  private var encode: [Int32] = []
  /// For each variable, the codes of its values, or the width of its codes in bits.
  private let fields: [Field]

  enum Field {
    case values([Int])
    case code(bits: Int)
  }

  init(_ fields: [Field]) {
    self.fields = fields
    slots = fields.map { _ in Slot() }
    for (index, field) in fields.enumerated() {
      switch field {
      case .code(let bits):
        slots[index].bits = bits
      case .values(let codes):
        slots[index].bits =
          codes.count < 2 ? 0 : Int.bitWidth - (codes.count - 1).leadingZeroBitCount
        addTable(codes, at: index)
      }
      let bits = slots[index].bits
      slots[index].mask = bits == 64 ? .max : (UInt64(1) << UInt64(bits)) - 1
    }
    // Wide fields first, so that narrow ones fill the rest of each word.
    var room: [Int] = []
    for index in slots.indices.sorted(by: { slots[$0].bits > slots[$1].bits }) {
      let bits = slots[index].bits
      let word: Int
      // Search only the last four words: earlier ones are mostly full, and a search through all
      // would be quadratic.
      if let found = room.indices.suffix(4).first(where: { room[$0] >= bits }) {
        word = found
      } else {
        word = room.count
        room.append(64)
      }
      slots[index].word = word
      slots[index].shift = bits == 0 ? 0 : UInt64(64 - room[word])
      room[word] -= bits
    }
    words = max(room.count, 1)
  }

  /// The same layout, whose memory no other thread counts references to.
  func copy() -> StateLayout { StateLayout(fields) }

  private mutating func addTable(_ codes: [Int], at index: Int) {
    slots[index].table = decode.count
    slots[index].size = codes.count
    decode += codes
    let largest = codes.compactMap(ValueCodes.index).max() ?? -1
    slots[index].inverse = encode.count
    slots[index].inverseSize = largest + 1
    encode += Array(repeating: -1, count: largest + 1)
    for (number, code) in codes.enumerated() {
      if let inside = ValueCodes.index(code) {
        encode[slots[index].inverse + inside] = Int32(number)
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

  /// The field's value for a code, not yet shifted; `nil` where the layout has no room for it.
  func field(of variable: Int, for code: Int) -> UInt64? {
    let slot = slots[variable]
    guard slot.table >= 0 else {
      return StateLayout.fits(code, bits: slot.bits)
        ? UInt64(UInt(bitPattern: code)) & slot.mask : nil
    }
    if let index = ValueCodes.index(code) {
      guard index < slot.inverseSize else { return nil }
      let number = encode[slot.inverse + index]
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
