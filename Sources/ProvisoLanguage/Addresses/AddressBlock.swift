/// A block of IPv4 or IPv6 addresses in CIDR notation (RFC 4632, RFC 4291), host bits allowed.
struct AddressBlock {
  /// 4 or 16 bytes.
  let bytes: [UInt8]
  let prefix: Int

  /// Reads `10.0.0.0/8`, `::/0` or a single address; `nil` for any other text.
  init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard let address = parts.first, parts.count <= 2,
      let bytes = AddressBlock.version4(address) ?? AddressBlock.version6(address)
    else { return nil }
    if parts.count == 2 {
      guard parts[1].allSatisfy({ $0.isASCII && $0.isNumber }), let length = Int(parts[1]),
        length <= bytes.count * 8
      else { return nil }
      prefix = length
    } else {
      prefix = bytes.count * 8
    }
    self.bytes = bytes
  }

  init(bytes: [UInt8], prefix: Int) {
    self.bytes = bytes
    self.prefix = prefix
  }

  private static func version4(_ text: Substring) -> [UInt8]? {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 4 else { return nil }
    var out: [UInt8] = []
    for part in parts {
      guard part.count <= 3, part.allSatisfy({ $0.isASCII && $0.isNumber }),
        let byte = UInt8(part)
      else { return nil }
      out.append(byte)
    }
    return out
  }

  private static func version6(_ text: Substring) -> [UInt8]? {
    guard text.contains(":") else { return nil }
    let halves = text.ranges(of: "::")
    guard halves.count <= 1 else { return nil }
    func words(_ part: Substring) -> [UInt8]? {
      if part.isEmpty { return [] }
      var out: [UInt8] = []
      let groups = part.split(separator: ":", omittingEmptySubsequences: false)
      for (index, group) in groups.enumerated() {
        if index == groups.count - 1, group.contains(".") {
          guard let tail = version4(group) else { return nil }
          out += tail
        } else {
          guard (1...4).contains(group.count), group.allSatisfy(\.isHexDigit),
            let word = UInt16(group, radix: 16)
          else { return nil }
          out += [UInt8(word >> 8), UInt8(word & 0xFF)]
        }
      }
      return out
    }
    guard let gap = halves.first else {
      guard let all = words(text), all.count == 16 else { return nil }
      return all
    }
    guard let head = words(text[..<gap.lowerBound]), let tail = words(text[gap.upperBound...]),
      head.count + tail.count < 16
    else { return nil }
    return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
  }

  private func agrees(with other: AddressBlock, bits: Int) -> Bool {
    for bit in 0..<bits {
      let shift = UInt8(7 - bit % 8)
      if (bytes[bit / 8] >> shift) & 1 != (other.bytes[bit / 8] >> shift) & 1 { return false }
    }
    return true
  }

  /// Whether every address of `other` is in this block.
  func contains(_ other: AddressBlock) -> Bool {
    bytes.count == other.bytes.count && prefix <= other.prefix
      && agrees(with: other, bits: prefix)
  }

  /// Whether some address is in both blocks.
  func overlaps(_ other: AddressBlock) -> Bool { contains(other) || other.contains(self) }
}
