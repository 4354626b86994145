/// The module instances of a plan, grouped by path. A path is an address without instance keys.
struct ModuleAddresses: Sendable {
  /// The distinct paths.
  private(set) var paths: [String] = []
  /// Address of each module instance.
  private(set) var instances: [String] = []
  /// For each module instance, the index of its path in `paths`.
  private(set) var pathOfInstance: [Int] = []
  /// For each path, the number of its instances.
  private(set) var instanceCounts: [Int] = []
  private var instanceByAddress: [String: Int] = [:]
  private var pathByAddress: [String: Int] = [:]

  /// Returns the index of a module instance, which is added if it is new.
  mutating func instance(_ address: String) -> Int {
    if let known = instanceByAddress[address] { return known }
    let path = Self.withoutKeys(address)
    let index: Int
    if let known = pathByAddress[path] {
      index = known
    } else {
      index = paths.count
      pathByAddress[path] = index
      paths.append(path)
      instanceCounts.append(0)
    }
    let made = instances.count
    instances.append(address)
    pathOfInstance.append(index)
    instanceCounts[index] += 1
    instanceByAddress[address] = made
    return made
  }

  func path(ofInstance instance: Int) -> String { paths[pathOfInstance[instance]] }

  /// The relation of a module instance to another one with the same names at the beginning of its path.
  enum Fork: Sendable {
    /// No common name has another key.
    case none
    /// It is in another instance of the other module, or is one.
    case own
    /// Both are in different instances of a module around the other one.
    case around
  }

  /// Returns where the keys of an address begin to differ from those of another one.
  static func fork(of address: String, from other: String) -> Fork {
    guard address != other, !other.isEmpty, !address.isEmpty else { return .none }
    let (theirs, own) = (names(in: address), names(in: other))
    for (depth, (a, b)) in zip(theirs, own).enumerated() where a != b {
      guard withoutKeys(a) == withoutKeys(b) else { return .none }
      return depth == own.count - 1 ? .own : .around
    }
    return .none
  }

  /// The address of the module instance that contains another one; empty for the root.
  static func parent(of address: String) -> String {
    names(in: address).dropLast().map { "module.\($0)" }.joined(separator: ".")
  }

  /// The names in the address of a module instance with their keys: `a["x"]`, `b`.
  private static func names(in address: String) -> [String] {
    var parts: [[UInt8]] = [[]]
    scan(address) { byte, isInKey in
      if byte == UInt8(ascii: "."), !isInKey {
        parts.append([])
      } else {
        parts[parts.count - 1].append(byte)
      }
    }
    // The word `module` is before each of them.
    return stride(from: 1, to: parts.count, by: 2).map {
      String(decoding: parts[$0], as: UTF8.self)
    }
  }

  /// Removes the instance keys from an address: `module.a["x"].t.n[0]` becomes `module.a.t.n`.
  static func withoutKeys(_ address: String) -> String {
    guard address.utf8.contains(UInt8(ascii: "[")) else { return address }
    var kept: [UInt8] = []
    kept.reserveCapacity(address.utf8.count)
    scan(address) { byte, isInKey in if !isInKey { kept.append(byte) } }
    return String(decoding: kept, as: UTF8.self)
  }

  /// Takes each byte of an address, with whether it is of an instance key or of the brackets around one.
  private static func scan(_ address: String, _ take: (_ byte: UInt8, _ isInKey: Bool) -> Void) {
    var inKey = false
    var inQuotes = false
    var escaped = false
    for byte in address.utf8 {
      if !inKey { inKey = byte == UInt8(ascii: "[") }
      take(byte, inKey)
      guard inKey else { continue }
      if escaped {
        escaped = false
      } else if inQuotes {
        if byte == UInt8(ascii: "\\") { escaped = true }
        if byte == UInt8(ascii: "\"") { inQuotes = false }
      } else if byte == UInt8(ascii: "\"") {
        inQuotes = true
      } else if byte == UInt8(ascii: "]") {
        inKey = false
      }
    }
  }
}
