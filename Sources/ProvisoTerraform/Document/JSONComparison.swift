import JSON
import ProvisoInput
import ProvisoKernel

/// Comparisons of values of a plan.
extension JSONValue {
  /// Whether the value is `true` or contains it.
  var hasTrue: Bool {
    var stack = [self]
    while let top = stack.popLast() {
      switch top.kind {
      case .bool: if top.bool == true { return true }
      case .array: stack += top.elements
      case .object: for (_, value) in top.members { stack.append(value) }
      default: break
      }
    }
    return false
  }

  /// Whether both are equal as values.
  func isSame(as other: JSONValue) -> Bool {
    guard kind == other.kind else { return false }
    switch kind {
    case .null, .bool, .string: return isSpelled(as: other)
    case .array: if count != other.count { return false }
    case .object, .number: break
    }
    return isSpelled(as: other) || kernelValue == other.kernelValue
  }

  /// Whether both are the same text apart from white space and escapes. This is faster than a
  /// comparison of values; equal values can still be spelled differently.
  private func isSpelled(as other: JSONValue) -> Bool {
    var pending = [(self, other)]
    while let (mine, theirs) = pending.popLast() {
      guard mine.kind == theirs.kind else { return false }
      switch mine.kind {
      case .null: break
      case .bool: if mine.bool != theirs.bool { return false }
      case .string:
        let isEqual = mine.withUTF8 { text in theirs.withUTF8 { text.hasSameBytes(as: $0) } ?? false
        }
        guard isEqual == true else { return false }
      case .number:
        guard let own = mine.number, let given = theirs.number else { return false }
        if let integer = own.integer {
          guard integer == given.integer else { return false }
        } else {
          guard own.text == given.text else { return false }
        }
      case .array:
        guard mine.count == theirs.count else { return false }
        for pair in zip(mine.elements, theirs.elements) { pending.append(pair) }
      case .object:
        guard mine.count == theirs.count else { return false }
        for (own, given) in zip(mine.members, theirs.members) {
          guard own.key.isSame(as: given.key) else { return false }
          pending.append((own.value, given.value))
        }
      }
    }
    return true
  }

  /// Returns the member with the same key; nil without one.
  func member(_ key: JSONKey) -> JSONValue? {
    for (own, value) in members where own.isSame(as: key) { return value }
    return nil
  }
}

extension JSONKey {
  /// Whether both keys consist of the same bytes, after escapes.
  func isSame(as other: JSONKey) -> Bool {
    withUTF8 { mine in other.withUTF8 { mine.hasSameBytes(as: $0) } }
  }
}

extension UnsafeBufferPointer<UInt8> {
  /// Whether both buffers contain the same bytes. Compares eight bytes at a time.
  func hasSameBytes(as other: UnsafeBufferPointer<UInt8>) -> Bool {
    guard count == other.count else { return false }
    let mine = UnsafeRawBufferPointer(self)
    let theirs = UnsafeRawBufferPointer(other)
    var index = 0
    while count - index >= 8 {
      let word = mine.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      if word != theirs.loadUnaligned(fromByteOffset: index, as: UInt64.self) { return false }
      index += 8
    }
    while index < count {
      if mine[index] != theirs[index] { return false }
      index += 1
    }
    return true
  }
}
