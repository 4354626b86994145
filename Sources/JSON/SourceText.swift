/// The text of a document in UTF-8, without a byte order mark.
struct SourceText: Sendable {
  nonisolated(unsafe) let bytes: UnsafeMutablePointer<UInt8>
  let count: Int
  /// The offset at which the text begins in the file, in bytes; nil if the text was converted.
  let sourceOffset: Int?
  /// Keeps `bytes` alive.
  private let owner: SourceBuffer

  /// Removes a byte order mark, and converts from UTF-16 if the mark says so.
  init(_ source: SourceBuffer, name: String) throws(JSONError) {
    let bytes = source.bytes
    let count = source.count
    if count >= 4, bytes[0] == 0xff, bytes[1] == 0xfe, bytes[2] == 0, bytes[3] == 0 {
      throw .unsupportedEncoding(name: name, encoding: "UTF-32")
    }
    if count >= 2, bytes[0] == 0xff, bytes[1] == 0xfe {
      try self.init(utf16: source, bigEndian: false, name: name)
    } else if count >= 2, bytes[0] == 0xfe, bytes[1] == 0xff {
      try self.init(utf16: source, bigEndian: true, name: name)
    } else {
      let mark = count >= 3 && bytes[0] == 0xef && bytes[1] == 0xbb && bytes[2] == 0xbf ? 3 : 0
      self.init(owner: source, mark: mark, sourceOffset: mark)
    }
  }

  private init(owner: SourceBuffer, mark: Int, sourceOffset: Int?) {
    bytes = owner.bytes + mark
    count = owner.count - mark
    self.sourceOffset = sourceOffset
    self.owner = owner
  }

  private init(utf16 source: SourceBuffer, bigEndian: Bool, name: String) throws(JSONError) {
    let units = (source.count - 2) / 2
    if !source.count.isMultiple(of: 2) {
      throw .invalidUTF16(name: name, offset: source.count - 1, what: "half a code unit at its end")
    }
    // A code unit needs at most three bytes; a surrogate pair needs four.
    let (capacity, overflow) = units.multipliedReportingOverflow(by: 3)
    if overflow { throw .tooLarge(name: name) }
    let converted = try SourceBuffer.filled(capacity: capacity, name: name) {
      (output) throws(JSONError) in
      try Self.convert(
        source.bytes + 2, units: units, bigEndian: bigEndian, to: output, name: name)
    }
    self.init(owner: converted, mark: 0, sourceOffset: nil)
  }

  /// Converts UTF-16 to UTF-8, and returns the number of bytes written.
  private static func convert(
    _ input: UnsafePointer<UInt8>, units: Int, bigEndian: Bool,
    to output: UnsafeMutablePointer<UInt8>, name: String
  ) throws(JSONError) -> Int {
    func unit(_ position: Int) -> UInt32 {
      let first = UInt32(input[2 * position])
      let second = UInt32(input[2 * position + 1])
      return bigEndian ? first << 8 | second : second << 8 | first
    }
    var written = 0
    var position = 0
    while position < units {
      var scalar = unit(position)
      position += 1
      if scalar & 0xf800 == 0xd800 {
        guard scalar < 0xdc00, position < units, unit(position) & 0xfc00 == 0xdc00 else {
          throw .invalidUTF16(
            name: name, offset: 2 * position, what: "half of a surrogate pair")
        }
        scalar = 0x10000 + (scalar & 0x3ff) << 10 + unit(position) & 0x3ff
        position += 1
      }
      written += encode(scalar, to: output + written)
    }
    return written
  }

  private static func encode(_ scalar: UInt32, to output: UnsafeMutablePointer<UInt8>) -> Int {
    func continuation(_ shift: UInt32) -> UInt8 { UInt8(0x80 | (scalar >> shift) & 0x3f) }
    switch scalar {
    case 0..<0x80:
      output[0] = UInt8(scalar)
      return 1
    case 0x80..<0x800:
      output[0] = UInt8(0xc0 | scalar >> 6)
      output[1] = continuation(0)
      return 2
    case 0x800..<0x10000:
      output[0] = UInt8(0xe0 | scalar >> 12)
      output[1] = continuation(6)
      output[2] = continuation(0)
      return 3
    default:
      output[0] = UInt8(0xf0 | (scalar >> 18) & 7)
      output[1] = continuation(12)
      output[2] = continuation(6)
      output[3] = continuation(0)
      return 4
    }
  }
}
