/// Module instance addresses of a plan, each with its address without keys.
struct ModuleAddresses: Sendable {
  /// Address without keys of each module instance.
  private(set) var paths: [String] = []
  /// Address of each module instance.
  private(set) var instances: [String] = []
  /// Index of the address without keys.
  private(set) var pathOfInstance: [Int] = []
  /// How many instances each address without keys has.
  private(set) var instanceCounts: [Int] = []
  private var instanceByAddress: [String: Int] = [:]
  private var pathByAddress: [String: Int] = [:]

  mutating func instance(_ address: String) -> Int {
    if let known = instanceByAddress[address] { return known }
    let path = Self.withoutKeys(address)
    let place: Int
    if let known = pathByAddress[path] {
      place = known
    } else {
      place = paths.count
      pathByAddress[path] = place
      paths.append(path)
      instanceCounts.append(0)
    }
    let made = instances.count
    instances.append(address)
    pathOfInstance.append(place)
    instanceCounts[place] += 1
    instanceByAddress[address] = made
    return made
  }

  func path(ofInstance instance: Int) -> String { paths[pathOfInstance[instance]] }

  /// An address without its instance keys: `module.a["x"].t.n[0]` is `module.a.t.n`.
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
