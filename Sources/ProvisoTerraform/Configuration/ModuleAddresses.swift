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

  /// Removes the instance keys from an address: `module.a["x"].t.n[0]` becomes `module.a.t.n`.
  static func withoutKeys(_ address: String) -> String {
    guard address.utf8.contains(UInt8(ascii: "[")) else { return address }
    var kept: [UInt8] = []
    kept.reserveCapacity(address.utf8.count)
    var inKey = false
    var inQuotes = false
    var escaped = false
    for byte in address.utf8 {
      if !inKey {
        if byte == UInt8(ascii: "[") { inKey = true } else { kept.append(byte) }
      } else if escaped {
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
    return String(decoding: kept, as: UTF8.self)
  }
}
